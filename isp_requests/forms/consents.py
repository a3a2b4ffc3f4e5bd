"""What is filled in of a consent: who gave it, by what right, to whom, for what, how it was taken (consent form)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import Checkboxes, DateField, PortalForm, Radios
from isp_requests.forms.fields import line, offer, text
from isp_requests.forms.requests import FileForm
from isp_requests.models import LegalGateway
from isp_requests.states import words


class ConsentForm(PortalForm):
    """The consent form in the order of the paper; its words are sealed."""

    submit_label = "Record the consent"
    keep_unsaved = True
    SEALED = ("right", "giver_address", "giver_born_on", "purposes", "why_spoken")

    giver = forms.ChoiceField(
        label="Who gave it?",
        choices=words.Giver.choices,
        widget=Radios,
        help_text="A grown-up decides for themselves unless it is on record that they cannot (appendix G).",
    )
    right = line(
        "If not the person: who, and by what right?",
        required=False,
        help_text="The name, and for example parental responsibility, or a lasting power of attorney.",
    )
    giver_address = text(
        "If not the person: their address",
        rows=3,
        required=False,
        help_text="Of whoever gave it, as on the form (consent form).",
    )
    giver_born_on = DateField(
        label="If not the person: their date of birth",
        required=False,
        help_text="For example 24 3 1980 (consent form).",
    )
    is_explained = forms.BooleanField(
        label="I explained why the information is asked for, and that consent can be taken back at any time",
        help_text="Nobody has consented to what was not explained to them (ISP 5.1, consent form).",
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Who may disclose?",
        widget=Checkboxes,
        help_text="Of the organisations that you ask. They disclose to the requester's organisation alone.",
    )
    kinds = forms.MultipleChoiceField(
        label="Which information?", choices=words.Kind.choices, widget=Checkboxes, help_text="ISP 4.7."
    )
    purposes = text(
        "For which purposes?",
        rows=3,
        help_text="As it was explained; it carries nothing else (consent form).",
    )
    given_on = DateField(
        label="When was it given?", help_text="The day on the form, for example 24 3 2016 (consent form)."
    )
    ends_on = DateField(
        label="Until when?", required=False, help_text="Leave it empty if it lasts until it is taken back."
    )
    how_taken = forms.ChoiceField(
        label="How was it taken?",
        choices=words.HowTaken.choices,
        widget=Radios,
        help_text="Whoever records it here is its witness (consent form).",
    )
    file = forms.FileField(
        label="Scan of the signed form",
        required=False,
        max_length=255,
        help_text=FileForm.base_fields["file"].help_text,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.doc,.png,.jpg,.jpeg"}),
    )
    why_spoken = text(
        "If by word of mouth, why?",
        rows=2,
        required=False,
        help_text="For example because it had to be today, and by telephone (ISP 5.1).",
    )

    def __init__(self, *args: Any, organisations: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations  # type: ignore[attr-defined]
        if not organisations.exists():
            self.fields[
                "organisations"
            ].help_text = (
                "Nobody is asked yet. Choose at the first step whom you ask, then record the consent."
            )

    def clean_file(self) -> Any:
        return FileForm.clean_file(self) if self.cleaned_data.get("file") else None  # type: ignore[arg-type]

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > self.on:
            raise forms.ValidationError("The day on which consent was given cannot lie ahead.")
        return day

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day is not None and day < self.on:
            raise forms.ValidationError("The last day has passed. Choose a later one, or leave it empty.")
        return day

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("giver") not in (None, words.Giver.PERSON) and not said.get("right"):
            self.add_error("right", "Say who gave it, and by what right.")
        if said.get("how_taken") == words.HowTaken.SPOKEN and not said.get("why_spoken"):
            self.add_error("why_spoken", "Say why it was taken by word of mouth.")
        if (
            said.get("how_taken") == words.HowTaken.SIGNED
            and not said.get("file")
            and "file" not in self.errors
        ):
            self.add_error("file", "Add the scan of the signed form.")
        return said

    def given(self) -> dict[str, Any]:
        """Give what `workflow.consents.give` takes, apart from the cleaned scan."""
        said = self.cleaned_data
        names = ("giver", "how_taken", "kinds", "given_on", "ends_on")
        born = said["giver_born_on"].isoformat() if said["giver_born_on"] else ""
        return {name: said[name] for name in names} | {
            "organisations": [organisation.pk for organisation in said["organisations"]],
            "words": {name: said[name] for name in self.SEALED} | {"giver_born_on": born},
        }


class TakeBackForm(PortalForm):
    submit_label = "Record that it was taken back"
    warning = True

    why = text(
        "What did the person say?",
        rows=3,
        required=False,
        help_text="Nobody has to give a reason for taking consent back.",
    )


class OtherGroundForm(PortalForm):
    submit_label = "Record this ground"

    grounds = forms.MultipleChoiceField(
        label="On which law does the request rest now?", choices=[], widget=Checkboxes,
        help_text="With a condition beside it where the information is of a special category or about offences (ISP 3, 6.1).",
    )  # fmt: skip
    why = text(
        "Why may the information be shared without consent?",
        rows=3,
        help_text="A fair balance has to be struck (ISP 6.2, 6.5).",
    )

    def __init__(self, *args: Any, gateways: Sequence[LegalGateway], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "grounds", gateways)
