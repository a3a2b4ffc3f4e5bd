"""What every file that a spreadsheet opens has in common."""

from typing import Any

# A cell that begins so is run as a formula by Excel and LibreOffice, whoever wrote it.
_BEGIN_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> Any:
    """Guard a cell against being taken for a formula; numbers and dates pass as they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_BEGIN_A_FORMULA):
        return f"'{value}"
    return value
