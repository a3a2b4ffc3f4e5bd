"""What is filled in of an answer (part B), and of what follows a disclosure."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from csp_portal.accounts.models import Organisation, User
from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from isp_requests import legal
from isp_requests.forms.fields import YES_OR_NO, line, marking_choices, offer, text
from isp_requests.models import Asked, LegalGateway, Need
from isp_requests.states import words
from isp_requests.states.answer import Outcome
from isp_requests.wording import worded
from isp_requests.workflow.answers import CODES


class AllocateForm(PortalForm):
    submit_label = "Give it to this officer"

    officer = forms.ModelChoiceField(
        User.objects.none(), label="Who will answer?", widget=Radios, empty_label=None,
        help_text="From now on they read the request, and whoever had it reads it no more. Both are on record (ISP 7.4).",
    )  # fmt: skip

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

    text = text(
        "What do you need to know before you can decide?",
        help_text="The requester reads it here and replies here. Until then no time is spent (ISP 9.2).",
    )


class ReplyForm(PortalForm):
    submit_label = "Send the reply"
    keep_unsaved = True

    text = text(
        "Your reply", help_text="It belongs to the request from now on, and the clock goes on (ISP 9.2)."
    )


class ReasonForm(PortalForm):
    submit_label = "Send it back"
    warning = True

    text = text(
        "Why do you not authorise it?",
        rows=3,
        help_text="The officer reads it and decides again; this decision stays on record with your reason (appendix G 9 d).",
    )


class AnswerForm(PortalForm):
    """
    The whole answer. What only a disclosure needs can be left for later; it is asked for before it is decided.

    The fields are those of the paper form's part B, of ISP 9.3 and of appendix G 9.
    """

    submit_label = "Save, and check it"
    keep_unsaved = True
    WORDS = (
        "reasons", "refer_to", "summary", "disclosed", "conditions", "safe_address", "why_not_told", "department",
        "address", "telephone",
    )  # fmt: skip
    WORDED: ClassVar[dict[str, str]] = {"outcome": "outcome", "disclosed": "disclosed"}

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=Outcome.choices,
        widget=Radios(
            hints={
                Outcome.IN_PART: "Say in the reasons what you leave out, and why.",
                Outcome.NOT_HELD: "Your organisation does not hold it.",
                Outcome.REFER: "Another organisation holds it; say below which.",
            }
        ),
        help_text="Whoever holds the information decides, and never who asks (ISP 6.2, 9.1; appendix G 9 d).",
    )
    reasons = text(
        "Reasons for the decision",
        help_text="Why it is shared, or why not, so that somebody can follow it in a year. The requester reads them, so "
        "nothing belongs here that you do not disclose (appendix G 9 d).",
    )
    refer_to = line(
        "If you refer them: to whom?",
        required=False,
        help_text="The organisation, and if you know it the office. Say nothing of what it may hold.",
    )
    kinds = forms.MultipleChoiceField(
        label="Types of information", choices=words.Kind.choices, widget=Checkboxes, required=False,
        help_text="Of what you disclose: what kind, never what it says (ISP 4.7, appendix G 9 h).",
    )  # fmt: skip
    summary = text(
        "The information in a sentence or two",
        rows=3,
        required=False,
        help_text="For your own record; the requester does not read it (appendix G 9 b).",
    )
    disclosed = text(
        "What is disclosed",
        rows=8,
        required=False,
        help_text="What the purpose takes and no more. Tell fact from opinion, and say as of when it is. Files are added on "
        "the next page (ISP 9.3; appendix B, part B).",
    )
    safe_address = text(
        "How you kept safe what must be kept from somebody",
        rows=3,
        required=False,
        help_text="For example that neither street, school nor surgery is named, in the files neither (ISP 9.1).",
    )
    conditions = text(
        "Conditions of its use",
        rows=3,
        required=False,
        help_text="For example until when, and that it goes no further without your leave (ISP 10.5.2).",
    )
    assurances = forms.MultipleChoiceField(
        label="I made sure of each of these", choices=words.Assurance.choices, widget=Checkboxes, required=False,
        help_text="All five, before anything is disclosed (ISP 9.3).",
    )  # fmt: skip
    is_welfare_weighed = forms.BooleanField(
        label="I weighed the safety and welfare of the person (ISP 9.1)",
        required=False,
        help_text="Whether sharing it could harm them, or not sharing it.",
    )
    is_with_consent = forms.ChoiceField(
        label="Do you share with the person's agreement?", choices=YES_OR_NO, widget=Radios,
        help_text="Only if a consent on record lets your organisation disclose it (ISP 5, appendix G 9 e).",
    )  # fmt: skip
    person_told = forms.ChoiceField(
        label="Was the person, or the family, told?", choices=YES_OR_NO, widget=Radios,
        help_text="That it is shared, with whom and why (ISP 10.2.1, appendix G 9 f).",
    )  # fmt: skip
    why_not_told = text(
        "If not, why not?",
        rows=3,
        required=False,
        help_text="For example because it would put somebody at risk (ISP 6.1, appendix G 9 f).",
    )
    grounds = forms.MultipleChoiceField(
        label="On which law do you rely?", choices=[], widget=Checkboxes, required=False,
        help_text="Your own ground; it need not be the requester's (ISP 3, appendix F).",
    )  # fmt: skip
    conditions_of_law = forms.MultipleChoiceField(
        label="On which condition do you rely for what is sensitive?", choices=[], widget=Checkboxes, required=False,
        help_text="Where you disclose something of a special category, such as health or origin, or about offences. Your "
        "organisation names its own, beside the ground (ISP 4.1; UK GDPR Articles 9 and 10).",
    )  # fmt: skip
    has_policy_document = forms.BooleanField(
        label="My organisation has an appropriate policy document for this",
        required=False,
        help_text="Some conditions can be relied on only with one (Data Protection Act 2018, Schedule 1).",
    )
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
        help_text="Ordinary e-mail and fax are refused (ISP 8.3.2, appendix G 9 i).",
    )
    marking = forms.ChoiceField(
        label="Marking",
        choices=[],
        widget=Radios,
        help_text="Of what you disclose. It stands on every page and on paper (ISP 9.5).",
    )
    department = line(
        "Your department",
        required=False,
        help_text="Within your organisation, if it has any. Your name, position and e-mail address come from your "
        "account (appendix B, part B).",
    )
    address = text(
        "Your address at work",
        rows=3,
        required=False,
        help_text="Needed only if something may come back by hand or by post (appendix B, part B).",
    )
    telephone = line(
        "Your telephone",
        required=False,
        max_length=30,
        help_text="By which the requester can reach you about what you disclose (appendix B, part B).",
    )
    second_authoriser = forms.ModelChoiceField(
        User.objects.none(), label="Second authoriser", required=False, empty_label="Nobody else has to authorise it",
        help_text="Where your organisation wants two people, or the information is confidential (ISP 4.5). Records of "
        "counselling always need one.",
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
        self.asked = asked
        super().__init__(*args, **kwargs)
        grounds, conditions = legal.split(gateways)
        offer(self, "grounds", grounds)
        offer(self, "conditions_of_law", conditions)
        people = User.objects.filter(pk__in=[person.pk for person in officers]).in_order()
        self.fields["second_authoriser"].queryset = people  # type: ignore[attr-defined]
        self.fields["marking"].choices = marking_choices(asked.sharing_request.edition)  # type: ignore[attr-defined]
        if not has_safe_address:
            del self.fields["safe_address"]

    def label_of(self, name: str, field: forms.Field) -> str:
        if name in self.WORDED:
            field.label = worded(self.asked.sharing_request.edition, self.WORDED[name])
        return super().label_of(name, field)

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
        "grounds": legal.copied(
            [*(draft.get("grounds") or []), *(draft.get("conditions_of_law") or [])],
            declared=[Need.POLICY_DOCUMENT] if draft.get("has_policy_document") else [],
        ),
        "kinds": draft.get("kinds") or [],
        "assurances": draft.get("assurances") or [],
        "is_welfare_weighed": bool(draft.get("is_welfare_weighed")),
    }


def words_of(draft: dict[str, Any]) -> dict[str, str]:
    """Take the words of a decision out of a sealed draft."""
    return {name: draft.get(name) or "" for name in AnswerForm.WORDS}


class SupplyForm(PortalForm):
    submit_label = "Supply it"

    further = text(
        "What you disclose now",
        rows=8,
        help_text="Under the same decision and for the same purpose; no new form is needed (ISP 8.3.4).",
    )
    review_on = DateField(label="When is it looked at again?", required=False)

    def __init__(
        self, *args: Any, is_first: bool, is_fresh: bool, kept_months: int, on: date, **kwargs: Any
    ) -> None:
        self.is_fresh, self.on = is_fresh, on
        super().__init__(*args, **kwargs)
        self.fields["review_on"].help_text = (
            "The requester says on that day whether it is still needed (ISP 10.3.2). If you leave it empty, that is in "
            f"{kept_months} months."
        )
        if is_first:
            del self.fields["further"]

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day is not None and day <= self.on:
            raise forms.ValidationError("The day of the review has passed. Choose a later one.")
        return day

    def clean(self) -> dict[str, Any] | None:
        if not self.is_fresh:
            # The form came while the proof was fresh, and what was written since is not to be lost.
            raise forms.ValidationError(
                "It is more than ten minutes since you proved who you are. Prove it in a new tab, then supply it here."
            )
        return super().clean()


class ReviewForm(PortalForm):
    submit_label = "It is still needed"

    review_on = DateField(
        label="When is it looked at again?",
        help_text="It is kept no longer than the purpose takes (ISP 10.3.2). For example 24 9 2016.",
    )


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
        help_text="You certify it; the source's contact is told, and the portal destroys its own copy (ISP 10.5.2, "
        "appendix B).",
    )


class UrgentForm(PortalForm):
    """What was disclosed in an emergency, without a form (ISP 1.4, 8.1)."""

    submit_label = "Record it"
    keep_unsaved = True

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Your organisation", widget=Radios, empty_label=None
    )
    requester = forms.ModelChoiceField(
        User.objects.none(),
        label="To which officer did it go?",
        help_text="They take part from now on, and confirm that it came.",
    )
    name = line(
        "Whom was it about?",
        required=False,
        max_length=200,
        help_text="The full name, so that the record is found again when somebody asks (ISP 10.6). Leave it empty if you "
        "do not know it.",
    )
    aliases = line("Other names of that person", required=False, help_text="With commas between them.")
    date_of_birth = DateField(
        label="Date of birth of that person",
        required=False,
        help_text="If you know it, for example 24 3 1980.",
    )
    roles = forms.MultipleChoiceField(
        label="What is that person in the matter?",
        choices=words.PersonRole.choices,
        widget=Checkboxes,
        required=False,
        help_text="Choose all that hold (appendix B, part A).",
    )
    circumstances = text(
        "What happened, and why could it not wait?",
        help_text="When and where, and what might have happened otherwise (ISP 8.1).",
    )
    disclosed = text(
        "What was disclosed?", help_text="As far as you remember it, word by word where it matters."
    )
    summary = text(
        "The information in a sentence or two",
        rows=3,
        required=False,
        help_text="For your own record; the officer who received it does not read it (appendix G 9 b).",
    )
    reasons = text("Reasons for the decision", rows=3, help_text="Appendix G 9 d.")
    kinds = forms.MultipleChoiceField(
        label="Types of information",
        choices=words.Kind.choices,
        widget=Checkboxes,
        help_text="What kind, never what it says (ISP 4.7, appendix G 9 h).",
    )
    delivery = forms.ChoiceField(
        label="How did it go?",
        choices=words.Delivery.choices,
        widget=Radios,
        help_text="Appendix G 9 i. If it went by ordinary e-mail or fax, report that as a breach (ISP 8.3.2).",
    )
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
    why_not_told = text(
        "If not, why not?",
        rows=3,
        required=False,
        help_text="For example because it would put somebody at risk (ISP 6.1, appendix G 9 f).",
    )
    conditions = text(
        "Conditions of its use",
        rows=3,
        required=False,
        help_text="What you asked of the officer, for example that it goes no further (ISP 10.5.2).",
    )

    def __init__(
        self, *args: Any, organisations: Any, officers: Any, gateways: Sequence[LegalGateway], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", gateways)
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

    def person(self) -> dict[str, Any] | None:
        """Give who it was about, as far as that is known."""
        said = self.cleaned_data
        if not said["name"]:
            return None
        born = said["date_of_birth"]
        return {
            "roles": said["roles"],
            "words": {
                "name": said["name"],
                "aliases": said["aliases"],
                "date_of_birth": born.isoformat() if born else "",
            },
        }
