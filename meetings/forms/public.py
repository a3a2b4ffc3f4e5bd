"""What the public fills in, and what the secretariat says to it; the review of restrictions too."""

from datetime import date
from typing import Any

from django import forms

from csp_portal.core.forms import DateField, PortalForm
from meetings.models import Pack


class CopyAskForm(PortalForm):
    """Ask for a copy: who, where to, and what."""

    submit_label = "Send the request"
    keep_unsaved = True

    name = forms.CharField(label="Your name", max_length=150)
    address = forms.EmailField(
        label="Your e-mail address", help_text="The answer is sent there.", max_length=254
    )
    text = forms.CharField(
        label="Which papers do you ask for?",
        help_text="Name the meeting, and the paper if you know it. You need not say why.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )


class SubscribeForm(PortalForm):
    """Enter the address that is to be told."""

    submit_label = "Send me the link"

    address = forms.EmailField(
        label="Your e-mail address",
        help_text="We send a link there. Nothing else is sent before you open it.",
        max_length=254,
    )


class ConfirmForm(PortalForm):
    """Say yes to what a link in an e-mail led to; a program that looks at links says nothing."""

    def __init__(self, *args: Any, submit_label: str, **kwargs: Any) -> None:
        self.submit_label = submit_label
        super().__init__(*args, **kwargs)


class _PackChoice(forms.ModelChoiceField):
    def label_from_instance(self, pack: Any) -> str:
        return f"{pack.meeting.on.day} {pack.meeting.on:%B %Y}, version {pack.number}"


class CopyAnswerForm(PortalForm):
    """Choose the pack whose public copy is handed out."""

    submit_label = "Send the link"

    pack = _PackChoice(label="Which pack?", queryset=Pack.objects.none(), empty_label="Choose a meeting")

    def __init__(self, *args: Any, packs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pack"]
        field.queryset = packs  # type: ignore[attr-defined]


class CopyRefuseForm(PortalForm):
    """Say why a copy is not handed out."""

    submit_label = "Refuse the request"
    keep_unsaved = True

    reason = forms.CharField(
        label="Why is it refused?",
        help_text="This is sent to whoever asked. Say what they can do next.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )


class RestrictionKeepForm(PortalForm):
    """Keep a restriction until another day, with the reason."""

    submit_label = "Keep the restriction"
    keep_unsaved = True

    review_on = DateField(label="When is it reviewed again?")
    reason = forms.CharField(
        label="Why is it kept?", max_length=1000, widget=forms.Textarea(attrs={"rows": "4"})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if day <= self.today:
            raise forms.ValidationError("Enter a day after today.")
        return day


class RestrictionReleaseForm(PortalForm):
    """Release what a restriction holds back, with the reason."""

    submit_label = "Release it"
    keep_unsaved = True
    warning = True

    reason = forms.CharField(
        label="Why is it released?", max_length=1000, widget=forms.Textarea(attrs={"rows": "4"})
    )
