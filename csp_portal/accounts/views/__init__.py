"""Pages about people, organisations and one's own account."""

from csp_portal.accounts.views.account import (
    account_detail,
    activate_totp,
    add_webauthn,
    deactivate_totp,
    invitation_accept,
    login,
    remove_webauthn,
    second_factor_required,
)
from csp_portal.accounts.views.audit import event_export, event_list
from csp_portal.accounts.views.organisations import (
    organisation_close,
    organisation_create,
    organisation_detail,
    organisation_edit,
    organisation_list,
)
from csp_portal.accounts.views.people import (
    duty_end,
    duty_grant,
    invitation_send,
    invitation_withdraw,
    membership_create,
    membership_end,
    person_detail,
    person_edit,
    person_end_access,
    person_invite,
    person_list,
    second_factor_reset,
)

__all__ = [
    "account_detail",
    "activate_totp",
    "add_webauthn",
    "deactivate_totp",
    "duty_end",
    "duty_grant",
    "event_export",
    "event_list",
    "invitation_accept",
    "invitation_send",
    "invitation_withdraw",
    "login",
    "membership_create",
    "membership_end",
    "organisation_close",
    "organisation_create",
    "organisation_detail",
    "organisation_edit",
    "organisation_list",
    "person_detail",
    "person_edit",
    "person_end_access",
    "person_invite",
    "person_list",
    "remove_webauthn",
    "second_factor_required",
    "second_factor_reset",
]
