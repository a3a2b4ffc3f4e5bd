"""Breaches and complaints: reported by anybody, dealt with by few, with their clocks (ISP 7.3, UK GDPR 33)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from csp_portal.accounts.roles import Role
from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone
from csp_portal.notices.models import Notice
from isp_requests import door
from isp_requests.identity import as_handler, as_person, everything
from isp_requests.models import Matter, SealedSection, SectionKey
from isp_requests.policies import matters as policies
from isp_requests.states.matter import Outcome, State
from isp_requests.workflow import matters, retention
from tests.factories import make_board, make_seat, make_user, name_deputy, seat_person, sign_in
from tests.isp_requests.factories_sealed import CANARY, ON, WHEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(sides):
    return make_user(organisation=sides.outside, duties=[Role.INFORMATION_GOVERNANCE_LEAD])


def report(sides, **changes):
    given = {
        "kind": "breach",
        "organisation": sides.holding,
        "sort": "lost",
        "text": f"{CANARY}'s file.",
        "known_at": WHEN["at"],
        "by": sides.requester,
    }
    return matters.report(**given | changes, **WHEN)


def seen_by(person):
    with as_handler(person, policies.organisations_seen(person, on=ON)):
        return set(Matter.objects.values_list("reference", flat=True))


# --- Reporting ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "due"),
    [
        # Over a week-end and over the change to summer time, by every hour of the day.
        ("breach", datetime(2016, 3, 28, 17, 0, tzinfo=UTC)),
        ("complaint", datetime(2016, 4, 24, 17, 0, tzinfo=UTC)),
    ],
)
def test_its_clock_runs_from_when_it_became_known(sides, kind, due):
    known_at = datetime(2016, 3, 25, 17, 0, tzinfo=UTC)
    matter = matters.report(
        kind=kind,
        organisation=sides.holding,
        sort="lost",
        text="Something.",
        known_at=known_at,
        by=sides.requester,
        at=known_at,
        on=known_at.date(),
    )

    assert matter.due_at == due
    assert not matter.is_late(at=due)
    assert matter.is_late(at=due + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sort": ""}, "Say what happened"),
        ({"kind": "else"}, "Say what happened"),
        ({"kind": "complaint", "text": " "}, "what the complaint is about"),
        ({"known_at": WHEN["at"] + timedelta(hours=1)}, "later than now"),
    ],
)
def test_what_a_report_lacks_is_said(sides, changes, said):
    with pytest.raises(CannotBeDone, match=said):
        report(sides, **changes)


def test_those_who_deal_with_it_and_the_board_member_are_told_at_once_without_a_word_of_what(sides, lead):
    member = seat_person(seat=make_seat(board=make_board(), organisation=sides.holding)).person
    seat = make_seat(board=make_board(), organisation=sides.holding, board_role="supporting_adviser")
    adviser = seat_person(seat=seat).person

    matter = report(sides)

    told = set(Notice.objects.filter(kind="isp_requests.matter").values_list("person", flat=True))
    assert adviser.pk not in told
    assert {sides.holding_spoc.pk, member.pk, lead.pk} <= told
    assert sides.asking_spoc.pk not in told
    said = "".join(Notice.objects.values_list("title", flat=True)) + "".join(
        message.subject + message.body for message in mail.outbox
    )
    assert CANARY not in said
    assert matter.reference not in said


# --- Who sees it ----------------------------------------------------------------------------------
def test_only_those_who_report_deal_with_or_answer_for_it_know_of_it(sides, lead):
    member = seat_person(seat=make_seat(board=make_board(), organisation=sides.holding)).person
    matter = report(sides)
    others = [sides.asking_spoc, sides.third_officer, sides.outsider, sides.officer]
    others += [make_user(duties=[Role.ADMINISTRATOR]), make_user(duties=[Role.SECRETARIAT])]
    # Who sits with a board for the organisation and answers there for nothing, or stands in at meetings.
    for place in ("supporting_adviser", "secretariat"):
        seat = make_seat(board=make_board(), organisation=sides.holding, board_role=place)
        others.append(seat_person(seat=seat).person)
    others.append(name_deputy(seat=make_seat(board=make_board(), organisation=sides.holding)).person)

    for person in (sides.requester, sides.holding_spoc, lead, member):
        assert seen_by(person) == {matter.reference}
    for person in others:
        assert seen_by(person) == set()


@pytest.mark.parametrize(
    ("who", "reads"), [("lead", True), ("holding_spoc", True), ("requester", True), ("member", False)]
)
def test_its_words_open_to_those_who_deal_with_it_and_the_report_to_its_reporter(sides, lead, who, reads):
    member = seat_person(seat=make_seat(board=make_board(), organisation=sides.holding)).person
    matter = report(sides)
    person = {"lead": lead, "member": member}.get(who) or getattr(sides, who)

    def open_report():
        with as_handler(person, policies.organisations_seen(person, on=ON)):
            return door.unseal(matter, "report", by=person, **WHEN)

    if reads:
        assert open_report() == {"text": f"{CANARY}'s file."}
        assert AuditEvent.objects.filter(kind="isp_requests.matter.read", actor_pk=person.pk).exists()
    else:
        with pytest.raises(Refused):
            open_report()


def test_the_reporter_does_not_read_what_others_write_of_it(sides):
    matter = report(sides)
    describe(matter, by=sides.holding_spoc)

    with as_handler(sides.requester, ()), pytest.raises(Refused):
        door.unseal(matter, "account", by=sides.requester, **WHEN)


def test_a_part_in_requests_shows_no_breach_and_no_identity_shows_nothing(sides):
    report(sides)

    with as_person(sides.third_officer, on=ON):
        assert not Matter.objects.exists()
        assert not SealedSection.objects.filter(matter__isnull=False).exists()
    assert not Matter.objects.exists()


# --- Dealing with it ------------------------------------------------------------------------------
def describe(matter, *, by):
    return matters.describe(
        matter=matter, how_many="one", account="It was lost.", measures="A search.", by=by, **WHEN
    )


def decide(matter, outcome, *, by):
    return matters.decide(matter=matter, outcome=outcome, why="A risk.", by=by, **WHEN)


def test_a_breach_goes_from_its_report_to_its_end(sides, lead):
    matter = describe(report(sides), by=lead)
    matter = decide(matter, Outcome.NOTIFY, by=lead)
    with pytest.raises(Refused, match="not been notified yet"):
        matters.close(matter=matter, text="Locks.", by=lead, **WHEN)
    with pytest.raises(CannotBeDone, match="between"):
        matters.record_notification(
            matter=matter, notified_at=WHEN["at"] - timedelta(hours=1), by=lead, **WHEN
        )

    matter = matters.record_notification(matter=matter, notified_at=WHEN["at"], by=lead, **WHEN)
    with pytest.raises(CannotBeDone, match="does not happen again"):
        matters.close(matter=matter, text="", by=lead, **WHEN)
    matter = matters.close(matter=matter, text="Locks.", by=sides.holding_spoc, **WHEN)

    assert (matter.state, matter.outcome) == (State.CLOSED, Outcome.NOTIFY)
    assert not matter.is_late(at=WHEN["at"] + timedelta(days=365))
    with pytest.raises(Refused, match="closed"):
        describe(matter, by=lead)
    kinds = list(
        AuditEvent.objects.filter(subject_pk=str(matter.pk)).order_by("number").values_list("kind", flat=True)
    )
    assert [kind.rpartition(".")[2] for kind in kinds] == [
        "reported", "described", "decided", "commissioner_notified", "closed",
    ]  # fmt: skip


# --- Kept for a time, and destroyed ---------------------------------------------------------------
def closed(sides, **changes):
    by = sides.holding_spoc
    outcome = Outcome.UPHELD if changes.get("kind") == "complaint" else Outcome.NOT_NOTIFY
    matter = decide(describe(report(sides, **changes), by=by), outcome, by=by)
    return matters.close(matter=matter, text=f"{CANARY}'s file is locked away.", by=by, **WHEN)


def destroy_due(on):
    return retention.destroy_due(by=None, at=WHEN["at"], on=on)


def sealed(matter):
    with everything():
        return set(matter.sections.filter(destroyed_at__isnull=True).values_list("name", flat=True))


@pytest.mark.parametrize("kind", ["breach", "complaint"])
def test_its_words_are_destroyed_once_the_months_of_the_edition_are_over(
    sides, kind, django_capture_on_commit_callbacks
):
    matter = closed(sides, kind=kind)
    assert matter.destroy_on == date(2017, 3, 11)
    assert sealed(matter) == {"report", "account", "decision", "closing"}

    assert destroy_due(date(2017, 3, 10)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_due(date(2017, 3, 11)) == 1
    assert destroy_due(date(2017, 3, 12)) == 0

    assert sealed(matter) == set()
    with everything():
        matter.refresh_from_db()
        assert not SectionKey.objects.filter(matter=matter).exists()
    # That it was reported and decided stays, without a word about anybody.
    assert (matter.state, bool(matter.outcome), matter.destroyed_at) == (State.CLOSED, True, WHEN["at"])
    entry = AuditEvent.objects.filter(subject_pk=str(matter.pk)).newest_first().first()
    assert (entry.kind, entry.details) == ("isp_requests.matter.destroyed", {"sort": kind, "sections": 4})


def test_what_is_open_has_no_day_of_destruction(sides, lead):
    matter = describe(report(sides), by=lead)

    assert matter.destroy_on is None
    assert destroy_due(date(2030, 1, 1)) == 0
    with pytest.raises(IntegrityError), transaction.atomic(), everything():
        Matter.objects.filter(pk=matter.pk).update(destroy_on=ON)


def test_a_legal_hold_stops_it_until_it_is_lifted(sides, lead):
    matter = closed(sides)
    later = date(2018, 1, 1)
    matters.hold(matter=matter, why=f"The trial of {CANARY}.", review_on=later, by=lead, **WHEN)
    with pytest.raises(Refused, match="held already"):
        matters.hold(matter=matter, why="Again.", review_on=later, by=lead, **WHEN)
    assert destroy_due(date(2017, 3, 11)) == 0

    # Whoever deals with it lifts it: who placed it may have left.
    matters.release(matter=matter, by=sides.holding_spoc, **WHEN)

    assert destroy_due(date(2017, 3, 11)) == 1
    assert sealed(matter) == set()
    for act in (
        lambda: matters.hold(matter=matter, why="Late.", review_on=later, by=lead, **WHEN),
        lambda: matters.release(matter=matter, by=lead, **WHEN),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize(
    ("changes", "said"), [({"why": " "}, "Say which proceedings"), ({"review_on": ON}, "has passed")]
)
def test_a_hold_has_a_reason_and_a_day_ahead(sides, lead, changes, said):
    given = {"why": "A trial.", "review_on": date(2018, 1, 1)} | changes

    with pytest.raises(CannotBeDone, match=said):
        matters.hold(matter=closed(sides), by=lead, **given, **WHEN)


def test_only_those_who_deal_with_it_hold_it_and_read_why(sides, lead, today, client):
    matter = closed(sides)
    for person in (sides.requester, sides.officer):
        with pytest.raises((Refused, Matter.DoesNotExist)):
            matters.hold(matter=matter, why="Mine.", review_on=date(2018, 1, 1), by=person, **WHEN)
    matters.hold(matter=matter, why=f"The trial of {CANARY}.", review_on=date(2018, 1, 1), by=lead, **WHEN)

    url = reverse("isp_requests:matter_detail", args=[matter.reference])
    assert f"The trial of {CANARY}." in sign_in(client, lead).get(url).content.decode()
    text = sign_in(client, sides.requester).get(url).content.decode()
    assert "The trial" not in text
    assert "1 January 2018" in text


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("breach", Outcome.UPHELD), ("complaint", Outcome.NOTIFY), ("breach", ""), ("complaint", "else")],
)
def test_each_kind_has_outcomes_of_its_own(sides, lead, kind, outcome):
    with pytest.raises(CannotBeDone, match="Choose what is decided"):
        decide(report(sides, kind=kind), outcome, by=lead)


def test_it_is_decided_once_unless_it_is_opened_again(sides, lead):
    matter = decide(report(sides), Outcome.NOT_NOTIFY, by=lead)
    with pytest.raises(Refused, match="already"):
        decide(matter, Outcome.NOTIFY, by=lead)

    matter = matters.reopen(matter=matter, by=lead, **WHEN)

    assert (matter.state, matter.outcome) == (State.OPEN, "")
    assert decide(matter, Outcome.NOTIFY, by=lead).outcome == Outcome.NOTIFY


def test_nobody_else_deals_with_it(sides):
    member = seat_person(seat=make_seat(board=make_board(), organisation=sides.holding)).person
    matter = report(sides)

    for person in (sides.requester, member):
        with pytest.raises(Refused, match="deal with it"):
            decide(matter, Outcome.NOTIFY, by=person)


def test_the_database_closes_no_breach_that_was_to_be_notified_and_was_not(sides, lead):
    matter = decide(report(sides), Outcome.NOTIFY, by=lead)

    with everything(), pytest.raises(IntegrityError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(state=State.CLOSED, closed_by=lead, closed_at=WHEN["at"])


# --- Pages ----------------------------------------------------------------------------------------
PAGES = "/information-sharing/breaches-and-complaints/"


def test_anybody_reports_a_breach_in_two_clicks_and_the_lead_deals_with_it(sides, lead, today, client):
    sign_in(client, make_user(organisation=sides.holding, duties=[Role.SECRETARIAT]))
    answer = client.post(f"{PAGES}breach/", {"sort": "lost", "organisation": sides.holding.pk, "text": ""})
    with everything():
        matter = Matter.objects.get()
    assert answer.url == matter.get_absolute_url()
    assert client.get(answer.url).status_code == 200
    assert client.get(f"{answer.url}decide/").status_code == 403

    sign_in(client, lead)
    assert matter.reference.encode() in client.get(PAGES).content
    described = {"account": f"{CANARY} was lost.", "how_many": "one", "measures": "A search."}
    assert client.post(f"{answer.url}describe/", described).status_code == 302
    assert CANARY.encode() in client.get(f"{answer.url}describe/").content
    assert client.post(f"{answer.url}decide/", {"outcome": "notify", "why": ""}).status_code == 200
    assert client.post(f"{answer.url}decide/", {"outcome": "notify", "why": "A risk."}).status_code == 302
    told = {"day_day": "11", "day_month": "3", "day_year": "2016", "time": "09:30"}
    assert client.post(f"{answer.url}notified/", told).status_code == 302
    assert client.post(f"{answer.url}close/", {"text": "Locks."}).status_code == 302
    assert b"Closed" in client.get(answer.url).content


def test_a_breach_that_is_not_ones_own_is_answered_like_one_that_there_is_not(sides, today, client):
    matter = report(sides)
    sign_in(client, sides.third_officer)

    assert client.get(matter.get_absolute_url()).status_code == 404
    assert client.get(f"{PAGES}BR-2016-AAAAAA/").status_code == 404
