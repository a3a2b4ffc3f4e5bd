"""The roles as a page of the documentation, drawn from the one table."""

from csp_portal.accounts.roles import ROLE_PERMISSIONS, SEAT_ROLES, SECOND_FACTOR_ROLES, Permission, Role


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
