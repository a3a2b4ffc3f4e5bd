"""Destroying that holds, changing master keys, and restoring a backup."""

import json
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from isp_requests import door, keeping, sealing
from isp_requests.checks import check_master_keys
from isp_requests.identity import as_person, everything
from isp_requests.models import SealedSection, SectionKey
from isp_requests.states.answer import State
from isp_requests.workflow import disclosures, requests
from tests.isp_requests.factories_sealed import ON, WHEN, bring_to, make_draft, make_sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.ISP_JOURNAL_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def keys(settings):
    settings.ISP_KEKS = [urlsafe_b64encode(secrets.token_bytes(32)).decode()]
    return settings


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def restore(section: SealedSection, key: SectionKey) -> None:
    """Put back what a backup of before has."""
    with everything():
        key.save(force_insert=True)
        SealedSection.objects.filter(pk=section.pk).update(blob=section.blob, key=key, destroyed_at=None)


def test_a_key_is_overwritten_before_it_is_removed(sides):
    draft = make_draft(sides)
    with as_person(sides.requester, on=ON):
        section = draft.sections.first()
        with CaptureQueriesContext(connection) as queries:
            keeping.destroy(section, at=WHEN["at"])

    touching = [
        q["sql"].split()[0] for q in queries if "sectionkey" in q["sql"] and "SELECT" not in q["sql"][:6]
    ]
    assert touching[:2] == ["UPDATE", "DELETE"]


def test_what_was_destroyed_and_came_back_with_a_backup_is_destroyed_again(
    sides, keys, django_capture_on_commit_callbacks
):
    asked = bring_to(sides, State.IN_USE)
    with everything():
        disclosure = asked.disclosures.get()
        before = SealedSection.objects.select_related("key").get(record=disclosure.pk)
    with django_capture_on_commit_callbacks(execute=True):
        disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)
    restore(before, before.key)
    with as_person(sides.requester, on=ON):
        assert door.unseal(disclosure, "disclosed", by=sides.requester, **WHEN)["text"]

    said = run("isp_replay_destructions")

    assert "1 sections destroyed again" in said
    with as_person(sides.requester, on=ON):
        assert door.unseal(disclosure, "disclosed", by=sides.requester, **WHEN) == {}
    with everything():
        assert not SectionKey.objects.filter(pk=before.key_id).exists()
    assert "0 sections destroyed again, 1 were gone" in run("isp_replay_destructions")


def later(minutes: int) -> dict:
    return WHEN | {"at": WHEN["at"] + timedelta(minutes=minutes)}


def test_what_a_backup_has_from_before_it_was_written_anew_is_destroyed_again_too(
    sides, keys, django_capture_on_commit_callbacks
):
    draft = make_draft(sides)
    with everything():
        before = SealedSection.objects.select_related("key").get(record=draft.pk, name="needed")
    saved = requests.save_step(
        sharing_request=draft,
        step="needed",
        version=draft.version,
        fields={},
        words={"needed": "Other."},
        by=sides.requester,
        **later(5),
    )
    with django_capture_on_commit_callbacks(execute=True):
        requests.discard(sharing_request=saved, by=sides.requester, **later(9))
    restore(before, before.key)
    with as_person(sides.requester, on=ON):
        assert door.unseal(draft, "needed", by=sides.requester, **WHEN)["needed"]

    run("isp_replay_destructions")

    with as_person(sides.requester, on=ON):
        assert door.unseal(draft, "needed", by=sides.requester, **WHEN) == {}


def test_what_a_backup_has_from_before_it_was_supplied_is_destroyed_with_the_decision_it_stood_in(
    sides, keys, django_capture_on_commit_callbacks
):
    asked = bring_to(sides, State.DECIDED)
    with everything():
        decision = asked.decisions.get()
        before = SealedSection.objects.select_related("key").get(record=decision.pk, name="handling")
    with django_capture_on_commit_callbacks(execute=True):
        disclosures.supply(asked=asked, by=sides.officer, **later(5))
    restore(before, before.key)

    run("isp_replay_destructions")

    with as_person(sides.officer, on=ON):
        assert door.unseal(decision, "handling", by=sides.officer, **WHEN) == {}


def test_what_was_written_after_a_destruction_is_not_destroyed_with_it(
    sides, keys, django_capture_on_commit_callbacks
):
    asked = bring_to(sides, State.DECIDED)
    with django_capture_on_commit_callbacks(execute=True):
        disclosures.supply(asked=asked, by=sides.officer, **later(5))
    with everything():
        decision = asked.decisions.get()

    run("isp_replay_destructions")

    with as_person(sides.officer, on=ON):
        kept = door.unseal(decision, "handling", by=sides.officer, **WHEN)
    assert kept["summary"]
    assert "disclosed" not in kept


def test_a_journal_that_is_not_there_is_said_to_hold_nothing(journal: Path):
    assert "holds nothing" in run("isp_replay_destructions")


def test_a_destruction_that_was_rolled_back_is_told_apart(sides, journal):
    draft = make_draft(sides)
    with as_person(sides.requester, on=ON):
        section = draft.sections.first()
    with suppress(RuntimeError), as_person(sides.requester, on=ON):
        keeping.destroy(section, at=WHEN["at"])
        raise RuntimeError

    assert "1 were begun and perhaps never finished" in run("isp_replay_destructions")
    with everything():
        assert SealedSection.objects.get(pk=section.pk).key is not None
    assert "1 sections destroyed again" in run("isp_replay_destructions", "--unconfirmed")


def test_a_journal_that_cannot_be_read_stops_rather_than_guesses(journal: Path):
    (journal / "destroyed-2016-03.jsonl").write_text("nonsense\n")

    with pytest.raises(CommandError, match="Line 1 of destroyed-2016-03.jsonl"):
        run("isp_replay_destructions")


def test_the_journal_names_nobody(sides, journal, django_capture_on_commit_callbacks):
    draft = make_draft(sides)
    with django_capture_on_commit_callbacks(execute=True):
        requests.discard(sharing_request=draft, by=sides.requester, **WHEN)

    lines = [json.loads(line) for path in journal.glob("*.jsonl") for line in path.read_text().splitlines()]
    assert {frozenset(line) for line in lines} == {frozenset({"section", "key", "at", "state"})}
    assert {line["state"] for line in lines} == {"intended", "done"}


def test_a_new_master_key_takes_over_and_the_old_one_can_go(sides, keys):
    (old,) = keys.ISP_KEKS
    sent = make_sent(sides)
    with everything():
        content = {each.pk: bytes(each.blob) for each in SealedSection.objects.filter(sharing_request=sent)}
    keys.ISP_KEKS = [new := urlsafe_b64encode(secrets.token_bytes(32)).decode(), old]

    # Other tests' sections in this database were sealed by keys that are not here.
    result = keeping.rotate()

    assert result.rewrapped == len(content)
    keys.ISP_KEKS = [new]
    with as_person(sides.requester, on=ON):
        assert door.unseal(sent, "needed", by=sides.requester, **WHEN)
    with everything():
        assert content == {
            each.pk: bytes(each.blob) for each in SealedSection.objects.filter(sharing_request=sent)
        }
    assert keeping.rotate().rewrapped == 0


def test_a_change_broken_off_half_way_loses_nothing_and_is_run_again(sides, keys, monkeypatch):
    (old,) = keys.ISP_KEKS
    sent = make_sent(sides)
    keys.ISP_KEKS = [new := urlsafe_b64encode(secrets.token_bytes(32)).decode(), old]
    monkeypatch.setattr(keeping, "ROTATED_AT_ONCE", 2)
    calls = []

    def dies(wrapped, *, place, rewrap=sealing.rewrap):
        calls.append(place)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return rewrap(wrapped, place=place)

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "rewrap", dies)
        with pytest.raises(KeyboardInterrupt):
            keeping.rotate()

    # Half of the keys are under the new master key: with both there everything opens, with one it refuses.
    with as_person(sides.requester, on=ON):
        sections = list(sent.sections.select_related("key"))
        door.unseal_sections([s for s in sections if s.name != "file"], by=sides.requester, **WHEN)
        for only in ([new], [old]):
            keys.ISP_KEKS = only
            with pytest.raises(sealing.DoesNotOpen, match="is not in ISP_KEKS"):
                door.unseal_sections(sections, by=sides.requester, **WHEN)
    keys.ISP_KEKS = [new, old]
    keeping.rotate()
    keys.ISP_KEKS = [new]
    with as_person(sides.requester, on=ON):
        door.unseal_sections(list(sent.sections.select_related("key")), by=sides.requester, **WHEN)


def test_keys_that_cannot_be_unwrapped_are_named_and_left(sides, keys):
    make_sent(sides)
    keys.ISP_KEKS = [urlsafe_b64encode(secrets.token_bytes(32)).decode()]

    with pytest.raises(CommandError, match="could not be unwrapped"):
        run("isp_rotate_keys")


def test_nothing_is_written_without_a_master_key(sides, keys):
    draft = make_draft(sides)
    keys.ISP_KEKS = []

    with pytest.raises(sealing.KeysMissing):
        requests.save_step(
            sharing_request=draft,
            step="needed",
            version=draft.version,
            fields={},
            words={"needed": "x"},
            by=sides.requester,
            **WHEN,
        )
    with pytest.raises(CommandError, match="ISP_KEKS is empty"):
        run("isp_rotate_keys")


def test_production_does_not_start_without_master_keys(settings):
    settings.DEMONSTRATION = False
    settings.ISP_KEKS = []

    assert [fault.id for fault in check_master_keys(None)] == ["isp_requests.E001"]


def test_a_made_up_master_key_is_one(settings):
    settings.ISP_KEKS = [run("isp_key").strip()]

    assert len(sealing.masters()) == 1


def test_writing_a_section_anew_leaves_no_key_of_the_old_one(sides):
    draft = make_draft(sides)
    with as_person(sides.requester, on=ON):
        before = draft.sections.get(name="needed").key_id
        count = SectionKey.objects.count()
        keeping.keep(draft, "needed", {"needed": "Other."}, by=sides.requester, at=WHEN["at"])

        assert not SectionKey.objects.filter(pk=before).exists()
        assert SectionKey.objects.count() == count
