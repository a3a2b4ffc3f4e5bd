"""The steps of a request (part A), one thing a page; what each step seals is named beside its fields."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from isp_requests import gateways, legal
from isp_requests.forms.fields import NO, YES, YES_OR_NO, line, marking_choices, offer, text
from isp_requests.models import HandlingMarking, ProtocolEdition, SharingRequest, Urgency
from isp_requests.states import words
from isp_requests.wording import worded


class StepForm(PortalForm):
    """
    One step of part A. `plain` are fields of the request, `sealed` the names under which words are sealed.

    `worded` names the places of the wording by the fields whose label they are. Each step saves itself; the whole is
    checked before it is sent.
    """

    submit_label = "Save and go on"
    keep_unsaved = True
    plain: ClassVar[tuple[str, ...]] = ()
    sealed: ClassVar[tuple[str, ...]] = ()
    worded: ClassVar[dict[str, str]] = {}

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, sharing_request: SharingRequest, on: date, **kwargs: Any) -> None:
        self.sharing_request = sharing_request
        self.on = on
        self.edition = ProtocolEdition.objects.in_force(on=on)
        super().__init__(*args, **kwargs)

    def label_of(self, name: str, field: forms.Field) -> str:
        if name in self.worded:
            field.label = worded(self.edition, self.worded[name])
        return super().label_of(name, field)

    def fields_of_request(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.plain}

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.sealed}

    def need(self, name: str, sentence: str) -> None:
        """Add a sentence to a field that is empty and must not be."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


class DepersonalisedForm(StepForm):
    plain = ("depersonalised_would_do",)
    sealed = ("why_not",)

    depersonalised_would_do = forms.ChoiceField(
        label="Would information do from which nobody can be recognised?",
        choices=YES_OR_NO,
        widget=Radios,
        help_text="It is preferred wherever it is enough (ISP 4.8.2).",
    )
    why_not = text(
        "If not, why not?",
        rows=3,
        required=False,
        help_text="For example because it is about keeping one person safe. Whoever answers reads this (ISP 4.8.2, 9.3).",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("depersonalised_would_do") == NO:
            self.need("why_not", "Say why information that names nobody would not do.")
        return self.cleaned_data

    def fields_of_request(self) -> dict[str, Any]:
        return {"depersonalised_would_do": self.cleaned_data["depersonalised_would_do"] == YES}


class NeededForm(StepForm):
    plain = ("kinds",)
    sealed = ("needed", "circumstances")

    kinds = forms.MultipleChoiceField(
        label="What types of information?",
        choices=words.Kind.choices,
        widget=Checkboxes,
        help_text="Only those that you need. Some bring questions about the law with them: health, origin, offences "
        "(ISP 4.1, 4.7).",
    )
    needed = text(
        "What exactly do you need?",
        help_text="Ask for no more than the purpose takes, and say for which time, for example since January "
        "(ISP 3.3, 4.8.2; appendix B, part A).",
    )
    circumstances = text(
        "What led to this request?",
        rows=6,
        help_text="What happened, when, and what you already know. Without it nobody can weigh whether to disclose "
        "(ISP 9.1; appendix B, part A).",
    )

    def fields_of_request(self) -> dict[str, Any]:
        kinds = self.cleaned_data["kinds"]
        return {"kinds": kinds, "data_kinds": words.data_kinds(kinds)}


class VictimForm(StepForm):
    """What police answer when they ask about a victim for an investigation (PCSC Act 2022 ss44A-44F)."""

    plain = ("asks_counselling",)
    sealed = (
        "line_of_enquiry", "why_held", "proportionate", "dealt_with", "notice", "notice_on", "notice_to",
        "why_no_notice", "probative",
    )  # fmt: skip

    line_of_enquiry = text(
        "Which reasonable line of enquiry does it follow?",
        rows=3,
        help_text="Say what it may prove or rule out. What might turn up is no line of enquiry.",
    )
    why_held = text(
        "Why do you believe that they hold it?",
        rows=3,
        help_text="For example because the victim said so, or because they were in their care at the time.",
    )
    proportionate = text(
        "Why is this necessary and proportionate, and why is there no way that reaches less far into their life?",
        rows=3,
        help_text="For example for which days, and which records instead of the whole file.",
    )
    dealt_with = text(
        "What becomes of the information once you have it?",
        rows=3,
        help_text="For example who sees it, and whether it goes to the prosecution. Whoever is asked is told this, and so "
        "is the victim.",
    )
    notice = forms.ChoiceField(
        label="Has the victim been told in writing what is asked, why, and what becomes of it?",
        choices=YES_OR_NO,
        widget=Radios,
        help_text="On or before the day of the request. For a child, or an adult who cannot decide, whoever acts for them.",
    )
    notice_on = DateField(
        label="When?",
        required=False,
        help_text="The day on which the notice was given, for example 24 3 2016.",
    )
    notice_to = line(
        "If the notice was not given to the victim: to whom?",
        required=False,
        help_text="For a child, or an adult who cannot decide: the name, and what they are to the victim.",
    )
    why_no_notice = text(
        "If nobody was told in writing, why not?",
        rows=3,
        required=False,
        help_text="For example because it would put somebody at risk, or could not be done in time.",
    )
    asks_counselling = forms.ChoiceField(
        label="Do you ask for records of counselling or therapy?",
        choices=YES_OR_NO,
        widget=Radios(
            hints={
                YES: "It is presumed that they are not needed, and two people of the organisation asked decide."
            }
        ),
    )
    probative = text(
        "If so: why are they likely to have substantial probative value?",
        rows=3,
        required=False,
        help_text="And why that outweighs the presumption against asking for them.",
    )

    def clean_notice_on(self) -> date | None:
        day: date | None = self.cleaned_data["notice_on"]
        if day is not None and day > self.on:
            raise ValidationError("The day lies ahead. Give the notice first.")
        return day

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("notice") == YES:
            self.need("notice_on", "Say on which day the victim was told in writing.")
        if self.cleaned_data.get("notice") == NO:
            self.need("why_no_notice", "Say why the victim was not told.")
        if self.cleaned_data.get("asks_counselling") == YES:
            self.need("probative", "Say why the records are likely to have substantial probative value.")
        return self.cleaned_data

    def fields_of_request(self) -> dict[str, Any]:
        return {"asks_counselling": self.cleaned_data["asks_counselling"] == YES}

    def words(self) -> dict[str, Any]:
        day = self.cleaned_data["notice_on"]
        return super().words() | {"notice_on": day.isoformat() if day else ""}


class UrgencyForm(StepForm):
    plain = ("urgency", "needed_by")
    sealed = ("why_urgent",)
    worded = {"needed_by": "needed_by", "why_urgent": "why_urgent"}

    urgency = forms.ChoiceField(
        label="How soon do you need it?",
        choices=Urgency.choices,
        widget=Radios,
        help_text="In danger, call first; the form follows (ISP 8.1, 9.2).",
    )
    needed_by = DateField(
        label="Needed by",
        required=False,
        help_text="If there is a day, for example 24 3 2016 (appendix B, part A).",
    )
    why_urgent = text(
        "If it cannot wait, why not?",
        rows=3,
        required=False,
        help_text="What would happen if the answer came in the standard time (appendix B, part A).",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.edition is not None:
            self.fields["urgency"].widget.hints = {  # type: ignore[attr-defined]
                each.urgency: f"An answer within {each.allowed}." for each in self.edition.reply_times.all()
            }

    def clean_needed_by(self) -> date | None:
        day: date | None = self.cleaned_data["needed_by"]
        if day is not None and day < self.on:
            raise ValidationError("The day has passed. Enter today or a later day.")
        return day

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("urgency") in (Urgency.PRIORITY, Urgency.URGENT):
            self.need("why_urgent", "Say why it cannot wait for the standard time.")
        return self.cleaned_data


class AgreementForm(StepForm):
    plain = ("agreement", "not_sought_because", "person_told")
    sealed = ("about_agreement", "why_not_told")
    worded = {"agreement": "consent"}

    agreement = forms.ChoiceField(
        label="Has the person agreed to this?",
        choices=words.Agreement.choices,
        widget=Radios,
        help_text="Agreement is kept apart from the law that lets the information be shared (ISP 5). Record "
        "the consent itself beside the person, at the step about people.",
    )
    not_sought_because = forms.ChoiceField(
        label="If the person was not asked, why not?",
        choices=[("", "Does not apply"), *words.NotSought.choices],
        widget=Radios,
        required=False,
        help_text="Only these reasons allow it (ISP 6.1).",
    )
    about_agreement = text(
        "What else should be known about it?",
        rows=3,
        required=False,
        help_text="For example what the person wants left out, or who was asked in the place of a child "
        "(ISP 5.1, appendix G).",
    )
    person_told = forms.ChoiceField(
        label="Does the person, or a child's family, know that you ask?",
        choices=YES_OR_NO,
        widget=Radios,
        help_text="People are told openly, unless that would put somebody at risk (ISP 5.2, 10.2.1).",
    )
    why_not_told = text(
        "If not, why not?",
        rows=3,
        required=False,
        help_text="For example because it would put somebody at risk, or warn a suspect (ISP 6.1).",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("agreement") == words.Agreement.NOT_SOUGHT:
            self.need("not_sought_because", "Choose why the person was not asked (ISP 6.1).")
        else:
            self.cleaned_data["not_sought_because"] = ""
        if self.cleaned_data.get("person_told") == NO:
            self.need("why_not_told", "Say why the person does not know.")
        return self.cleaned_data


class PurposeForm(StepForm):
    plain = ("purposes", "public_interests")
    sealed = ("necessary", "reason")
    worded = {"public_interests": "public_interest", "reason": "why_public_interest"}

    purposes = forms.MultipleChoiceField(
        label="For which legitimate purpose?",
        choices=words.Purpose.choices,
        widget=Checkboxes,
        help_text="Without one of these it is not asked for at all (ISP 6.3).",
    )
    necessary = text(
        "Why is it necessary, and no more than is proportionate?",
        help_text="What you could not do without it, and why less would not be enough (ISP 3.3, 6.5).",
    )
    public_interests = forms.MultipleChoiceField(
        label="Which public interest is served?",
        choices=words.PublicInterest.choices,
        widget=Checkboxes,
        required=False,
        help_text="Needed where the person has not agreed (ISP 6.2, 6.4).",
    )
    reason = text(
        "Why does it outweigh the person's own rights and interests?",
        required=False,
        help_text="A fair balance has to be struck (ISP 6.5).",
    )

    def clean(self) -> dict[str, Any]:
        if self.sharing_request.agreement not in ("", words.Agreement.OBTAINED):
            self.need("public_interests", "Choose the public interest: the person has not agreed.")
        if self.cleaned_data.get("public_interests"):
            self.need("reason", "Say why the public interest outweighs the person's own.")
        return self.cleaned_data


class LawForm(StepForm):
    """The ground, and where the data is sensitive the condition; the other side names its own."""

    plain = ("needs_declared",)
    sealed = ("other_law",)
    worded = {"grounds": "law"}

    grounds = forms.MultipleChoiceField(
        label="Which law lets the information be shared?",
        widget=Checkboxes,
        help_text="One power, duty, court order or rule of common law at least. Beside each stands what it does and "
        "needs (ISP 3, appendix F).",
    )
    conditions = forms.MultipleChoiceField(
        label="On which condition do you rely for what is sensitive?",
        widget=Checkboxes,
        help_text="You ask for something of a special category, such as health or origin, or about offences. The law "
        "wants a condition for that beside the ground (ISP 4.1; UK GDPR Articles 9 and 10). The organisation asked "
        "names its own.",
    )
    needs_declared = forms.MultipleChoiceField(
        label="Which of these holds?",
        choices=[(need.value, need.label) for need in legal.DECLARED],
        widget=Checkboxes,
        required=False,
        help_text="Some provisions and conditions can be relied on only where it does. The policy document is that of "
        "your own organisation.",
    )
    other_law = text(
        "Another law, in words",
        rows=2,
        required=False,
        help_text="It stands beside what you chose and cannot be the only ground. Tell the information governance lead, so "
        "that it is entered and signed off (appendix B, part A: other).",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = [
            asked.organisation for asked in self.sharing_request.asked.select_related("organisation")
        ]
        open_to = legal.choosable(self.sharing_request, holders=self.holders, on=self.on)
        grounds, conditions = legal.split(open_to)
        offer(self, "grounds", grounds)
        offer(self, "conditions", conditions)
        if not legal.is_sensitive(self.sharing_request.data_kinds):
            del self.fields["conditions"]
        if not grounds:
            self.fields[
                "grounds"
            ].help_text = (
                "No entry of the catalogue is open to this request. Ask the information governance lead."
            )

    @property
    def codes(self) -> list[str]:
        return [*self.cleaned_data.get("grounds", ()), *self.cleaned_data.get("conditions", ())]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("grounds"):
            self.sharing_request.needs_declared = self.cleaned_data.get("needs_declared", [])
            reason = legal.refusal(
                self.codes, sharing_request=self.sharing_request, holders=self.holders, on=self.on
            )
            if reason:
                lacks_condition = reason in gateways.NO_CONDITION.values()
                self.add_error("conditions" if lacks_condition else "grounds", reason)
        return self.cleaned_data

    def fields_of_request(self) -> dict[str, Any]:
        declared = self.cleaned_data["needs_declared"]
        return super().fields_of_request() | {"grounds": legal.copied(self.codes, declared=declared)}


class ContactForm(StepForm):
    plain = (
        "requester_position",
        "requester_department",
        "requester_address",
        "requester_telephone",
        "requester_email",
        "marking",
    )

    requester_position = forms.CharField(
        label="Your position",
        max_length=150,
        help_text="From your account; it is kept with the decision (appendix B, part A; appendix G 9 c).",
    )
    requester_department = forms.CharField(
        label="Department",
        max_length=150,
        required=False,
        help_text="Within your organisation, if it has any.",
    )
    requester_address = forms.CharField(
        label="Address at work",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Needed only if something may come by hand or by post (appendix B, part A).",
    )
    requester_telephone = forms.CharField(
        label="Telephone",
        max_length=30,
        help_text="A number by which whoever answers can call you back, to be sure who asks (ISP 8.1).",
    )
    requester_email = forms.EmailField(
        label="E-mail address",
        help_text="Only to say that something waits here. Nothing is disclosed by ordinary e-mail (ISP 8.3.2).",
    )
    marking = forms.ChoiceField(
        label="Marking",
        widget=Radios(
            hints={
                HandlingMarking.OFFICIAL_SENSITIVE: "Whoever opens it shows again who they are. For anything about "
                "a person that could harm somebody in the wrong hands.",
            }
        ),
        help_text="It stands on every page and on paper (ISP 9.5).",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marking"].choices = marking_choices(self.edition)  # type: ignore[attr-defined]


STEP_FORMS: dict[str, type[StepForm]] = {
    "depersonalised": DepersonalisedForm,
    "needed": NeededForm,
    "victim": VictimForm,
    "urgency": UrgencyForm,
    "agreement": AgreementForm,
    "purpose": PurposeForm,
    "law": LawForm,
    "contact": ContactForm,
}
