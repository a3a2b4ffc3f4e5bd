"""
`python -m csp_portal.documents.pdfua FILE...` lists the rules of PDF/UA-1 that each file breaks.

Without a file it only sets the checker up. Ends with 0 when every file passes, 1 when one does not,
2 when the checker cannot run here.
"""

import sys
from pathlib import Path

from .checking import NotSetUp, check, set_up


def main(names: list[str]) -> int:
    """Check the files, write what it found, and give the exit status."""
    try:
        if not names:
            set_up()
            return 0
        verdicts = check([Path(name) for name in names])
    except NotSetUp as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    for verdict in verdicts:
        if not verdict.is_readable:
            sys.stdout.write(f"{verdict.name}: cannot be read as a PDF.\n")
            continue
        outcome = "passes" if verdict.passes else f"breaks {len(verdict.broken)} rules"
        sys.stdout.write(f"{verdict.name}: {outcome}, {verdict.checks} checks.\n")
        for rule in verdict.broken:
            sys.stdout.write(f"  {rule.clause}, {rule.times} times: {rule.place}\n")
    return 0 if all(verdict.passes for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
