"""What is filled in of a request (part A), one thing a page; what each step seals is named beside its fields."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from isp_requests import legal
from isp_requests.models import HandlingMarking, LegalGateway, ProtocolEdition, SharingRequest, Urgency
from isp_requests.states import words

YES, NO = "yes", "no"
YES_OR_NO = [(YES, "Yes"), (NO, "No")]
LONGEST = 10_000


def text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Give a field for words that will be sealed; a browser keeps none of them."""
    attrs = {"rows": str(rows), "autocomplete": "off"}
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs=attrs), **options)


def line(label: str, **options: Any) -> forms.CharField:
    """Give a field for one line that will be sealed."""
    options.setdefault("max_length", 300)
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)


class OrganisationForm(PortalForm):
    """For which of one's organisations one asks."""

    submit_label = "Begin a request"

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="For which organisation do you ask?",
        widget=Radios,
        empty_label=None,
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = organisations
        if organisations.count() == 1:
            field.widget = forms.HiddenInput()
            self.initial["organisation"] = organisations.get().pk


class StepForm(PortalForm):
    """
    One step of part A. `plain` are fields of the request, `sealed` the names under which words are sealed.

    Each step saves itself; the whole is checked before it is sent.
    """

    submit_label = "Save and go on"
    keep_unsaved = True
    plain: ClassVar[tuple[str, ...]] = ()
    sealed: ClassVar[tuple[str, ...]] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, sharing_request: SharingRequest, on: date, **kwargs: Any) -> None:
        self.sharing_request = sharing_request
        self.on = on
        super().__init__(*args, **kwargs)

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
    why_not = text("If not, why not?", rows=3, required=False)

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
        help_text="ISP 4.7.",
    )
    needed = text(
        "What exactly do you need?", help_text="Ask for no more than the purpose takes (ISP 4.8.2)."
    )
    circumstances = text("What led to this request?", rows=6)

    def fields_of_request(self) -> dict[str, Any]:
        kinds = self.cleaned_data["kinds"]
        return {"kinds": kinds, "data_kinds": words.data_kinds(kinds)}


class UrgencyForm(StepForm):
    plain = ("urgency", "needed_by")
    sealed = ("why_urgent",)

    urgency = forms.ChoiceField(label="How soon do you need it?", choices=Urgency.choices, widget=Radios)
    needed_by = DateField(
        label="Needed by", required=False, help_text="If there is a day, for example 24 3 2016."
    )
    why_urgent = text("If it cannot wait, why not?", rows=3, required=False)

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
        help_text="ISP 6.1.",
    )
    about_agreement = text("What else should be known about it?", rows=3, required=False)
    person_told = forms.ChoiceField(
        label="Does the person, or a child's family, know that you ask?", choices=YES_OR_NO, widget=Radios
    )
    why_not_told = text("If not, why not?", rows=3, required=False)

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

    purposes = forms.MultipleChoiceField(
        label="For which legitimate purpose?",
        choices=words.Purpose.choices,
        widget=Checkboxes,
        help_text="ISP 6.3.",
    )
    necessary = text("Why is it necessary, and no more than is proportionate?")
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


def ground_choices(gateways: Sequence[LegalGateway]) -> list[tuple[str, str]]:
    return [(gateway.code, str(gateway)) for gateway in gateways]


def ground_hints(gateways: Sequence[LegalGateway]) -> dict[Any, str]:
    return {
        gateway.code: f"{gateway.get_kind_display()}. {gateway.what_it_does} {gateway.bars_and_needs}".strip()
        for gateway in gateways
    }


class LawForm(StepForm):
    plain = ("needs_declared",)

    grounds = forms.MultipleChoiceField(label="Which law lets the information be shared?", widget=Checkboxes)
    needs_declared = forms.MultipleChoiceField(
        label="Which of these holds?",
        choices=[(need.value, need.label) for need in legal.DECLARED],
        widget=Checkboxes,
        required=False,
        help_text="Some provisions can be relied on only where it does.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = [
            asked.organisation for asked in self.sharing_request.asked.select_related("organisation")
        ]
        open_to = legal.choosable(self.sharing_request, holders=self.holders, on=self.on)
        self.fields["grounds"].choices = ground_choices(open_to)  # type: ignore[attr-defined]
        self.fields["grounds"].widget.hints = ground_hints(open_to)  # type: ignore[attr-defined]
        if not open_to:
            self.fields[
                "grounds"
            ].help_text = (
                "No entry of the catalogue is open to this request. Ask the information governance lead."
            )

    def clean(self) -> dict[str, Any]:
        if codes := self.cleaned_data.get("grounds"):
            self.sharing_request.needs_declared = self.cleaned_data.get("needs_declared", [])
            reason = legal.refusal(
                codes, sharing_request=self.sharing_request, holders=self.holders, on=self.on
            )
            if reason:
                self.add_error("grounds", reason)
        return self.cleaned_data

    def fields_of_request(self) -> dict[str, Any]:
        return super().fields_of_request() | {"grounds": legal.copied(self.cleaned_data["grounds"])}


class ContactForm(StepForm):
    plain = (
        "requester_position",
        "requester_department",
        "requester_address",
        "requester_telephone",
        "requester_email",
        "marking",
    )

    requester_position = forms.CharField(label="Your position", max_length=150)
    requester_department = forms.CharField(label="Department", max_length=150, required=False)
    requester_address = forms.CharField(
        label="Address at work", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": "3"})
    )
    requester_telephone = forms.CharField(label="Telephone", max_length=30)
    requester_email = forms.EmailField(label="E-mail address")
    marking = forms.ChoiceField(
        label="Marking",
        widget=Radios(
            hints={
                HandlingMarking.OFFICIAL_SENSITIVE: "Whoever opens it shows again who they are. For anything about "
                "a person that could harm somebody in the wrong hands.",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = ProtocolEdition.objects.in_force(on=self.on)
        allowed = edition.markings if edition and edition.markings else ["official", "official_sensitive"]
        self.fields["marking"].choices = [  # type: ignore[attr-defined]
            choice for choice in HandlingMarking.choices if choice[0] in allowed
        ]


class OrganisationsForm(PortalForm):
    """Whom one asks; each answers for itself."""

    submit_label = "Save and go on"

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Which organisations do you ask?",
        widget=Checkboxes,
        help_text="Each gets the same request and answers for itself; none sees another's answer.",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations  # type: ignore[attr-defined]


STEP_FORMS: dict[str, type[StepForm]] = {
    "depersonalised": DepersonalisedForm,
    "needed": NeededForm,
    "urgency": UrgencyForm,
    "agreement": AgreementForm,
    "purpose": PurposeForm,
    "law": LawForm,
    "contact": ContactForm,
}


class PersonForm(PortalForm):
    """A person concerned: who it is, what they are in the matter, what must be kept from whom."""

    submit_label = "Save this person"
    keep_unsaved = True
    SEALED = ("name", "aliases", "address", "date_of_birth", "about_child", "about_capacity", "keep_from")

    name = line("Full name", max_length=200)
    aliases = line("Other names", required=False)
    address = text("Address", rows=3, required=False)
    date_of_birth = DateField(label="Date of birth", required=False)
    roles = forms.MultipleChoiceField(
        label="What is this person in the matter?", choices=words.PersonRole.choices, widget=Checkboxes
    )
    is_child = forms.BooleanField(label="This person is under 18", required=False)
    about_child = text(
        "Who has parental responsibility, and does the child understand what is asked?",
        rows=3,
        required=False,
        help_text="For a child only (appendix G).",
    )
    about_capacity = text(
        "If an adult cannot decide this for themselves, how do you know and who acts for them?",
        rows=3,
        required=False,
        help_text="Otherwise leave it empty: an adult is taken to be able to decide.",
    )
    has_safe_address = forms.BooleanField(
        label="Something must be kept from somebody, such as a safe address", required=False
    )
    keep_from = text(
        "What must be kept from whom?",
        rows=3,
        required=False,
        help_text="Nothing is disclosed until the disclosing officer has dealt with this in words.",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("has_safe_address") and not self.cleaned_data.get("keep_from"):
            self.add_error("keep_from", "Say what must be kept from whom.")
        if words.PersonRole.CHILD in self.cleaned_data.get("roles", []):
            self.cleaned_data["is_child"] = True
        if self.cleaned_data.get("is_child") and not self.cleaned_data.get("about_child"):
            self.add_error("about_child", "Say who has parental responsibility (appendix G).")
        return self.cleaned_data

    def plain(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("roles", "is_child", "has_safe_address")}

    def words(self) -> dict[str, Any]:
        born = self.cleaned_data["date_of_birth"]
        said = {name: self.cleaned_data[name] for name in self.SEALED}
        return said | {"date_of_birth": born.isoformat() if born else ""}


class FileForm(PortalForm):
    """One file to be cleaned and sealed."""

    submit_label = "Add this file"

    file = forms.FileField(
        label="File",
        max_length=255,
        help_text="A PDF or Word file, or a PNG or JPEG picture, of at most "
        f"{settings.ISP_FILE_MAX_BYTES / 1_000_000:.0f} MB. Scripts, hidden files and remarks are taken out, and it "
        "is kept as a PDF under a key of its own.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.doc,.png,.jpg,.jpeg"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.ISP_FILE_MAX_BYTES:
            raise ValidationError(
                f"The file is larger than {settings.ISP_FILE_MAX_BYTES / 1_000_000:.0f} MB. Make its pictures "
                "smaller or split it into parts, and add those."
            )
        if not (file.name or "").lower().endswith((".pdf", ".docx", ".doc", ".png", ".jpg", ".jpeg")):
            raise ValidationError("Only PDF, Word, PNG and JPEG files are taken. Save it as one of these.")
        return file
