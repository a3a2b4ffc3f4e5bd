"""The pages of plans: what each person sees and can do, bad input, the golden thread, papers and exports."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from csp_portal.accounts.roles import Role
from csp_portal.core import clock
from delivery_plans import plan_reading
from delivery_plans.board_pack import plans as board_pack
from delivery_plans.home import sections
from delivery_plans.models import DeliveryPlan, RaisedBusiness
from delivery_plans.plan_reading import Concern, Direction
from delivery_plans.states.plan import State
from delivery_plans.workflow import challenges, closing, parts, reviews
from meetings.models import BusinessItem, Meeting
from tests.delivery_plans.factories_plans import (
    DRAFTED,
    REVIEWED,
    answer_for,
    endorse,
    level,
    make_board_item,
    make_lead,
    make_milestone,
    make_owner,
    make_plan,
    make_review,
    rate,
)
from tests.factories import (
    make_action,
    make_meeting,
    make_seat,
    make_secretary,
    make_user,
    seat_person,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner(full_name="Olive Owner")


@pytest.fixture
def lead():
    return make_lead(full_name="Liam Lead")


@pytest.fixture
def plan(owner, lead):
    plan = make_plan(owner=owner)
    answer_for(office="Police", person=lead, by=owner)
    make_milestone(
        plan=plan, reference="2.1", text="Draft the strategy", leads=("Police",), links=("MOPAC plan",)
    )
    make_milestone(plan=plan, reference="2.2", text="Publish it", due="When ready")
    return endorse(plan=plan)


@pytest.fixture
def milestone(plan):
    return plan.milestones.first()


def as_(person):
    return sign_in(Client(), person)


def page(client, name, *args, **query):
    response = client.get(reverse(f"delivery_plans:{name}", args=args), query)
    return response.status_code, response.content.decode()


def test_a_plan_is_read_with_its_words_dates_leads_and_links(plan, lead):
    status, text = page(as_(lead), "plan_detail", plan.slug)

    assert status == 200
    for words in ("Draft the strategy", "Q2", "1 Jul 2015", "Police", "MOPAC plan", "Not rated yet"):
        assert words in text
    # What is not understood is said, and never guessed.
    assert "When ready" in text
    assert plan.milestones.get(reference="2.2").due_problem in text.replace("&quot;", '"')


def test_whoever_has_no_seat_and_no_duty_in_plans_does_not_find_them(plan):
    assert page(as_(make_user()), "plan_detail", plan.slug)[0] == 404


def test_every_member_of_a_board_reads_and_nobody_but_an_owner_is_shown_tools(plan):
    member = seat_person().person

    _, text = page(as_(member), "plan_detail", plan.slug)

    assert "Draft the strategy" in text
    assert "Add a milestone" not in text


def test_an_owner_adds_and_changes_a_milestone_and_bad_input_loses_nothing(plan, owner):
    client = as_(owner)
    address = reverse("delivery_plans:part_add", args=[plan.slug, "milestones"])
    facts = {
        "version": 1,
        "text": "",
        "due": "Q3",
        "leads": "Fire\nPolice\n",
        "links": "",
        "comment": "Kept.",
    }

    refused = client.post(address, facts)
    assert "Enter what is to be done" in refused.content.decode()
    assert "Kept." in refused.content.decode()

    client.post(address, facts | {"text": "Visit homes"})
    made = plan.milestones.get(text="Visit homes")
    assert ([str(each) for each in made.offices.all()], made.last_day) == (
        ["Fire", "Police"],
        date(2015, 12, 31),
    )

    address = reverse("delivery_plans:part_edit", args=[plan.slug, "milestones", made.pk])
    client.post(address, facts | {"text": "Visit more homes"})
    assert client.post(address, facts | {"text": "Visit fewer"}).status_code == 409
    made.refresh_from_db()
    assert made.text == "Visit more homes"


def rating_data(review, **answers):
    data = {}
    for line in review.lines.all():
        for name in ("level", "reason", "action_taken", "comment"):
            data[f"line-{line.pk}-{name}"] = ""
    for key, value in answers.items():
        data[key] = value
    return data


def test_a_lead_rates_on_one_page_and_red_without_words_is_refused_with_all_kept(plan, lead, milestone):
    review = make_review(plan=plan, due_on=clock.today() + timedelta(days=9))
    client = as_(lead)
    address = reverse("delivery_plans:review_rate", args=[plan.slug, 1])
    line = review.lines.get(milestone=milestone)
    key = f"line-{line.pk}-"
    red = {f"{key}level": level("red").pk, f"{key}comment": "A hard quarter."}

    refused = client.post(address, red).content.decode()
    assert "Red needs words: enter the reason." in refused
    assert "A hard quarter." in refused
    assert not milestone.ratings.exists()

    client.post(address, red | {f"{key}reason": "No post.", f"{key}action_taken": "Advertised."})
    assert milestone.ratings.get().level.key == "red"

    client.post(reverse("delivery_plans:review_submit", args=[plan.slug, 1]))
    line.refresh_from_db()
    assert line.submitted_by == lead


def test_a_lead_sees_on_the_home_page_how_many_milestones_to_rate_by_when(plan, lead, owner):
    make_review(plan=plan)
    on, at = REVIEWED[1]["on"], REVIEWED[1]["at"]

    (section,) = sections(lead, on=on, at=at)

    assert section.cards[0]["title"] == "1 milestone to rate by 15 July 2015"
    rate(review=plan.reviews.get(), milestone=plan.milestones.first(), by=lead)
    (section,) = sections(lead, on=on, at=at)
    assert section.cards[0]["title"] == "Ratings to submit by 15 July 2015"


def quarter(plan, number, **levels):
    plan.refresh_from_db()
    review = make_review(plan=plan, quarter=number)
    for reference, key in levels.items():
        rate(
            review=review,
            milestone=plan.milestones.get(reference=reference.replace("_", ".").strip("m")),
            key=key,
        )
    reviews.close_review(review=review, note="", by=plan.owner, **REVIEWED[number])


@pytest.mark.parametrize(
    ("run", "current", "direction", "concerns"),
    [
        (("green", "green"), "green", Direction.SAME, {Concern.NO_COMMENT}),
        (("green", "amber_green"), "amber_green", Direction.WORSE, {Concern.WORSE, Concern.NO_COMMENT}),
        (("red", "amber_red"), "amber_red", Direction.BETTER, {Concern.RED}),
        (("green", "red"), "red", Direction.WORSE, {Concern.RED, Concern.WORSE}),
        (("green", ""), "not_rated", None, {Concern.NOT_RATED}),
        (("", "green"), "green", None, {Concern.NO_COMMENT}),
        (("complete", ""), "complete", None, set()),
    ],
)
def test_the_run_of_ratings_says_where_a_milestone_stands(plan, milestone, run, current, direction, concerns):
    for number, key in enumerate(run, start=1):
        quarter(plan, number, **({"m2_1": key} if key else {}))

    found = plan_reading.runs([milestone])[milestone.pk]

    assert (found.level.key, found.direction, len(found.marks)) == (current, direction, 8)
    assert set(plan_reading.exceptions_of(milestone, found, on=date(2015, 9, 30))) == concerns
    late = set(plan_reading.exceptions_of(milestone, found, on=date(2015, 10, 1)))
    assert (Concern.OVERDUE in late) is (current != "complete")


def test_the_strip_of_a_carried_milestone_begins_in_the_year_before(plan, owner, milestone):
    quarter(plan, 4, m2_1="amber_green")
    closing.close_plan(plan=plan, carried=[milestone], by=owner, **REVIEWED[4])
    carried = DeliveryPlan.objects.get(year=2016).milestones.get()

    run = plan_reading.runs([carried])[carried.pk]

    assert (run.marks[-1].name, run.marks[-1].level.key) == ("Q4 2015/16", "amber_green")
    assert run.level.key == "not_rated"


def test_the_exceptions_are_narrowed_and_exported_and_no_cell_is_a_formula(plan, owner):
    milestone = plan.milestones.get(reference="2.2")
    parts.edit_part(part=milestone, version=1, text="=HYPERLINK(1)", by=owner, **DRAFTED)
    quarter(plan, 1, m2_1="red", m2_2="amber_red")
    client = as_(owner)

    _, all_of_them = page(client, "exception_list")
    _, none = page(client, "exception_list", why="worse")
    response = client.get(reverse("delivery_plans:exception_export"))

    assert "Draft the strategy" in all_of_them
    assert "There is no such exception." in none
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["Draft the strategy", "'=HYPERLINK(1)"]


def test_business_raised_from_a_milestone_is_seen_from_it(plan, milestone):
    member = seat_person(seat=make_seat(board=plan.outcome.strategy.board)).person
    client = as_(member)
    address = reverse("delivery_plans:business_raise", args=[plan.slug, milestone.pk])
    form = client.get(address).context["form"]
    facts = {name: value for name, value in form.initial.items() if value} | {
        "source": form.fields["source"].choices[0][0] or form.fields["source"].choices[1][0],
        "purpose": "discuss",
        "minutes_wanted": 10,
    }

    client.post(address, facts)

    assert RaisedBusiness.objects.get().milestone == milestone
    assert "Draft the strategy" in BusinessItem.objects.get().title
    assert "Raised with the board" in page(client, "milestone_detail", plan.slug, milestone.pk)[1]


def test_an_action_recorded_from_a_milestone_is_seen_from_both(plan, milestone):
    board = plan.outcome.strategy.board
    secretary = make_secretary()
    seat_person(seat=make_seat(board=board))
    client = as_(secretary)
    address = f"{reverse('actions:action_record')}?board={board.slug}&milestone={milestone.pk}"
    form = client.get(address).context["form"]
    facts = {
        "kind": "do", "title": "Find the money", "partners": [form.fields["partners"].choices[0][0]],
        "due": "next_meeting",
    }  # fmt: skip

    client.post(address, facts)

    action = milestone.board_actions.get()
    assert "Find the money" in page(client, "milestone_detail", plan.slug, milestone.pk)[1]
    assert milestone.get_absolute_url() in client.get(action.get_absolute_url()).content.decode()
    hidden = make_action(board=board)
    assert milestone.get_absolute_url() not in client.get(hidden.get_absolute_url()).content.decode()


def test_a_challenge_is_recorded_answered_and_seen_from_the_item(plan, milestone, lead, owner):
    quarter(plan, 1, m2_1="green")
    item = make_board_item(board=plan.outcome.strategy.board, starts_at=datetime(2015, 10, 8, 13, tzinfo=UTC))
    secretary = make_secretary()
    client = as_(secretary)

    client.post(
        reverse("delivery_plans:challenge_record", args=[plan.slug, milestone.ratings.get().pk]),
        {"item": item.pk, "words": "The board doubts it."},
    )
    # The meeting's agenda has not gone round, so nothing can be chosen from it yet.
    assert not milestone.challenges.exists()

    found = challenges.challenge(
        rating=milestone.ratings.get(), item=item, words="The board doubts it.", by=secretary, **REVIEWED[3]
    )
    # A rating that waits for its answer is not challenged a second time.
    assert "Record the board's challenge" not in page(client, "milestone_detail", plan.slug, milestone.pk)[1]
    as_(lead).post(
        reverse("delivery_plans:challenge_answer", args=[plan.slug, found.pk]),
        {"answer": "It is right.", "level": level("amber_green").pk},
    )
    assert [r.level.key for r in milestone.ratings.all()] == ["green", "amber_green"]
    where = reverse("delivery_plans:challenge_answer", args=[plan.slug, found.pk])
    second = as_(owner).post(where, {"answer": "Words of the owner."})
    assert second.status_code == 409
    assert "Words of the owner." in second.content.decode()
    assert as_(owner).get(where).status_code == 403
    text = page(client, "milestone_detail", plan.slug, milestone.pk)[1]
    assert text.count("replaced since") == text.count("Record the board's challenge") == 1
    assert "Ratings challenged here" in client.get(item.get_absolute_url()).content.decode()


def test_a_challenge_is_offered_items_of_meetings_since_the_rating_alone(plan, milestone, lead):
    quarter(plan, 1, m2_1="green")
    board = plan.outcome.strategy.board
    rating = milestone.ratings.get()
    for days, title in ((-30, "Before it was given"), (30, "After it was given")):
        met_at = rating.rated_at + timedelta(days=days)
        item = make_board_item(board=board, title=title, starts_at=met_at)
        Meeting.objects.filter(pk=item.meeting_id).update(state="held")

    text = page(as_(make_secretary()), "challenge_record", plan.slug, rating.pk)[1]

    assert "After it was given" in text
    assert "Before it was given" not in text


def test_the_paper_of_an_outcome_prints_the_draft_to_be_endorsed_else_the_plan_of_the_year(plan, owner):
    board = plan.outcome.strategy.board
    meeting = make_meeting(board=board)

    section = board_pack.plan_1(meeting)
    assert section.context["plan"] == plan
    assert board_pack.plan_2(meeting).missing

    draft = make_plan(owner=owner, outcome=plan.outcome, year=2016, milestones=1)
    assert board_pack.plan_1(meeting).context["plan"] == draft


def test_the_facts_of_a_paper_change_with_a_rating_and_nothing_else_makes_them(plan):
    meeting = make_meeting(board=plan.outcome.strategy.board)
    make_review(plan=plan)
    before = board_pack.plan_1(meeting).facts

    assert board_pack.plan_1(meeting).facts == before
    rate(review=plan.reviews.get(), milestone=plan.milestones.first())
    assert board_pack.plan_1(meeting).facts != before
    assert board_pack.plan_exceptions(meeting).facts


def test_the_administrator_words_the_scale_on_a_page_and_is_told_what_cannot_be_told_apart():
    level("red")
    client = as_(make_user(duties=[Role.ADMINISTRATOR]))
    address = reverse("delivery_plans:scale_edit")
    response = client.get(address)
    data = {"version": 1, "explanation": ""}
    for each, form in response.context["levels"]:
        for name, value in form.initial.items():
            if value not in (False, None):
                data[f"{each.key}-{name}"] = value

    refused = client.post(address, data | {"red-letter": "G"})
    assert "Two levels have the same letter" in refused.content.decode()

    client.post(address, data | {"red-word": "Stopped"})
    assert level("red").word == "Stopped"


@pytest.mark.parametrize("name", ["plan_detail", "exception_list", "plan_list"])
def test_a_page_asks_the_database_as_often_for_many_milestones_as_for_few(owner, lead, name):
    plan = make_plan(owner=owner, milestones=2)
    endorse(plan=plan)
    make_review(plan=plan)
    args = [plan.slug] if name == "plan_detail" else []
    client = as_(lead)
    page(client, name, *args)

    def count():
        with CaptureQueriesContext(connection) as queries:
            page(client, name, *args)
        return len(queries)

    few = count()
    for number in range(8):
        make_milestone(plan=plan, text=f"More {number}", leads=("Police", "Fire"), links=("Plan",))

    assert count() <= few + 1


@pytest.mark.parametrize("state", list(State))
def test_the_plan_page_opens_in_every_state(owner, state):
    plan = make_plan(owner=owner, state=state, milestones=1)

    assert page(as_(owner), "plan_detail", plan.slug)[0] == 200


def test_the_owner_is_told_who_is_reminded_and_who_was_already(plan, milestone, lead, owner):
    make_review(plan=plan)
    client = as_(owner)
    remind = reverse("delivery_plans:review_remind", args=[plan.slug, 1])

    said = [client.post(remind, follow=True).content.decode() for _ in range(2)]

    assert "2 people are reminded: " in said[0]
    assert "Nobody is reminded anew. 2 people had a reminder today already: " in said[1]
    assert all(name in each for name in (lead.full_name, owner.full_name) for each in said)


def test_the_answer_to_a_challenge_in_a_closed_plan_offers_no_rating(plan, milestone, lead, owner):
    quarter(plan, 1, m2_1="green")
    item = make_board_item(board=plan.outcome.strategy.board, starts_at=datetime(2015, 10, 8, 13, tzinfo=UTC))
    found = challenges.challenge(
        rating=milestone.ratings.get(), item=item, words="The board doubts it.", by=owner, **REVIEWED[3]
    )
    closing.close_plan(plan=plan, carried=[], by=owner, **REVIEWED[3])
    where = reverse("delivery_plans:challenge_answer", args=[plan.slug, found.pk])

    text = as_(lead).get(where).content.decode()
    answered = as_(lead).post(where, {"answer": "It is right.", "level": level("amber_green").pk})

    assert "This plan is closed, so its ratings stay as they are." in text
    assert "New rating" not in text
    assert answered.status_code == 302
    assert [r.level.key for r in milestone.ratings.all()] == ["green"]
