"""What is filled in of an answer (part B), and of what follows a disclosure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from csp_portal.accounts.models import Organisation, User
from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from isp_requests import legal
from isp_requests.forms.requests import YES_OR_NO, ground_choices, ground_hints, line, text
from isp_requests.models import Asked, HandlingMarking, LegalGateway, ProtocolEdition
from isp_requests.states import words
from isp_requests.states.answer import Outcome
from isp_requests.workflow.answers import CODES


class AllocateForm(PortalForm):
    submit_label = "Give it to this officer"

    officer = forms.ModelChoiceField(
        User.objects.none(), label="Who will answer?", widget=Radios, empty_label=None
    )

    def __init__(self, *args: Any, officers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=[person.pk for person in officers]).in_order()
        self.fields["officer"].queryset = people  # type: ignore[attr-defined]


class HandOnForm(PortalForm):
    submit_label = "Hand it back to the contact"

    reason = forms.ChoiceField(
        label="Why do you hand it on?",
        choices=words.HandOn.choices,
        widget=Radios,
        help_text="The reason is recorded.",
    )


class QuestionForm(PortalForm):
    submit_label = "Ask, and stop the clock"
    keep_unsaved = True

    text = text("What do you need to know before you can decide?")


class ReplyForm(PortalForm):
    submit_label = "Send the reply"
    keep_unsaved = True

    text = text("Your reply")


class ReasonForm(PortalForm):
    submit_label = "Send it back"
    warning = True

    text = text("Why do you not authorise it?", rows=3)


class AnswerForm(PortalForm):
    """
    The whole answer. What only a disclosure needs can be left for later; it is asked for before it is decided.

    The fields are those of the paper form's part B, of ISP 9.3 and of appendix G 9.
    """

    submit_label = "Save, and check it"
    keep_unsaved = True
    WORDS = ("reasons", "refer_to", "summary", "disclosed", "conditions", "safe_address", "why_not_told")

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=Outcome.choices,
        widget=Radios(
            hints={
                Outcome.IN_PART: "Say in the reasons what you leave out, and why.",
                Outcome.NOT_HELD: "Your organisation does not hold it.",
            }
        ),
    )
    reasons = text("Reasons for the decision", help_text="Appendix G 9 d. The requester reads them.")
    refer_to = line("If you refer them: to whom?", required=False)
    kinds = forms.MultipleChoiceField(
        label="Types of information", choices=words.Kind.choices, widget=Checkboxes, required=False,
        help_text="Appendix G 9 h: what kind, never what it says.",
    )  # fmt: skip
    summary = text(
        "The information in a sentence or two", rows=3, required=False, help_text="Appendix G 9 b."
    )
    disclosed = text(
        "What you disclose",
        rows=8,
        required=False,
        help_text="Tell fact from opinion, and say as of when it is. Files are added on the next page.",
    )
    safe_address = text("How you kept safe what must be kept from somebody", rows=3, required=False)
    conditions = text(
        "Conditions of its use",
        rows=3,
        required=False,
        help_text="For example until when, and that it goes no further.",
    )
    assurances = forms.MultipleChoiceField(
        label="I made sure of each of these", choices=words.Assurance.choices, widget=Checkboxes, required=False,
        help_text="ISP 9.3. All five, before anything is disclosed.",
    )  # fmt: skip
    is_welfare_weighed = forms.BooleanField(
        label="I weighed the safety and welfare of the person (ISP 9.1)", required=False
    )
    is_with_consent = forms.ChoiceField(
        label="Do you share with the person's agreement?", choices=YES_OR_NO, widget=Radios,
        help_text="Appendix G 9 e.",
    )  # fmt: skip
    person_told = forms.ChoiceField(
        label="Was the person, or the family, told?", choices=YES_OR_NO, widget=Radios,
        help_text="Appendix G 9 f.",
    )  # fmt: skip
    why_not_told = text("If not, why not?", rows=3, required=False)
    grounds = forms.MultipleChoiceField(
        label="On which law do you rely?", choices=[], widget=Checkboxes, required=False,
        help_text="Your own ground; it need not be the requester's.",
    )  # fmt: skip
    delivery = forms.ChoiceField(
        label="How does it go to the requester?",
        choices=words.Delivery.choices,
        widget=Radios(
            hints={
                words.Delivery.PORTAL: "The named requester alone reads it here, and you see when.",
                words.Delivery.EMAIL: "Not secure: it will be refused (ISP 8.3.2).",
                words.Delivery.FAX: "Not secure: it will be refused (ISP 8.3.2).",
            }
        ),
        required=False,
        help_text="Appendix G 9 i.",
    )
    marking = forms.ChoiceField(label="Marking", choices=[], widget=Radios)
    second_authoriser = forms.ModelChoiceField(
        User.objects.none(), label="Second authoriser", required=False, empty_label="Nobody else has to authorise it",
        help_text="Where your organisation wants two people, or the information is confidential (ISP 4.5).",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        asked: Asked,
        officers: Sequence[User],
        gateways: Sequence[LegalGateway],
        has_safe_address: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["grounds"].choices = ground_choices(gateways)  # type: ignore[attr-defined]
        self.fields["grounds"].widget.hints = ground_hints(gateways)  # type: ignore[attr-defined]
        people = User.objects.filter(pk__in=[person.pk for person in officers]).in_order()
        self.fields["second_authoriser"].queryset = people  # type: ignore[attr-defined]
        edition = asked.sharing_request.edition or ProtocolEdition.objects.order_by("-pk").first()
        allowed = edition.markings if edition and edition.markings else ["official", "official_sensitive"]
        self.fields["marking"].choices = [  # type: ignore[attr-defined]
            choice for choice in HandlingMarking.choices if choice[0] in allowed
        ]
        if not has_safe_address:
            del self.fields["safe_address"]

    def clean_delivery(self) -> str:
        delivery: str = self.cleaned_data["delivery"]
        if delivery in words.INSECURE_DELIVERIES:
            raise forms.ValidationError(
                "Ordinary e-mail and fax are not secure, so nothing is disclosed by them (ISP 8.3.2). Choose the "
                "portal, secure e-mail, or by hand."
            )
        return delivery

    def draft(self) -> dict[str, Any]:
        """Give what was filled in as it is sealed."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "second_authoriser"}
        authoriser = self.cleaned_data["second_authoriser"]
        return kept | {"second_authoriser": authoriser.pk if authoriser else None}


def codes_of(draft: dict[str, Any]) -> dict[str, Any]:
    """Take the codes of a decision out of a sealed draft."""
    codes = {name: draft.get(name, "") for name in CODES}
    return codes | {
        "is_with_consent": draft.get("is_with_consent") == "yes",
        "person_told": draft.get("person_told") or "no",
        "grounds": legal.copied(draft.get("grounds") or []),
        "kinds": draft.get("kinds") or [],
        "assurances": draft.get("assurances") or [],
        "is_welfare_weighed": bool(draft.get("is_welfare_weighed")),
    }


def words_of(draft: dict[str, Any]) -> dict[str, str]:
    """Take the words of a decision out of a sealed draft."""
    return {name: draft.get(name) or "" for name in AnswerForm.WORDS}


class SupplyForm(PortalForm):
    submit_label = "Supply it"

    further = text("What you disclose now", rows=8)
    review_on = DateField(
        label="When is it looked at again?",
        required=False,
        help_text="The requester says on that day whether it is still needed (ISP 10.3.2).",
    )

    def __init__(self, *args: Any, is_first: bool, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["further"]

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day is not None and day <= self.on:
            raise forms.ValidationError("The day of the review has passed. Choose a later one.")
        return day


class ReviewForm(PortalForm):
    submit_label = "It is still needed"

    review_on = DateField(label="When is it looked at again?")


class CertifyForm(PortalForm):
    submit_label = "Certify this"
    warning = True

    ending = forms.ChoiceField(
        label="What became of it?",
        choices=words.Ending.choices,
        widget=Radios(
            hints={
                words.Ending.RETURNED: "All of it went back to the organisation that supplied it.",
                words.Ending.DESTROYED: "All of it is destroyed, on paper and in your own systems.",
            }
        ),
    )


class UrgentForm(PortalForm):
    """What was disclosed in an emergency, without a form (ISP 1.4, 8.1)."""

    submit_label = "Record it"
    keep_unsaved = True

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Your organisation", widget=Radios, empty_label=None
    )
    requester = forms.ModelChoiceField(User.objects.none(), label="To which officer did it go?")
    circumstances = text("What happened, and why could it not wait?")
    disclosed = text("What was disclosed?")
    summary = text("The information in a sentence or two", rows=3, required=False)
    reasons = text("Reasons for the decision", rows=3)
    kinds = forms.MultipleChoiceField(
        label="Types of information", choices=words.Kind.choices, widget=Checkboxes
    )
    delivery = forms.ChoiceField(label="How did it go?", choices=words.Delivery.choices, widget=Radios)
    grounds = forms.MultipleChoiceField(
        label="On which law did you rely?", choices=[], widget=Checkboxes, required=False,
        help_text="If you can say; nobody needed to look it up before helping (ISP 1.4).",
    )  # fmt: skip
    is_with_consent = forms.ChoiceField(
        label="Did the person agree?", choices=YES_OR_NO, widget=Radios, help_text="Appendix G 9 e."
    )
    person_told = forms.ChoiceField(
        label="Was the person, or the family, told?", choices=YES_OR_NO, widget=Radios,
        help_text="Appendix G 9 f.",
    )  # fmt: skip
    why_not_told = text("If not, why not?", rows=3, required=False)
    conditions = text("Conditions of its use", rows=3, required=False)

    def __init__(
        self, *args: Any, organisations: Any, officers: Any, gateways: Sequence[LegalGateway], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"].choices = ground_choices(gateways)  # type: ignore[attr-defined]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = organisations
        if organisations.count() == 1:
            field.widget = forms.HiddenInput()
            self.initial["organisation"] = organisations.get().pk
        self.fields["requester"].queryset = officers  # type: ignore[attr-defined]

    clean_delivery = AnswerForm.clean_delivery

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("person_told") == words.Told.NO and not self.cleaned_data.get(
            "why_not_told"
        ):
            self.add_error("why_not_told", "Say why the person or the family was not told.")
        return self.cleaned_data

    def words(self) -> dict[str, str]:
        names = ("circumstances", "disclosed", "summary", "reasons", "why_not_told", "conditions")
        return {name: self.cleaned_data[name] for name in names}
