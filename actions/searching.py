"""Actions as search finds them: by reference and words, among those that the reader may open."""

from django.db.models import DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from actions.models import Action
from meetings.models.search import Snippet, Words
from meetings.searching import Asked, Result, Source, marked

# Written exactly as the index of the migration `action_search_words` is.
FIELDS = ("reference", "title", "details", "outcome", "message")


def _find(asked: Asked) -> QuerySet[Action]:
    found = (
        Action.objects.visible_to(asked.reader, on=asked.on)
        .alias(words=Words(*FIELDS))
        .filter(words=asked.query)
    )
    if asked.board is not None:
        found = found.filter(board=asked.board)
    if asked.since is not None:
        found = found.filter(recorded_on__gte=asked.since)
    if asked.until is not None:
        found = found.filter(recorded_on__lte=asked.until)
    # What a meeting did not give rise to stands by the day on which it was recorded.
    held_at = Coalesce(F("meeting__starts_at"), Cast("recorded_on", DateTimeField()))
    return found.annotate(held_at=held_at).order_by()


def _read(asked: Asked, keys: list[int], stems: list[str]) -> dict[int, Result]:
    text = Concat(
        "title", Value(" "), "details", Value(" "), "message", Value(" "), "outcome", output_field=TextField()
    )
    actions = (
        Action.objects.filter(pk__in=keys)
        .select_related("meeting__board", "board")
        .annotate(said=text)
        .annotate(snippet=Snippet("said", asked.query, stems))
    )
    return {
        action.pk: Result(
            "Action",
            f"{action.reference}: {action.title}",
            action.meeting or action.board,
            action.get_absolute_url(),
            marked(action.snippet),
        )
        for action in actions
    }


SOURCE = Source("action", _find, _read)
