"""How django-allauth is held to the portal's rules: invited people only, sealed secrets, plain words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csp_portal.accounts import workflow
from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import is_fresh, needs_second_factor
from csp_portal.audit.recording import record_failed_sign_in
from csp_portal.core import clock


def display_name(person: User) -> str:
    return person.full_name


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Ask your administrator.",
        "email_password_mismatch": "The e-mail address and the password do not belong together. Check both.",
        "enter_current_password": "This is not your present password. Enter it again, or set a new one.",
        "incorrect_code": "This code is not right, or it has been used already. Wait for the next one.",
        "incorrect_password": "This is not your password. Enter it again.",
        "invalid_password_reset": "This link does not work any more. Ask for a new one.",
        "rate_limited": "You have tried too many times. Wait 15 minutes.",
        "too_many_login_attempts": (
            "You have tried too many times. Wait 15 minutes, or set a new password in the meantime."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_fresh(context.request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the account alone as the key, anybody could lock anybody out.
        return f"{self.get_client_ip(request)}:{credentials.get('email', '').lower()}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failed_sign_in(address=credentials.get("email", ""), at=clock.now())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        workflow.note_sign_in(user, at=clock.now())
        return super().post_login(request, user, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        workflow.note_password_change(user, at=clock.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(redirect("accounts:account_detail").url)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(redirect("account_login").url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # It only goes into the queue: a slow mail server would tell a stranger which addresses have an account.
        super().send_mail(template_prefix, email, {"partnership": settings.PARTNERSHIP_NAME} | context)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: what is stored about them is sealed with keys that the database does not hold."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or it has been used already. Wait for the next one.",
        "cannot_delete_authenticator": (
            "Your duties need a second factor. Add a passkey first, then remove the app."
        ),
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def encrypt(self, text: str) -> str:
        return settings.MFA_SEALING.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return settings.MFA_SEALING.decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(
            user=authenticator.user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(authenticator.user, on=clock.today())

    def build_totp_svg(self, url: str) -> str:
        import qrcode
        from qrcode.image.svg import SvgPathImage

        # As an element of the page rather than a document: no XML declaration, no fixed millimetres.
        image = qrcode.make(url, image_factory=SvgPathImage, border=4)
        return image.to_string(encoding="unicode")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        return "My passkey" if count == 0 else f"My passkey {count + 1}"

    def _get_site_name(self) -> str:
        return settings.PARTNERSHIP_NAME


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Sign-in by OpenID Connect: it opens an account that is here already, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return _vouches_for(provider, email)

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        # One partner's server must not speak for the staff of another, whatever it claims.
        return _vouches_for(login.provider, email)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        claims = sociallogin.account.extra_data
        # Some servers send the word; what is left out is vouched for by the agreement about the domain.
        said = [(claims.get(part) or {}).get("email_verified", True) for part in ("userinfo", "id_token")]
        if any(word is not True and str(word).lower() != "true" for word in said):
            return None
        return super().authenticate_by_email(sociallogin)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            messages.error(
                request, "Single sign-on is linked by your e-mail address when you sign in with it."
            )
            raise ImmediateHttpResponse(redirect("accounts:account_detail"))
        if not sociallogin.is_existing:
            return
        person = User.objects.get(pk=sociallogin.user.pk)
        if not _vouches_for(sociallogin.provider, person.email):
            # Linked while they worked there; their address has moved on, and so has the right to speak for it.
            messages.error(request, "This server no longer speaks for your account. Sign in another way.")
            raise ImmediateHttpResponse(redirect("account_login"))
        if person.is_active:
            return
        at = clock.now()
        if invitation := person.invitations.usable(at=at).first():
            workflow.accept_invitation(invitation, password=None, at=at)
            sociallogin.user.refresh_from_db()


def _vouches_for(provider: Any, email: str) -> bool:
    domains = provider.app.settings.get("email_domains", []) if provider.app else []
    return email.rpartition("@")[2].lower() in {domain.lower() for domain in domains}
