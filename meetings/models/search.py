"""What full-text search needs of the database: the words of a text, and the part of it to show."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value

from meetings.models.papers import Paper

CONFIG = "english"
# What stands around a found word in a snippet; the page turns them into marks.
MARKS = ("\ue000", "\ue001")


class Words(Func):
    """The words of some fields, written exactly as the indexes of the migration `search_words` are."""

    function = "portal_search_words"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()

    def __init__(self, *fields: str) -> None:
        super().__init__(*fields)


class Snippet(Func):
    """What a text says around the words that were looked for."""

    function = "portal_search_snippet"
    output_field = models.TextField()

    def __init__(self, field: str, query: SearchQuery, stems: list[str]) -> None:
        super().__init__(F(field), query, Value(stems, output_field=ArrayField(models.TextField())))


def websearch(words: str) -> SearchQuery:
    """Read what a person typed as the common search engines do: words, "words in a row", -not this."""
    return SearchQuery(words, config=CONFIG, search_type="websearch")


class PaperWords(models.Model):
    """
    The words of a paper's version, read from a column that the database itself keeps beside the text.

    A model of its own, so that nobody who reads a version fetches its words along.
    """

    paper = models.ForeignKey(Paper, on_delete=models.DO_NOTHING, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    words: Any = SearchVectorField()

    class Meta:
        managed = False
        db_table = "meetings_paperversion"

    def __str__(self) -> str:
        return f"Words of version {self.number}"
