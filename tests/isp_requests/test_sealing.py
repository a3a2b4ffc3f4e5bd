"""What is sealed opens in its own place, unchanged, with its own keys, and in no other case."""

import ast
import secrets
import uuid
from base64 import urlsafe_b64encode
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from isp_requests import sealing
from isp_requests.sealing import DoesNotOpen, KeysMissing, Place, Sealed
from tests.architecture.code import PACKAGES, ROOT, files

OWNER, ANSWER = uuid.UUID(int=5), uuid.UUID(int=6)
PLACE = Place("isp_requests.sharingrequest", uuid.UUID(int=1), "needed", uuid.UUID(int=2), OWNER)
PLACES = [
    Place(model, uuid.UUID(int=record), section, uuid.UUID(int=key), OWNER)
    for model, record, section, key in product(
        ("isp_requests.sharingrequest", "isp_requests.concerned", "isp_requests.sharingreques"),
        (1, 2),
        ("needed", "person", "tneeded"),
        (3, 4),
    )
]


def master() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


@given(content=st.one_of(st.binary(max_size=2000), st.text(max_size=500).map(str.encode)))
def test_what_was_sealed_is_what_opens(content):
    assert sealing.unseal_bytes(sealing.seal(content, place=PLACE), place=PLACE) == content


@pytest.mark.parametrize("content", [b"", b"\x00" * 3, b"x" * 10_000_000], ids=["empty", "null", "10 MB"])
def test_empty_and_large_content_opens(content):
    assert sealing.unseal_bytes(sealing.seal(content, place=PLACE), place=PLACE) == content


def test_no_swap_of_model_record_section_or_key_opens():
    sealed = {place: sealing.seal(b"secret", place=place) for place in PLACES}

    for of, at in product(PLACES, PLACES):
        if of == at:
            assert sealing.unseal_bytes(sealed[of], place=at) == b"secret"
            continue
        # The whole moved, the content alone, the key alone.
        for moved in (
            sealed[of],
            Sealed(sealed[of].blob, sealed[at].wrapped_key),
            Sealed(sealed[at].blob, sealed[of].wrapped_key),
        ):
            with pytest.raises(DoesNotOpen):
                sealing.unseal_bytes(moved, place=at)


@pytest.mark.parametrize(
    "elsewhere",
    [replace(PLACE, owner=ANSWER), replace(PLACE, answer=ANSWER), replace(PLACE, owner=ANSWER, answer=OWNER)],
)
def test_a_record_moved_with_its_key_to_another_request_or_answer_does_not_open(elsewhere):
    sealed = sealing.seal(b"secret", place=PLACE)

    with pytest.raises(DoesNotOpen):
        sealing.unseal_bytes(sealed, place=elsewhere)


def test_a_key_of_the_first_version_opens_and_is_wrapped_anew_as_keys_are_today(monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(sealing, "KEY_VERSION", sealing.FIRST_KEY_VERSION)
        sealed = sealing.seal(b"secret", place=PLACE)

    wrapped = sealing.rewrap(sealed.wrapped_key, place=PLACE)

    assert sealing.unseal_bytes(sealed, place=PLACE) == b"secret"
    assert sealing.unseal_bytes(Sealed(sealed.blob, wrapped), place=PLACE) == b"secret"
    with pytest.raises(DoesNotOpen):
        sealing.unseal_bytes(Sealed(sealed.blob, wrapped), place=replace(PLACE, owner=ANSWER))


def test_a_changed_byte_anywhere_is_noticed():
    sealed = sealing.seal(b"a safe address", place=PLACE)

    for name in ("blob", "wrapped_key"):
        whole = getattr(sealed, name)
        for position in range(len(whole)):
            changed = bytearray(whole)
            changed[position] ^= 1 << (position % 8)
            with pytest.raises(DoesNotOpen):
                sealing.unseal_bytes(replace(sealed, **{name: bytes(changed)}), place=PLACE)


@hypothesis_settings(max_examples=300)
@given(data=st.data())
def test_cut_or_lengthened_or_made_up_bytes_do_not_open(data):
    sealed = sealing.seal(b"a safe address", place=PLACE)
    name = data.draw(st.sampled_from(["blob", "wrapped_key"]))
    whole = getattr(sealed, name)
    other = data.draw(
        st.one_of(
            st.integers(0, len(whole) - 1).map(lambda n: whole[:n]),
            st.binary(min_size=1, max_size=20).map(lambda more: whole + more),
            st.binary(max_size=len(whole) + 10).filter(lambda made_up: made_up != whole),
        )
    )

    with pytest.raises(DoesNotOpen):
        sealing.unseal_bytes(replace(sealed, **{name: other}), place=PLACE)


def test_each_seal_has_a_key_and_a_nonce_of_its_own():
    sealed = [sealing.seal(b"the same", place=PLACE) for _ in range(200)]

    assert len({each.blob for each in sealed}) == len({each.wrapped_key for each in sealed}) == 200
    assert not any(b"the same" in each.blob for each in sealed)


def test_text_in_the_clear_is_not_taken_for_a_seal():
    sealed = sealing.seal(b"secret", place=PLACE)

    with pytest.raises(DoesNotOpen):
        sealing.unseal_bytes(replace(sealed, blob=b"Alice, 1 Safe Road"), place=PLACE)


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ([], "empty"),
        ([""], "32 bytes"),
        (["short"], "32 bytes"),
        ([urlsafe_b64encode(b"x" * 31).decode()], "32 bytes"),
        ([master() + "="], "32 bytes"),
        ([urlsafe_b64encode(b"x" * 32).decode()] * 2, "twice"),
    ],
)
def test_keys_that_are_none_are_refused_plainly(settings, keys, fault):
    settings.ISP_KEKS = keys

    with pytest.raises(KeysMissing, match=fault):
        sealing.seal(b"secret", place=PLACE)


def test_a_missing_master_key_is_named_and_nothing_else_is_tried(settings):
    settings.ISP_KEKS = [first := master()]
    sealed = sealing.seal(b"secret", place=PLACE)
    settings.ISP_KEKS = [master()]

    with pytest.raises(DoesNotOpen) as fault:
        sealing.unseal_bytes(sealed, place=PLACE)

    (identity,) = sealing.parse_masters([first])
    assert identity.hex() in str(fault.value)
    assert first not in str(fault.value)


def test_the_first_master_key_seals_and_the_others_still_open(settings):
    settings.ISP_KEKS = [old := master()]
    sealed = sealing.seal(b"secret", place=PLACE)
    settings.ISP_KEKS = [new := master(), old]

    assert sealing.unseal_bytes(sealed, place=PLACE) == b"secret"
    (identity,) = sealing.parse_masters([new])
    assert sealing.seal(b"secret", place=PLACE).wrapped_key[1:9] == identity


def test_rewrapping_changes_the_key_alone_and_only_once(settings):
    settings.ISP_KEKS = [old := master()]
    sealed = sealing.seal(b"secret", place=PLACE)
    settings.ISP_KEKS = [new := master(), old]

    wrapped = sealing.rewrap(sealed.wrapped_key, place=PLACE)

    assert wrapped is not None
    assert sealing.rewrap(wrapped, place=PLACE) is None
    settings.ISP_KEKS = [new]
    assert sealing.unseal_bytes(Sealed(sealed.blob, wrapped), place=PLACE) == b"secret"
    with pytest.raises(DoesNotOpen):
        sealing.rewrap(sealed.wrapped_key, place=PLACE)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def test_nothing_but_the_door_opens_a_seal():
    ciphers, sealings, openers = set(), set(), set()
    for path in files(".py", under=PACKAGES):
        name = path.relative_to(ROOT).as_posix()
        imported = _imports(path)
        if any("hazmat.primitives.ciphers" in each for each in imported):
            ciphers.add(name)
        if "isp_requests.sealing" in imported:
            sealings.add(name)
        if "unseal_bytes" in path.read_text() or "AESGCM" in path.read_text():
            openers.add(name)

    assert ciphers == {"isp_requests/sealing.py"}
    assert openers == {"isp_requests/sealing.py", "isp_requests/door.py"}
    assert sealings == {
        "isp_requests/checks.py",
        "isp_requests/door.py",
        "isp_requests/keeping.py",
        "isp_requests/management/commands/isp_key.py",
        "isp_requests/management/commands/isp_rotate_keys.py",
    }
