"""What everybody may read, and that nothing else gets out: pages, files, e-mails, releases, reviews."""

from datetime import timedelta

import pypdfium2
import pytest
from django.core import signing
from django.urls import reverse

from csp_portal.core.workflow import CannotBeDone, InvalidTransition
from csp_portal.notices.models import Notice, OutgoingMail
from meetings import releasing
from meetings.models import PackRelease, PublicRequest, PublicSubscription, Restriction, RestrictionReview
from meetings.notifications.public import CONFIRM, COPY, END, token
from meetings.pack_reading import PublicPack, ReadPack
from meetings.workflow import agendas, public, releases
from tests.factories import PLANNED_AT, PLANNED_ON, make_board, make_pack, make_report, sign_in
from tests.meetings.conftest import COMPLAINT_WORD, OPEN_WORD, PLACES_WORD

pytestmark = pytest.mark.django_db
NOW = {"at": PLANNED_AT, "on": PLANNED_ON}
SECRETS = (COMPLAINT_WORD, PLACES_WORD, "Kestrel", "Zanzibar")


@pytest.fixture
def published(world, quick_typesetting):
    world.board.public_access = "open"
    world.board.save()
    world.pack = make_pack(meeting=world.meeting, is_published=True, by=world.secretary)
    return world


def address(name, *args):
    return reverse(f"meetings:{name}", args=args)


def text_of(response):
    # Read to the end, the client closes the file behind it.
    return b"".join(response.streaming_content) if response.streaming else response.content


def status_of(response):
    text_of(response)
    return response.status_code


def pages(world):
    reference, number = world.meeting.reference, world.pack.number
    key = world.strategy.key
    return [
        address("public_home"),
        address("public_board", world.board.slug),
        address("public_calendar", world.board.slug),
        address("public_sitemap"),
        address("public_robots"),
        address("public_meeting", reference),
        address("public_paper", reference, number, key),
        address("public_pack_download", reference, number),
        address("public_paper_download", reference, number, key),
    ]


def words_of(response):
    content = text_of(response)
    if response["Content-Type"] != "application/pdf":
        return content.decode() + str(dict(response.headers))
    document = pypdfium2.PdfDocument(content)
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    return words + str(document.get_metadata_dict()) + str(dict(response.headers))


def test_everybody_reads_the_published_agenda_and_its_open_papers_without_a_session(client, published):
    answers = {page: client.get(page) for page in pages(published)}

    assert {status_of(answer) for answer in answers.values()} == {200}
    assert not client.cookies
    agenda = answers[address("public_meeting", published.meeting.reference)].content.decode()
    assert "Ten years ahead" in agenda
    assert "A paper that is not public" in agenda
    paper = answers[pages(published)[6]].content.decode()
    assert OPEN_WORD in paper


def test_no_restricted_word_stands_on_any_public_page_or_file(client, published):
    said = [words_of(client.get(page)) for page in pages(published)]

    assert [word for word in SECRETS for each in said if word in each] == []


def test_a_page_that_has_not_changed_is_not_sent_again(client, published):
    page = address("public_meeting", published.meeting.reference)
    first = client.get(page)

    again = client.get(page, headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert again.status_code == 304


def test_a_page_says_the_same_to_whoever_is_signed_in(client, published):
    page = address("public_meeting", published.meeting.reference)
    outside = client.get(page).content
    sign_in(client, published.secretary)

    assert client.get(page).content == outside


@pytest.mark.parametrize("access", ["closed", "on_request"])
def test_of_a_board_that_is_not_open_nothing_is_read(client, published, access):
    published.board.public_access = access
    published.board.save()

    answers = [client.get(page).status_code for page in pages(published)[5:]]
    listed = client.get(address("public_home")).content.decode()

    assert set(answers) == {404}
    assert (published.board.name in listed) == (access == "on_request")


def test_a_closed_board_is_answered_as_one_that_is_not_there(client, published):
    published.board.public_access = "closed"
    published.board.save()

    closed = client.get(address("public_board", published.board.slug))
    unknown = client.get(address("public_board", "no-such-board"))

    assert closed.status_code == unknown.status_code == 404
    assert closed.content == unknown.content


def test_drafts_and_unpublished_packs_are_not_public(client, world, quick_typesetting):
    world.board.public_access = "open"
    world.board.save()
    pack = make_pack(meeting=world.meeting, by=world.secretary)

    page = client.get(address("public_meeting", world.meeting.reference)).content.decode()

    assert "The agenda is not published." in page
    assert "Gangs strategy" not in page
    assert (
        client.get(address("public_pack_download", world.meeting.reference, pack.number)).status_code == 404
    )


def test_a_pack_that_shows_what_was_restricted_since_is_public_no_more(client, published):
    agendas.restrict_paper(
        paper=published.strategy,
        ground="personal",
        explanation="",
        review_on=PLANNED_ON + timedelta(days=90),
        seats=[published.places_seat],
        by=published.secretary,
        **NOW,
    )

    answers = [client.get(page).status_code for page in pages(published)[6:]]
    page = client.get(address("public_meeting", published.meeting.reference)).content.decode()

    assert set(answers) == {404}
    assert "Ten years ahead" not in page


# --- Subscribing ----------------------------------------------------------------------------------
def test_an_address_is_told_once_it_is_confirmed_and_is_erased_when_it_ends(client, world, quick_typesetting):
    world.board.public_access = "open"
    world.board.save()
    client.post(address("public_subscription_ask", world.board.slug), {"address": "Resident@example.org"})
    subscription = PublicSubscription.objects.get()
    confirm = address("public_subscription_confirm", token(subscription.key, salt=CONFIRM))
    client.get(confirm)
    assert PublicSubscription.objects.confirmed().count() == 0
    client.post(confirm)
    assert PublicSubscription.objects.confirmed().count() == 1

    make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    mail = OutgoingMail.objects.filter(address="resident@example.org").last()
    assert mail.subject.startswith("Agenda and papers")
    client.post(address("public_subscription_end", token(subscription.key, salt=END)))
    assert not PublicSubscription.objects.exists()


def test_the_form_says_the_same_whether_an_address_subscribes_already(client, published):
    ask = address("public_subscription_ask", published.board.slug)
    first = client.post(ask, {"address": "resident@example.org"})

    again = client.post(ask, {"address": "resident@example.org"})

    assert first["Location"] == again["Location"]
    assert OutgoingMail.objects.filter(address="resident@example.org").count() == 1


@pytest.mark.parametrize("name", ["public_subscription_confirm", "public_request_copy"])
def test_a_link_that_nobody_signed_leads_nowhere(client, name):
    assert client.get(address(name, signing.dumps("1", salt="other"))).status_code == 404


# --- Requests -------------------------------------------------------------------------------------
@pytest.fixture
def asked(client, published):
    published.board.public_access = "on_request"
    published.board.save()
    client.post(
        address("public_request_ask", published.board.slug),
        {"name": "A Resident", "address": "resident@example.org", "text": "The last agenda."},
    )
    return PublicRequest.objects.get()


def test_a_request_is_answered_with_a_link_to_the_public_copy_that_expires(client, published, asked):
    link = address("public_request_copy", token(asked.key, salt=COPY))
    assert client.get(link).status_code == 404
    sign_in(client, published.secretary)
    client.post(address("public_request_answer", asked.key), {"pack": published.pack.pk})
    client.logout()
    asked.refresh_from_db()

    page = client.get(link)
    file = client.get(address("public_copy_download", token(asked.key, salt=COPY), published.pack.number))

    assert asked.state == "answered"
    assert page.status_code == 200
    words = words_of(file)
    assert OPEN_WORD in words
    assert not [word for word in SECRETS if word in words]
    PublicRequest.objects.update(expires_at=asked.asked_at - timedelta(days=1))
    late = client.get(link)
    assert late.status_code == 404
    assert address("public_request_ask", published.board.slug) in late.content.decode()
    file = address("public_copy_download", token(asked.key, salt=COPY), published.pack.number)
    assert client.get(file).status_code == 404


def test_a_group_that_names_no_contact_leads_the_public_to_the_board_above(client, published):
    board = published.board
    group = make_board(by=published.secretary, name="Tasking Group", parent=board)
    page = address("public_board", group.slug)

    assert "Delphine Achterby" in client.get(page).content.decode()
    group.contact_email = "tasking@example.org"
    group.save()
    assert "Delphine Achterby" not in client.get(page).content.decode()


def test_where_there_is_nothing_to_hand_out_the_way_leads_to_refusing(client, published, asked):
    other = make_board(by=published.secretary, public_access="on_request")
    PublicRequest.objects.filter(pk=asked.pk).update(board=other)
    sign_in(client, published.secretary)

    page = client.get(address("public_request_answer", asked.key)).content.decode()

    assert address("public_request_refuse", asked.key) in page


def test_a_request_is_answered_once_and_whoever_comes_second_is_told(client, published, asked):
    sign_in(client, published.secretary)
    client.post(address("public_request_answer", asked.key), {"pack": published.pack.pk})

    for act, form in (("answer", {"pack": published.pack.pk}), ("refuse", {"reason": "No."})):
        late = client.post(address(f"public_request_{act}", asked.key), form, follow=True)
        assert late.redirect_chain[-1][0] == asked.get_absolute_url()
        said = late.content.decode()
        assert "This request was answered with a copy on" in said
        assert f"by {published.secretary}. Nothing more is sent." in said
    with pytest.raises(InvalidTransition, match="was answered with a copy"):
        public.refuse_copy(asked=asked, reason="No.", by=published.secretary, **NOW)
    assert OutgoingMail.objects.filter(address="resident@example.org").count() == 1


def test_a_refusal_needs_a_reason_and_is_sent(client, published, asked):
    sign_in(client, published.secretary)
    page = address("public_request_refuse", asked.key)

    empty = client.post(page, {"reason": ""})
    client.post(page, {"reason": "It is with the coroner. Ask again in May."})

    assert empty.status_code == 200
    asked.refresh_from_db()
    assert asked.state == "refused"
    assert OutgoingMail.objects.filter(address="resident@example.org").count() == 1


def test_who_asked_is_forgotten_a_year_after_the_answer(published, asked):
    public.refuse_copy(asked=asked, reason="No.", by=published.secretary, **NOW)

    public.forget_addresses(by=None, at=PLANNED_AT + timedelta(days=366))

    asked.refresh_from_db()
    assert (asked.name, asked.address, asked.text) == ("", "", "")


# --- Releases -------------------------------------------------------------------------------------
def release(world, restriction):
    return releases.release_restriction(
        restriction=restriction,
        reason="The case is closed.",
        built=releasing.build(restriction, on=PLANNED_ON),
        by=world.secretary,
        **NOW,
    )


def test_a_release_shows_the_pages_at_their_old_numbers_and_leaves_the_pack_alone(client, published):
    copies = {copy.file.sha256 for copy in published.pack.copies.all()}
    restriction = Restriction.objects.get(paper=published.places)

    release(published, restriction)

    made = PackRelease.objects.get()
    assert {copy.file.sha256 for copy in published.pack.copies.all()} == copies
    assert made.file.sha256 not in copies
    opened = PublicPack(published.pack)
    line = next(li for li in opened.lines if li.entry.paper_id == published.places.pk)
    reference, number = published.meeting.reference, published.pack.number
    page = client.get(address("public_paper", reference, number, published.places.key)).content.decode()
    file = words_of(client.get(address("public_pack_download", reference, number)))
    assert PLACES_WORD in page
    assert f"Page {line.entry.first_page}" in page
    assert PLACES_WORD in file
    assert COMPLAINT_WORD not in file
    assert "NOT FOR PUBLICATION" not in file
    assert "RELEASED (was OFFICIAL-SENSITIVE)" in file
    assert file.replace("RELEASED (was OFFICIAL-SENSITIVE)", "").count("OFFICIAL-SENSITIVE") == 0
    member = ReadPack(published.pack, published.member, on=PLANNED_ON)
    assert member.copy == made
    sign_in(client, published.member)
    assert status_of(client.get(made.get_absolute_url())) == 200
    assert "Released copy" in client.get(published.pack.get_absolute_url()).content.decode()


def test_a_release_is_told_to_subscribers_and_to_the_board_without_saying_what_it_shows(client, published):
    public.ask_to_subscribe(board=published.board, address="resident@example.org", at=PLANNED_AT)
    public.confirm_subscription(subscription=PublicSubscription.objects.get(), at=PLANNED_AT)

    release(published, Restriction.objects.get(paper=published.places))

    mail = OutgoingMail.objects.get(subject=f"Pages released later: {published.meeting}")
    text, headers = mail.unseal()
    assert mail.address == "resident@example.org"
    assert address("public_meeting", published.meeting.reference) in text
    assert "List-Unsubscribe" in headers
    assert not [word for word in SECRETS if word in mail.subject + text]
    told = Notice.objects.filter(kind="meetings.pages_released")
    members = {published.places_reader, published.complaint_reader, published.member}
    assert {notice.person for notice in told} >= members
    assert published.secretary not in {notice.person for notice in told}
    assert not [word for word in SECRETS for notice in told if word in notice.title]


def test_a_release_that_no_pack_shows_yet_and_one_of_a_closed_board_are_told_to_nobody_outside(
    client, world, quick_typesetting
):
    subscription = PublicSubscription.objects.create(
        board=world.board, address="resident@example.org", asked_at=PLANNED_AT, confirmed_at=PLANNED_AT
    )
    release(world, Restriction.objects.get(paper=world.places))
    make_pack(meeting=world.meeting, is_published=True, by=world.secretary)

    release(world, Restriction.objects.get(agenda_item=world.complaint_item))

    assert subscription.board.public_access != "open"
    assert not OutgoingMail.objects.filter(address="resident@example.org").exists()
    assert Notice.objects.filter(kind="meetings.pages_released", person=world.member).count() == 1


def test_lifting_alone_puts_nothing_before_the_public(client, published):
    restriction = Restriction.objects.get(paper=published.places)

    agendas.lift_restriction(restriction=restriction, by=published.secretary, **NOW)

    said = [words_of(client.get(page)) for page in pages(published)]
    assert not [word for word in SECRETS for each in said if word in each]


def test_a_second_release_holds_the_first_and_both_are_withdrawn_when_restricted_again(client, published):
    first = Restriction.objects.get(paper=published.places)
    release(published, first)
    release(published, Restriction.objects.get(agenda_item=published.complaint_item))
    newest = PackRelease.objects.first()
    assert set(newest.shows) >= {first.pk}
    assert (
        "Complaint known as Kestrel"
        in client.get(address("public_meeting", published.meeting.reference)).content.decode()
    )

    agendas.restrict_paper(
        paper=published.places,
        ground="personal",
        explanation="",
        review_on=PLANNED_ON + timedelta(days=90),
        seats=[published.places_seat],
        by=published.secretary,
        **NOW,
    )

    assert not PackRelease.objects.standing().exists()
    assert PLACES_WORD not in words_of(
        client.get(address("public_pack_download", published.meeting.reference, published.pack.number))
    )


def test_a_review_keeps_a_restriction_until_a_day_ahead_with_its_reason(client, published):
    restriction = Restriction.objects.get(paper=published.places)

    with pytest.raises(CannotBeDone):
        releases.keep_restriction(
            restriction=restriction, review_on=PLANNED_ON, reason="Still.", by=published.secretary, **NOW
        )
    releases.keep_restriction(
        restriction=restriction,
        review_on=PLANNED_ON + timedelta(days=60),
        reason="The trial is not over.",
        by=published.secretary,
        **NOW,
    )

    review = RestrictionReview.objects.get()
    assert (review.outcome, review.review_on) == ("kept", PLANNED_ON + timedelta(days=60))
    sign_in(client, published.secretary)
    detail = client.get(address("restriction_detail", restriction.pk)).content.decode()
    listed = client.get(address("restriction_list")).content.decode()
    assert "The trial is not over." in detail
    assert str(published.places) in listed
    released = client.post(address("restriction_release", restriction.pk), {"reason": "It is over."})
    assert released.status_code == 302
    assert PackRelease.objects.count() == 1


def test_only_the_secretariat_reviews_restrictions(client, published):
    restriction = Restriction.objects.get(paper=published.places)
    sign_in(client, published.places_reader)

    answers = [
        client.get(address(name, *keys)).status_code
        for name, keys in (
            ("restriction_list", ()),
            ("restriction_detail", (restriction.pk,)),
            ("restriction_release", (restriction.pk,)),
            ("public_request_list", ()),
        )
    ]

    assert answers == [403] * 4


def test_a_later_paper_does_not_change_what_is_public(client, published):
    make_report(item=published.strategy_item, title="Draft of tomorrow", by=published.secretary)

    assert (
        "Draft of tomorrow"
        not in client.get(address("public_meeting", published.meeting.reference)).content.decode()
    )
