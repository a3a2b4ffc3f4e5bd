"""One row of a plan's table, as it is written in a file and as the portal writes it out again."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class TableRow:
    """
    What one row says, word for word; what a plan's table does not have is empty.

    `due` and `rag` are kept as people wrote them: `due_words.understand` says what a due date means.
    """

    area_reference: str = ""
    area: str = ""
    action_reference: str = ""
    action: str = ""
    milestone_reference: str = ""
    milestone: str = ""
    due: str = ""
    leads: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    rag: str = ""
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(astuple(self))
