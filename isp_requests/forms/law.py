"""What is filled in about legal gateways and the register of data sets."""

from typing import Any

from django import forms

from csp_portal.accounts.models import Organisation
from csp_portal.core.forms import Checkboxes, DateField, FilterForm, PortalForm
from isp_requests.models import Bar, DataKind, DataSet, GatewayKind, LegalGateway, Need
from isp_requests.models.gateways import SENSITIVE_KINDS


class GatewayForm(PortalForm):
    """What an entry says of the law."""

    submit_label = "Save the entry"
    keep_unsaved = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    statute = forms.CharField(max_length=150, help_text="With its year, for example Care Act 2014.")
    provision = forms.CharField(max_length=150, required=False, help_text="For example section 45.")
    kind = forms.ChoiceField(
        label="What is it in law?",
        choices=GatewayKind.choices,
        help_text="Only a power, a duty, a court order or common law can be the ground by itself.",
    )
    in_force_from = DateField(label="In force from", required=False)
    in_force_to = DateField(label="In force until", required=False, help_text="Its last day.")
    dates_in_words = forms.CharField(label="How exactly are the dates known?", max_length=200, required=False)
    what_it_does = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": "4"}))
    bars = forms.MultipleChoiceField(
        label="What does it never carry?", choices=Bar.choices, required=False, widget=Checkboxes
    )
    needs = forms.MultipleChoiceField(
        label="What has to be there?", choices=Need.choices, required=False, widget=Checkboxes
    )
    covers = forms.MultipleChoiceField(
        label="If it is a condition: for which sensitive data?",
        choices=[(kind, DataKind(kind).label) for kind in SENSITIVE_KINDS],
        required=False,
        widget=Checkboxes,
        help_text="UK GDPR Articles 9 and 10. Nothing of such data is sent before a condition for it is chosen.",
    )
    bars_and_needs = forms.CharField(
        label="The same in words", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )
    closed_because = forms.CharField(
        label="Closed to new requests, because",
        max_length=300,
        required=False,
        help_text="If left empty, it is open. Old requests keep their copy in any case.",
    )
    evidence = forms.CharField(label="How far was it checked?", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("in_force_from"), cleaned.get("in_force_to")
        if first and last and last < first:
            self.add_error("in_force_to", "The last day cannot come before the first.")
        is_condition = cleaned.get("kind") == GatewayKind.CONDITION
        if is_condition and not cleaned.get("covers"):
            self.add_error("covers", "Say for which data it is a condition.")
        if not is_condition and cleaned.get("covers"):
            self.add_error("covers", "Only a condition covers sensitive data. Leave it empty.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Give what was filled in as the workflow takes it."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "code")}
        return {**facts, "is_closed": bool(facts["closed_because"])}

    @classmethod
    def of(cls, gateway: LegalGateway) -> dict[str, Any]:
        """Give what the form shows of an entry at first."""
        return {name: getattr(gateway, name) for name in cls.base_fields}


class GatewayEnterForm(GatewayForm):
    """A new entry."""

    submit_label = "Enter it"

    code = forms.SlugField(
        max_length=40, help_text="A short name for addresses and files, for example care2014-s45."
    )
    field_order = ["code"]


class VerifyForm(PortalForm):
    """What a lead read before signing an entry off."""

    submit_label = "Sign it off"

    evidence = forms.CharField(
        label="What did you read?",
        max_length=300,
        help_text="The provision itself, guidance, legal advice: with its date where it has one.",
    )


class DataSetFilterForm(FilterForm):
    """Which sets to show."""

    words = forms.CharField(label="Words in its name", required=False, max_length=100)
    supplier = forms.ChoiceField(label="Supplied by", required=False)

    def __init__(self, *args: Any, suppliers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["supplier"].choices = [("", "Everybody"), *((name, name) for name in suppliers)]


class DataSetForm(PortalForm):
    """What the register says of a set."""

    submit_label = "Save the set"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    supplier = forms.CharField(label="Supplied by", max_length=100)
    name = forms.CharField(max_length=200)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Partner that supplies it",
        required=False,
        to_field_name="slug",
        empty_label="Not said",
    )
    frequency = forms.ChoiceField(label="How often?", choices=DataSet.Frequency.choices)
    where = forms.CharField(label="Where is it kept?", max_length=200, required=False)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organisation"].queryset = organisations

    def facts(self) -> dict[str, Any]:
        """Give what was filled in as the workflow takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SupplyForm(PortalForm):
    """That a set was supplied."""

    submit_label = "Record the supply"

    supplied_on = DateField(label="Supplied on")
