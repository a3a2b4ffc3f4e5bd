"""
Addresses of people, organisations and sign-in.

`sign_in_patterns` names those addresses of django-allauth that the portal uses, one by one: there is no
sign-up and no managing of e-mail addresses to be found, and a new release cannot add an address unseen.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as single_sign_on
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from csp_portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.account_detail, name="account_detail"),
    path("account/second-factor/required/", views.second_factor_required, name="second_factor_required"),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("audit/", views.event_list, name="event_list"),
    path("audit/export/", views.event_export, name="event_export"),
    path("organisations/", views.organisation_list, name="organisation_list"),
    path("organisations/new/", views.organisation_create, name="organisation_create"),
    path("organisations/<slug:slug>/", views.organisation_detail, name="organisation_detail"),
    path("organisations/<slug:slug>/edit/", views.organisation_edit, name="organisation_edit"),
    path("organisations/<slug:slug>/close/", views.organisation_close, name="organisation_close"),
    path("people/", views.person_list, name="person_list"),
    path("people/invite/", views.person_invite, name="person_invite"),
    path("people/<int:pk>/", views.person_detail, name="person_detail"),
    path("people/<int:pk>/edit/", views.person_edit, name="person_edit"),
    path("people/<int:pk>/end-access/", views.person_end_access, name="person_end_access"),
    path("people/<int:pk>/memberships/new/", views.membership_create, name="membership_create"),
    path("people/<int:pk>/duties/new/", views.duty_grant, name="duty_grant"),
    path("people/<int:pk>/invitations/new/", views.invitation_send, name="invitation_send"),
    path("people/<int:pk>/second-factor/reset/", views.second_factor_reset, name="second_factor_reset"),
    path("people/memberships/<int:pk>/end/", views.membership_end, name="membership_end"),
    path("people/duties/<int:pk>/end/", views.duty_end, name="duty_end"),
    path("people/invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
]

sign_in_patterns = [
    path("account/login/", views.login, name="account_login"),
    path("account/logout/", views.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/second-factor/", factors.index, name="mfa_index"),
    path("account/second-factor/show/", factors.authenticate, name="mfa_authenticate"),
    path("account/second-factor/confirm/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/app/set-up/", views.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second-factor/codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", views.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("account/passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/single-sign-on/", single_sign_on.connections, name="socialaccount_connections"),
    path(
        "account/single-sign-on/cancelled/",
        single_sign_on.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path(
        "account/single-sign-on/<slug:provider_id>/login/", openid_connect.login, name="openid_connect_login"
    ),
    path(
        "account/single-sign-on/<slug:provider_id>/callback/",
        openid_connect.callback,
        name="openid_connect_callback",
    ),
]
