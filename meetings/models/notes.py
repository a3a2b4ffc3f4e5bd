"""What a reader notes for themselves beside an agenda item or the words of a paper: for nobody else's eyes."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.models.agendas import AgendaItem, new_key
from meetings.models.meetings import Meeting
from meetings.models.papers import Paper, PaperVersion

if TYPE_CHECKING:
    from csp_portal.accounts.models import User


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def readable_by(self, user: "User", *, on: date) -> Self:
        """
        Limit to the person's own notes, as long as what they stand beside is open to the person.

        While a paper is closed to them its notes are out of sight as a whole: the quoted words are the paper's.
        """
        return self.filter(
            Q(paper__isnull=True) | Q(paper__in=Paper.objects.readable_by(user, on=on)),
            person=user,
            agenda_item__meeting__in=Meeting.objects.visible_to(user, on=on),
        )

    def in_order(self) -> Self:
        return self.order_by(
            "-agenda_item__meeting__starts_at",
            "agenda_item__meeting_id",
            "agenda_item__section__position",
            "agenda_item__section_id",
            "agenda_item__position",
            "agenda_item_id",
            models.F("paper__position").asc(nulls_first=True),
            "paper_id",
            "place",
            "pk",
        )


class PrivateNote(models.Model):
    """
    One note of one reader, on an item or on words of a paper's page.

    `place` counts the paper's pages from 0 and stays true when the pack's numbers move; `page` is the
    running number when the note was written or last placed. There is no history and no audit of notes: either
    would show to others that there is one.
    """

    # A refusal to remove what a note stands beside would tell that somebody has written one.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_notes"
    )
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    paper_version = models.ForeignKey(
        PaperVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    key = models.SlugField(max_length=40, unique=True, default=new_key)
    page = models.PositiveIntegerField("page when it was placed", null=True, blank=True)
    place = models.PositiveIntegerField("page inside the paper, from 0", null=True, blank=True)
    quote = models.TextField("words on the page", blank=True)
    text = models.TextField("your note")
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Since when the quoted words are in no page of the paper's newest version.
    lost_at = models.DateTimeField(null=True, blank=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "agenda_item"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    paper__isnull=True,
                    paper_version__isnull=True,
                    page__isnull=True,
                    place__isnull=True,
                    quote="",
                    lost_at__isnull=True,
                )
                | Q(
                    paper__isnull=False,
                    paper_version__isnull=False,
                    page__isnull=False,
                    place__isnull=False,
                ),
                name="private_note_on_an_item_or_on_a_page",
            ),
        ]

    def __str__(self) -> str:
        # What is printed in a log or an error must not say whose it is, or what.
        return "A private note"
