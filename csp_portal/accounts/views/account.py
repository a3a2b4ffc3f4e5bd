"""One's own account: the way in, the second factor, what the portal knows of me."""

from http import HTTPStatus

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from csp_portal.accounts import workflow
from csp_portal.accounts.forms import InvitationAcceptForm
from csp_portal.accounts.models import Invitation
from csp_portal.accounts.sessions import (
    SECOND_FACTORS,
    SignedInRequest,
    has_second_factor,
    needs_second_factor,
    remember_second_factor,
)
from csp_portal.core import clock


@require_safe
def account_detail(request: SignedInRequest) -> HttpResponse:
    today = clock.today()
    person = request.user
    authenticators = list(Authenticator.objects.filter(user=person))
    kinds = [authenticator.type for authenticator in authenticators]
    return render(
        request,
        "accounts/account_detail.html",
        {
            "person": person,
            "memberships": person.memberships.select_related("organisation"),
            "duties": person.duties.select_related("organisation"),
            "seats": person.seats_held.select_related("seat__board"),
            "deputy_of": person.seats_deputised.select_related("seat__board"),
            "today": today,
            "has_app": Authenticator.Type.TOTP in kinds,
            "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
            "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
            "has_second_factor": any(kind in SECOND_FACTORS for kind in kinds),
            "needs_second_factor": needs_second_factor(person, on=today),
            "linked": SocialAccount.objects.filter(user=person).count(),
            "sessions": len(UserSession.objects.purge_and_list(person)),
        },
    )


@require_safe
def second_factor_required(request: SignedInRequest) -> HttpResponse:
    if has_second_factor(request.user):
        return redirect("mfa_index")
    return render(request, "accounts/second_factor_required.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    invitation = Invitation.objects.select_related("user").for_token(token)
    if invitation is None or not invitation.is_usable(at=now):
        return render(
            request,
            "accounts/invitation_closed.html",
            {"invitation": invitation, "is_accepted": bool(invitation and invitation.accepted_at)},
            status=HTTPStatus.NOT_FOUND if invitation is None else HTTPStatus.GONE,
        )
    form = InvitationAcceptForm(request.POST or None, user=invitation.user)
    if form.is_valid():
        workflow.accept_invitation(invitation, password=form.cleaned_data["password"], at=now)
        messages.success(request, "Your account is open. Sign in with your new password.")
        return redirect("account_login")
    return render(request, "accounts/invitation_accept.html", {"invitation": invitation, "form": form})


# --- django-allauth's views, where the portal has something to add --------------------------------
class SignInView(LoginView):
    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many_login_attempts"):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response


class SignOutView(LogoutView):
    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        # Whoever comes next to this computer finds nothing; browsers do so over HTTPS.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SetUpAppView(ActivateTOTPView):
    def form_valid(self, form):
        response = super().form_valid(form)
        remember_second_factor(self.request, kind="totp")
        workflow.note_second_factor(self.request.user, what="added", kind="totp", at=clock.now())
        return response


class RemoveAppView(DeactivateTOTPView):
    def form_valid(self, form):
        response = super().form_valid(form)
        workflow.note_second_factor(self.request.user, what="removed", kind="totp", at=clock.now())
        return response


class AddPasskeyView(AddWebAuthnView):
    def form_valid(self, form):
        response = super().form_valid(form)
        remember_second_factor(self.request, kind="webauthn")
        workflow.note_second_factor(self.request.user, what="added", kind="webauthn", at=clock.now())
        return response


class RemovePasskeyView(RemoveWebAuthnView):
    def form_valid(self, form):
        from allauth.mfa.adapter import get_adapter

        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(
                self.request,
                "Your duties need a second factor. Add another passkey or an app, then remove this one.",
            )
            return redirect("mfa_list_webauthn")
        response = super().form_valid(form)
        workflow.note_second_factor(self.request.user, what="removed", kind="webauthn", at=clock.now())
        return response


login = SignInView.as_view()
logout = SignOutView.as_view()
activate_totp = SetUpAppView.as_view()
deactivate_totp = RemoveAppView.as_view()
add_webauthn = AddPasskeyView.as_view()
remove_webauthn = RemovePasskeyView.as_view()
