"""What is filled in of a request (part A) beside its steps: what one begins with, whom one asks, people, files."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from isp_requests.forms.fields import line, text
from isp_requests.guide import Procedure
from isp_requests.states import words


class BeginForm(PortalForm):
    """Whether this form applies at all, and for which of one's organisations one asks."""

    submit_label = "Go on"

    procedure = forms.ChoiceField(
        label="What is it about?",
        choices=Procedure.choices,
        widget=Radios(
            hints={
                Procedure.FORM: "Whatever the person is in the matter: also where you are not of the police and ask about "
                "a victim.",
                Procedure.VICTIM: "Of any partner: the council, health, fire, probation or another force, such as the "
                "British Transport Police. The form asks some questions more (Police, Crime, Sentencing and Courts Act "
                "2022, sections 44A to 44F).",
            }
        ),
        help_text="Some things have a procedure of their own, and this form would only hold them up (ISP 1.2, 2.3). Your "
        "answer is kept, without any name.",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="For which organisation do you ask?",
        widget=Radios,
        empty_label=None,
        help_text="What you get belongs to that organisation, and to the purpose that you name (ISP 10.5.2).",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = organisations
        if organisations.count() == 1:
            field.widget = forms.HiddenInput()
            self.initial["organisation"] = organisations.get().pk


class OrganisationsForm(PortalForm):
    """Whom one asks; each answers for itself."""

    submit_label = "Save and go on"

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Which organisations do you ask?",
        widget=Checkboxes,
        help_text="Each gets the same request and answers for itself; none sees another's answer (appendix B, part A).",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations  # type: ignore[attr-defined]


class PersonForm(PortalForm):
    """A person concerned: who it is, what they are in the matter, what must be kept from whom."""

    submit_label = "Save this person"
    keep_unsaved = True
    SEALED = ("name", "aliases", "address", "date_of_birth", "about_child", "about_capacity", "keep_from")

    name = line(
        "Full name", max_length=200, help_text="As it stands in your own records (appendix B, part A)."
    )
    aliases = line(
        "Other names",
        required=False,
        help_text="Earlier names, and names that others know them by, with commas between them. By each of them the "
        "request is found again.",
    )
    address = text(
        "Address",
        rows=3,
        required=False,
        help_text="The one that you know of. A safe address belongs here only if whoever answers needs it; then say "
        "below from whom it is kept.",
    )
    date_of_birth = DateField(
        label="Date of birth",
        required=False,
        help_text="It keeps people of one name apart (ISP 9.3). For example 24 3 1980.",
    )
    roles = forms.MultipleChoiceField(
        label="What is this person in the matter?",
        choices=words.PersonRole.choices,
        widget=Checkboxes,
        help_text="Choose all that hold (appendix B, part A).",
    )
    is_child = forms.BooleanField(
        label="This person is under 18",
        required=False,
        help_text="Then appendix G applies, and the laws about children can be chosen.",
    )
    about_child = text(
        "Who has parental responsibility, and does the child understand what is asked?",
        rows=3,
        required=False,
        help_text="For a child only. A child who understands decides about consent for themselves (appendix G).",
    )
    about_capacity = text(
        "If an adult cannot decide this for themselves, how do you know and who acts for them?",
        rows=3,
        required=False,
        help_text="Otherwise leave it empty: an adult is taken to be able to decide (appendix G).",
    )
    has_safe_address = forms.BooleanField(
        label="Something must be kept from somebody, such as a safe address",
        required=False,
        help_text="Tick it whenever somebody could use it to find or harm a person (ISP 9.1).",
    )
    keep_from = text(
        "What must be kept from whom?",
        rows=3,
        required=False,
        help_text="Nothing is disclosed until the disclosing officer has dealt with this in words (ISP 9.1).",
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
