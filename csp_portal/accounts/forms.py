"""Forms about people, and django-allauth's forms in the portal's words and looks."""

from datetime import date
from typing import Any, ClassVar, cast

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from csp_portal.accounts.models import Organisation, User
from csp_portal.accounts.roles import DUTY_ROLES, Role
from csp_portal.accounts.sessions import used_code_key
from csp_portal.core.forms import FilterForm, PortalForm, PortalModelForm

PASSWORD_HINT = (
    "Use at least 15 characters. Three or four random words are good: easy to remember, hard to guess."  # noqa: S105
)


class PlainWords(forms.Form):
    """Comes between the portal's form and django-allauth's, and renames fields before anyone reads them."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


# --- Signing in -----------------------------------------------------------------------------------
class SignInForm(PortalForm, PlainWords, account_forms.LoginForm):
    submit_label = "Sign in"
    labels = {"login": "E-mail address", "password": "Password"}


class ConfirmPasswordForm(PortalForm, PlainWords, account_forms.ReauthenticateForm):
    submit_label = "Go on"
    labels = {"password": "Password"}


class ChangePasswordForm(PortalForm, PlainWords, account_forms.ChangePasswordForm):
    submit_label = "Change the password"
    labels = {
        "oldpassword": "Present password",
        "password1": "New password",
        "password2": "New password again",
    }
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(PortalForm, PlainWords, account_forms.SetPasswordForm):
    submit_label = "Set the password"
    labels = {"password1": "Password", "password2": "Password again"}
    hints = {"password1": PASSWORD_HINT}


class ResetPasswordForm(PortalForm, PlainWords, account_forms.ResetPasswordForm):
    submit_label = "Send me a link"
    labels = {"email": "E-mail address"}


class ResetPasswordFromKeyForm(PortalForm, PlainWords, account_forms.ResetPasswordKeyForm):
    submit_label = "Set the new password"
    labels = {"password1": "New password", "password2": "New password again"}
    hints = {"password1": PASSWORD_HINT}


class _UsedOnce(forms.Form):
    """
    Take no code of the app twice.

    django-allauth forgets a used code after one period, but with one period of tolerance on either side
    the code is good for three.
    """

    user: Any

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        key = used_code_key(self.user, code)
        if not cache.add(key, True, timeout=30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)):
            raise get_adapter().validation_error("incorrect_code")
        return code


CODE_HINT = "The six figures that your authenticator app shows now, or one of your recovery codes."


class SecondFactorForm(PortalForm, PlainWords, _UsedOnce, factor_forms.AuthenticateForm):
    submit_label = "Sign in"
    labels = {"code": "Code"}
    hints = {"code": CODE_HINT}


class ConfirmSecondFactorForm(PortalForm, PlainWords, _UsedOnce, factor_forms.ReauthenticateForm):
    submit_label = "Go on"
    labels = {"code": "Code"}
    hints = {"code": CODE_HINT}


class ActivateAppForm(PortalForm, PlainWords, totp_forms.ActivateTOTPForm):
    submit_label = "Set up the app"
    labels = {"code": "Code"}
    hints = {"code": "The six figures that the app shows now."}


class DeactivateAppForm(PortalForm, totp_forms.DeactivateTOTPForm):
    submit_label = "Remove the app"
    warning = True


class RecoveryCodesForm(PortalForm, recovery_forms.GenerateRecoveryCodesForm):
    submit_label = "Make new codes"


class AddPasskeyForm(PortalForm, PlainWords, passkey_forms.AddWebAuthnForm):
    # The script asks the device first and sends the form afterwards.
    submit_label = ""
    labels = {"name": "Name of the passkey", "passwordless": "Sign me in with this passkey alone"}
    hints = {
        "name": "So that you can tell it from others, for example “Work laptop”.",
        "passwordless": "Without a password. The device then asks for its PIN, your finger or your face.",
    }


class RenamePasskeyForm(PortalForm, PlainWords, passkey_forms.EditWebAuthnForm):
    submit_label = "Save the name"
    labels = {"name": "Name of the passkey"}


# --- Accepting an invitation ----------------------------------------------------------------------
class InvitationAcceptForm(PortalForm):
    submit_label = "Open my account"

    password = forms.CharField(
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean_password_again(self) -> str:
        again = self.cleaned_data["password_again"]
        if "password" in self.cleaned_data and self.cleaned_data["password"] != again:
            raise ValidationError("The two passwords differ. Enter the same one twice.")
        return again


# --- Organisations and people ---------------------------------------------------------------------
class OrganisationForm(PortalModelForm):
    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "sector",
            "is_statutory_partner",
            "is_isp_signatory",
            "signatory_office",
            "starts_on",
        ]
        labels = {
            "sector": "Sector",
            "signatory_office": "Office that signs the protocol",
            "starts_on": "Part of the partnership since",
        }
        help_texts = {"signatory_office": "For example Chief Executive. Leave empty when it does not sign."}

    def clean_short_name(self) -> str:
        short_name = self.cleaned_data["short_name"]
        slug = slugify(short_name)
        if not slug:
            raise ValidationError("Enter a short name with at least one letter or figure.")
        if Organisation.objects.exclude(pk=self.instance.pk).filter(slug=slug).exists():
            raise ValidationError("Another organisation has this short name. Choose another.")
        return short_name


class OrganisationCloseForm(PortalForm):
    submit_label = "Close the organisation"
    warning = True

    last_day = forms.DateField()


class PersonSearchForm(FilterForm):
    submit_label = "Search"

    words = forms.CharField(required=False, label="Name, e-mail address or organisation")
    with_those_who_left = forms.BooleanField(required=False, label="Also people who have left")


class EventFilterForm(FilterForm):
    happened_from = forms.DateField(required=False, label="From")
    happened_until = forms.DateField(required=False, label="Until")
    person = forms.ModelChoiceField(User.objects.all(), required=False, empty_label="Everybody")
    kind = forms.ChoiceField(required=False, label="What happened")

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [("", "Everything"), *((kind, kind) for kind in kinds)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("happened_from"), cleaned.get("happened_until")
        if first and last and last < first:
            self.add_error("happened_until", "Enter a day that does not come before the first.")
        return cleaned


class PersonInviteForm(PortalForm):
    submit_label = "Send the invitation"

    full_name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address")
    telephone = forms.CharField(max_length=30, required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), empty_label="Choose…")
    position = forms.CharField(max_length=150, help_text="Their job there, for example Superintendent.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["organisation"], Organisation.objects.on(on))

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"])


class PersonEditForm(PortalForm):
    full_name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address", help_text="Both addresses are told of a change.")
    telephone = forms.CharField(max_length=30, required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], except_for=self.person)


class MembershipForm(PortalForm):
    submit_label = "Add the membership"

    organisation = forms.ModelChoiceField(Organisation.objects.none(), empty_label="Choose…")
    position = forms.CharField(max_length=150, help_text="Their job there, for example Superintendent.")
    starts_on = forms.DateField(label="First day")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["organisation"], Organisation.objects.on(on))


class EndForm(PortalForm):
    """The last day of a membership or a duty."""

    warning = True
    last_day = forms.DateField(help_text="With today as the last day, access ends at once.")

    def __init__(self, *args: Any, starts_on: date, submit_label: str, **kwargs: Any) -> None:
        self.submit_label = submit_label
        super().__init__(*args, **kwargs)
        self.starts_on = starts_on

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if last_day < self.starts_on:
            raise ValidationError("The last day cannot come before the first. Choose a later day.")
        return last_day


class DutyGrantForm(PortalForm):
    submit_label = "Give the duty"

    role = forms.ChoiceField(
        label="Duty", choices=[("", "Choose…"), *[(r.value, r.label) for r in Role if r in DUTY_ROLES]]
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        empty_label="For the whole partnership",
        help_text="Officers and SPOCs act for one organisation.",
    )
    starts_on = forms.DateField(label="First day")
    reason = forms.CharField(
        max_length=300, help_text="Who asked for it, or what it is needed for. The audit points here."
    )

    def __init__(self, *args: Any, person: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["organisation"], person.organisations(on=on))


class ConfirmForm(PortalForm):
    """A page that asks before it does what cannot be undone."""

    warning = True

    def __init__(self, *args: Any, submit_label: str, **kwargs: Any) -> None:
        self.submit_label = submit_label
        super().__init__(*args, **kwargs)


def _choose_from(field: forms.Field, organisations: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
    field.queryset = organisations


def _free_address(email: str, *, except_for: User | None = None) -> str:
    others = User.objects.filter(email__iexact=email)
    if except_for is not None:
        others = others.exclude(pk=except_for.pk)
    if others.exists():
        raise ValidationError("This address is on record already. Look for it under People.")
    return email.lower()
