"""Who may still read what they were told about meetings: asked before an e-mail leaves and a page shows it."""

from collections.abc import Sequence
from datetime import date

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Permission
from csp_portal.notices.kinds import about_any_of
from csp_portal.notices.models import Notice
from meetings.models import Board, HomeworkQuestion, Meeting, Minutes, Paper


def of_meetings(person: User, notices: Sequence[Notice], on: date) -> list[Notice]:
    """Keep what is about meetings that the person may know of."""
    return about_any_of(Meeting.objects.visible_to(person, on=on), notices)


def of_minutes(person: User, notices: Sequence[Notice], on: date) -> list[Notice]:
    """Keep what is about minutes that the person may read."""
    return about_any_of(Minutes.objects.visible_to(person, on=on), notices)


def of_questions(person: User, notices: Sequence[Notice], on: date) -> list[Notice]:
    """Keep what is about questions to organisations that the person may know of."""
    return about_any_of(HomeworkQuestion.objects.standing().visible_to(person, on=on), notices)


def of_papers(person: User, notices: Sequence[Notice], on: date) -> list[Notice]:
    """Keep what is about papers that the person prepares."""
    found = Paper.objects.readable_by(person, on=on).select_related("agenda_item__meeting__board")
    runs = person.holds(Permission.RUN_MEETINGS, on=on)
    theirs = {
        paper.pk
        for paper in found.filter(pk__in=[notice.about_pk for notice in notices])
        if runs
        or paper.writer_id == person.pk
        and paper.meeting.board.carries(Permission.WRITE_ASSIGNED_PAPER, person, on=on)
    }
    return [notice for notice in notices if int(notice.about_pk) in theirs]


def of_representation(person: User, notices: Sequence[Notice], on: date) -> list[Notice]:
    """Keep what is about boards of which the person sees who stayed away."""
    boards = Board.objects.filter(pk__in=[notice.about_pk for notice in notices])
    seen = {
        board.pk
        for board in boards
        if board.carries(Permission.RUN_MEETINGS, person, on=on)
        or board.carries(Permission.AGREE_AGENDA, person, on=on)
    }
    return [notice for notice in notices if int(notice.about_pk) in seen]
