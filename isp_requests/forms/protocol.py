"""What is filled in about editions of the protocol, their parties, reply times and guidance."""

from typing import Any

from django import forms
from django.utils.text import slugify

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import Checkboxes, DateField, MarkdownArea, PortalForm, Radios
from isp_requests.clocks import HOURS_A_DAY, WorkingTime
from isp_requests.models import GatewayKind, HandlingMarking, LegalGateway, ProtocolEdition
from isp_requests.models.editions import MARKINGS_OF_TODAY
from isp_requests.wording import PLACES
from meetings.models import AgendaItem


class EditionDraftForm(PortalForm):
    """The beginning of a new edition."""

    submit_label = "Begin the edition"

    name = forms.CharField(max_length=60, help_text="What people call it, for example 2027.")
    title = forms.CharField(
        max_length=200, help_text="For example Crime and Disorder Information Sharing Protocol 2027."
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not slugify(name):
            raise forms.ValidationError("Enter a name with letters or figures in it.")
        return name

    def facts(self) -> dict[str, Any]:
        """Give what was filled in as the workflow takes it."""
        return {**self.cleaned_data, "slug": slugify(self.cleaned_data["name"])}


TODAYS_MARKINGS = [choice for choice in HandlingMarking.choices if choice[0] in MARKINGS_OF_TODAY]


class EditionForm(PortalForm):
    """What a draft says: its text, the conditions that officers accept, its markings."""

    submit_label = "Save the draft"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(max_length=200)
    text = forms.CharField(
        label="The protocol’s text",
        required=False,
        max_length=200_000,
        widget=MarkdownArea(attrs={"rows": "20"}),
        help_text="With its own numbering. Headings, lists and tables are written in Markdown.",
    )
    conditions = forms.CharField(
        label="Conditions that every officer accepts",
        required=False,
        max_length=20_000,
        widget=MarkdownArea(attrs={"rows": "10"}),
        help_text="What the forms’ cover says; officers read and accept it before their first use and every year.",
    )
    marking = forms.ChoiceField(
        label="Usual marking",
        choices=TODAYS_MARKINGS,
        widget=Radios,
        help_text="A request begins with it.",
    )
    markings = forms.MultipleChoiceField(
        label="Which markings may be chosen?", choices=TODAYS_MARKINGS, widget=Checkboxes
    )
    kept_months = forms.IntegerField(
        label="For how many months are the words of a request, a breach or a complaint kept once it has ended?",
        min_value=1,
        max_value=120,
        help_text="Then they are destroyed; that it was asked, decided and by whom stays on record (ISP 10.3).",
    )

    gateways = forms.ModelMultipleChoiceField(
        LegalGateway.objects.filter(is_closed=False).exclude(kind=GatewayKind.CONDITION),
        label="Which law may be chosen under it?",
        required=False,
        widget=Checkboxes,
        help_text="If none is ticked, all of the catalogue that is in force and signed off. Conditions for sensitive data "
        "can always be chosen (ISP 3, appendix F).",
    )

    @classmethod
    def of(cls, edition: ProtocolEdition) -> dict[str, Any]:
        """Give what the form shows of an edition at first."""
        plain = {name: getattr(edition, name) for name in cls.base_fields if name != "gateways"}
        return plain | {"gateways": edition.gateways.all()}

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "marking" in said and "markings" in said and said["marking"] not in said["markings"]:
            self.add_error("markings", "The usual marking is among those that may be chosen. Tick it too.")
        return said


class WordingForm(PortalForm):
    """The words of an edition's forms."""

    submit_label = "Save the wording"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, place in PLACES.items():
            self.fields[key] = forms.CharField(
                label=place.label,
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": "2"}),
                help_text=f"If left empty: {place.usual}",
            )

    def wording(self) -> dict[str, str]:
        """Give the words that were filled in."""
        return {key: words for key in PLACES if (words := self.cleaned_data[key])}


class ReplyTimeForm(PortalForm):
    """How much working time an answer may take."""

    submit_label = "Save"

    days = forms.IntegerField(label="Working days", min_value=0, max_value=250, initial=0)
    hours = forms.IntegerField(
        label="and working hours",
        min_value=0,
        max_value=HOURS_A_DAY - 1,
        initial=0,
        help_text="A working day has eight hours, from 9 to 17.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["days"] and not cleaned["hours"]:
            self.add_error("days", "An answer needs some time.")
        return cleaned

    def allowed(self) -> WorkingTime:
        return WorkingTime.of(days=self.cleaned_data["days"], hours=self.cleaned_data["hours"])

    @staticmethod
    def of(minutes: int) -> dict[str, int]:
        days, rest = divmod(minutes, HOURS_A_DAY * 60)
        return {"days": days, "hours": rest // 60}


class PartyForm(PortalForm):
    """A party, and the office that signs for it."""

    submit_label = "Name the party"

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="slug", empty_label="Choose an organisation"
    )
    signatory_office = forms.CharField(
        label="Office that signs", max_length=150, help_text="For example Chief Executive."
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = organisations


class SignatureForm(PortalForm):
    """Who signed for a party, and when."""

    submit_label = "Record the signature"

    signed_name = forms.CharField(label="Who signed?", max_length=150)
    signed_on = DateField(label="Day of the signature")


class EndorseForm(PortalForm):
    """When and where the board endorsed an edition."""

    submit_label = "Record the endorsement"

    endorsed_on = DateField(label="Day on which the board endorsed it")
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="Under which item of an agenda?",
        required=False,
        to_field_name="key",
        empty_label="Not at a meeting in this portal",
    )

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].queryset = items
        fields["item"].label_from_instance = lambda item: f"{item.meeting}: {item.title}"


class InForceForm(PortalForm):
    """From when an edition holds, and when it is looked at again."""

    submit_label = "Bring it into force"

    starts_on = DateField(label="First day in force")
    review_on = DateField(label="Due for review on", help_text="Usually a year later (ISP 7.3).")


class ReasonForm(PortalForm):
    """Why something is done."""

    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": "3"}))


class GuidanceForm(PortalForm):
    """The words of a page of guidance."""

    submit_label = "Save the page"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(max_length=150)
    text = forms.CharField(label="What it says", max_length=20_000, widget=MarkdownArea(attrs={"rows": "16"}))
