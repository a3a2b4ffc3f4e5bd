"""The roles as a page of the documentation, drawn from the one table."""

from csp_portal.accounts.roles import ROLE_PERMISSIONS, SEAT_ROLES, SECOND_FACTOR_ROLES, Permission, Role


def roles_page() -> str:
    """Write the page about roles."""
    return (
        "# Who may do what\n\n"
        "Drawn from `csp_portal/accounts/roles.py` by `make docs`. A seat on a board counts for that board; "
        "a duty counts in the whole portal. The policies of each app ask for these permissions and nothing else.\n\n"
        + roles_table()
    )


def roles_table() -> str:
    """Draw the table of roles and permissions as Markdown."""
    permissions = list(Permission)
    head = ["Role", "Comes with", "Second factor", *(_words(permission) for permission in permissions)]
    lines = [_row(head), _row(["---"] * len(head))]
    for role in Role:
        lines.append(
            _row(
                [
                    role.label,
                    "a seat on a board" if role in SEAT_ROLES else "a duty",
                    "required" if role in SECOND_FACTOR_ROLES else "",
                    *("yes" if permission in ROLE_PERMISSIONS[role] else "" for permission in permissions),
                ]
            )
        )
    return "\n".join(lines) + "\n"


def _words(permission: Permission) -> str:
    return permission.value.replace("_", " ").capitalize()


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
