"""Numbers that addresses and hidden fields carry, which anybody can write as they like."""

# PostgreSQL's largest key has nineteen figures; Python refuses to read one of some thousand.
LONGEST = 18


def whole_number(text: str) -> int:
    """Read the key or number of a record; what no record can have is read as 0."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else 0
