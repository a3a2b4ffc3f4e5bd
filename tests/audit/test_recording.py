"""What may be said in the audit, and what the database adds to it."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from csp_portal.audit.models import AppendOnly, AuditEvent
from csp_portal.audit.recording import (
    ACCESS_CHAIN,
    NotForTheAudit,
    NotRecorded,
    record,
    record_failed_sign_in,
    record_refusal,
)
from csp_portal.audit.verification import verify

AT = datetime(2016, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_entries_of_a_chain_are_numbered_and_linked_by_the_database(add):
    first, second = add(2)

    assert (first.number, second.number) == (1, 2)
    assert bytes(first.previous_hash) == bytes(32)
    assert bytes(second.previous_hash) == bytes(first.hash)
    assert abs((timezone.now() - second.recorded_at).total_seconds()) < 60


@pytest.mark.django_db
def test_an_entry_names_the_record_by_its_key(chain):
    subject = ContentType.objects.first()

    event = record("portal.thing.done", actor=None, subject=subject, at=AT, chain=chain)

    assert (event.subject_type, event.subject_pk) == ("contenttypes.contenttype", str(subject.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (12, 12),
        (True, True),
        (None, None),
        ("", ""),
        ("co_chair", "co_chair"),
        ("ISR-0042/2", "ISR-0042/2"),
        (date(2016, 3, 17), "2016-03-17"),
        (datetime(2016, 3, 17, 10, tzinfo=UTC), "2016-03-17T10:00:00+00:00"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (Decimal("4.50"), "4.50"),
        ([1, "agreed"], [1, "agreed"]),
        ((3, 4), [3, 4]),
    ],
)
def test_keys_codes_and_dates_are_kept(chain, value, kept):
    event = record("portal.thing.done", actor=None, subject=None, at=AT, chain=chain, value=value)

    assert AuditEvent.objects.get(pk=event.pk).details == {"value": kept}


@pytest.mark.parametrize(
    "value",
    [
        "Anna Berg",
        "anna@example.org",
        "two\nlines",
        "-- ",
        "x" * 101,
        1.5,
        b"bytes",
        {"name": "nested"},
        [[1]],
        [1, "with a space"],
        list(range(201)),
        object(),
    ],
)
def test_anything_that_could_be_personal_content_is_refused_without_repeating_it(value):
    with pytest.raises(NotForTheAudit) as refusal:
        record("portal.thing.done", actor=None, subject=None, at=AT, value=value)

    assert "Anna" not in str(refusal.value)
    assert "anna@" not in str(refusal.value)


@pytest.mark.parametrize("kind", ["", "done", "Portal.Done", "portal done", "portal.thing."])
def test_a_kind_is_a_dotted_name(kind):
    with pytest.raises(NotForTheAudit):
        record(kind, actor=None, subject=None, at=AT)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(NotForTheAudit):
        record("portal.thing.done", actor=None, subject=None, at=datetime(2016, 3, 1))  # noqa: DTZ001


def test_a_record_that_was_not_saved_is_refused():
    with pytest.raises(NotForTheAudit):
        record("portal.thing.done", actor=None, subject=ContentType(), at=AT)


def test_more_than_twenty_details_are_refused():
    with pytest.raises(NotForTheAudit):
        record("portal.thing.done", actor=None, subject=None, at=AT, **{f"d{n}": n for n in range(21)})


@pytest.mark.django_db
def test_a_failed_sign_in_keeps_a_keyed_hash_of_the_address_and_not_the_address():
    event = record_failed_sign_in(address=" Anna.Berg@Example.org ", at=AT)

    again = record_failed_sign_in(address="anna.berg@example.org", at=AT)

    assert event.chain == ACCESS_CHAIN
    assert "berg" not in str(event.details).lower()
    assert event.details == again.details


@pytest.mark.django_db
def test_the_secret_key_is_part_of_the_hash_of_an_address(settings):
    event = record_failed_sign_in(address="anna.berg@example.org", at=AT)

    settings.SECRET_KEY = "another-secret-key-another-secret-key-another-secret"
    other = record_failed_sign_in(address="anna.berg@example.org", at=AT)

    assert event.details != other.details


@pytest.mark.django_db
def test_a_refusal_keeps_the_name_of_the_view():
    event = record_refusal(actor=None, view="meetings:paper_detail", method="GET", at=AT)

    assert event.details == {"view": "meetings:paper_detail", "method": "GET"}


@pytest.mark.django_db
def test_the_model_says_no_to_changes_before_the_database_does(add):
    (event,) = add()

    for change in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(kind="x.y")


@pytest.mark.django_db(transaction=True)
def test_people_who_record_at_once_get_numbers_without_gap_or_double(chain):
    def work():
        try:
            for _ in range(10):
                with transaction.atomic():
                    record("portal.thing.done", actor=None, subject=None, at=AT, chain=chain)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    report = verify(at=timezone.now(), only=chain)
    assert (report.entries, report.faults) == (40, [])


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_was_rolled_back_leaves_no_gap(chain):
    with transaction.atomic():
        record("portal.thing.done", actor=None, subject=None, at=AT, chain=chain)
        transaction.set_rollback(True)

    event = record("portal.thing.done", actor=None, subject=None, at=AT, chain=chain)

    assert event.number == 1


@pytest.mark.django_db
def test_an_entry_that_the_database_let_drop_stops_what_it_was_to_record(monkeypatch):
    monkeypatch.setattr(AuditEvent, "save", lambda self, **options: None)

    with pytest.raises(NotRecorded):
        record("portal.thing.done", actor=None, subject=None, at=AT)
