"""The drill: back up by a real dump, destroy, restore, replay the journal, and try to read; with every fault of keys."""

import secrets
import shutil
from base64 import urlsafe_b64encode
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from isp_requests import door, keeping, sealing
from isp_requests.identity import as_person, everything
from isp_requests.models import Disclosure, PersonKey, SectionKey
from isp_requests.states.answer import State
from isp_requests.workflow import disclosures, people
from tests.isp_requests.factories_sealed import CANARY, ON, WHEN, bring_to, make_sides
from tests.servers import dumped

TABLES = ("isp_requests_sectionkey", "isp_requests_sealedsection", "isp_requests_personkey")


def new_key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def dump() -> str:
    return dumped("--data-only", "--inserts", *(f"--table={name}" for name in TABLES))


def restore(dumped: str) -> None:
    """Put back what stood in the tables when they were dumped, and nothing of what came after."""
    lines = [line for line in dumped.splitlines() if line.startswith("INSERT INTO")]
    with everything(), connection.cursor() as cursor:
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        for table in TABLES:
            for line in lines:
                if line.startswith(f"INSERT INTO public.{table} "):
                    cursor.execute(line.replace("%", "%%"))


def read(disclosure: Disclosure, sides) -> dict:
    with as_person(sides.requester, on=ON):
        return door.unseal(disclosure, "disclosed", by=sides.requester, **WHEN)


def found(sides) -> int:
    return len(people.look_for(name=CANARY, born=None, by=sides.holding_spoc, **WHEN))


@pytest.mark.django_db(transaction=True)
def test_what_was_destroyed_stays_destroyed_through_a_dump_a_restore_and_every_fault_of_keys(
    settings, tmp_path
):
    settings.ISP_JOURNAL_DIR = str(tmp_path / "journal")
    settings.ISP_KEKS = [old := new_key()]
    sides = make_sides()
    asked, other = bring_to(sides, State.IN_USE), bring_to(sides, State.IN_USE)
    with everything():
        destroyed, kept = asked.disclosures.get(), other.disclosures.get()
        person = asked.sharing_request.people.get()

    # What was dumped tells nobody anything, in letters or in bytes.
    dumped = dump()
    assert len(dumped) > 10_000
    for word in (CANARY, CANARY.encode().hex(), "Quagga", old):
        assert word not in dumped

    # Destroyed: the disclosure as it is in life, and the person as retention will do it.
    disclosures.certify(asked=asked, ending="destroyed", by=sides.requester, **WHEN)
    with as_person(sides.requester, on=ON):
        keeping.destroy(keeping.sections_of(person).get(), at=WHEN["at"])
    assert (read(destroyed, sides), found(sides)) == ({}, 1)

    # Restored from before: without the journal it would all be back.
    restore(dumped)
    assert read(destroyed, sides)["text"]
    assert found(sides) == 2

    # With its keys missing or wrong the restored copy opens to nobody, journal or not.
    for keys, fault in (([], sealing.KeysMissing), ([new_key()], sealing.DoesNotOpen)):
        settings.ISP_KEKS = keys
        with pytest.raises(fault):
            read(destroyed, sides)
    settings.ISP_KEKS = [old]

    # The journal is replayed, twice as somebody unsure does, and nothing more than was destroyed goes.
    for _ in range(2):
        call_command("isp_replay_destructions", stdout=StringIO())
    assert (read(destroyed, sides), found(sides)) == ({}, 1)
    assert read(kept, sides)["text"]
    with everything():
        assert not keeping.sections_of(destroyed).exists()
        assert not PersonKey.objects.filter(concerned=person).exists()

    # The master key changes and breaks off half-way; then it ends, and the old one is retired.
    settings.ISP_KEKS = [new := new_key(), old]
    with everything():
        count = SectionKey.objects.count()
    half_way(count // 2)
    assert read(kept, sides)["text"]
    assert read(destroyed, sides) == {}
    keeping.rotate()
    settings.ISP_KEKS = [new]
    assert read(kept, sides)["text"]

    # Even with the journal lost: the old dump comes back under a master key that there is no more.
    shutil.rmtree(Path(settings.ISP_JOURNAL_DIR))
    restore(dumped)
    for disclosure in (destroyed, kept):
        with pytest.raises(sealing.DoesNotOpen, match="is not in ISP_KEKS"):
            read(disclosure, sides)


def half_way(number: int) -> None:
    """Change the master key of so many sections, and die."""
    calls = iter(range(number))

    def dies(wrapped, *, place, rewrap=sealing.rewrap):
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return rewrap(wrapped, place=place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "ROTATED_AT_ONCE", 2)
        patch.setattr(sealing, "rewrap", dies)
        with pytest.raises(KeyboardInterrupt):
            keeping.rotate()
