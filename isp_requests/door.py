"""
The one door to what is sealed: it asks the policy, opens, records the reading, and only then gives it.

If the reading cannot be recorded nothing is given. A test holds that nothing else opens a seal.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import models

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from isp_requests import sealing
from isp_requests.keeping import place_of, sections_of
from isp_requests.models import SealedSection, SharedFile
from isp_requests.policies import matters
from isp_requests.policies import sharing as policies
from isp_requests.states.matter import Event as MatterEvent
from isp_requests.states.sharing_request import Event


def unseal(record_: models.Model, name: str, *, by: User, at: datetime, on: date) -> dict[str, Any]:
    """
    Give one section of a record, or nothing in it when it was never written or is destroyed.

    :raises Refused: if this person may not read it
    :raises DoesNotOpen: if it was changed, moved, or its master key is not here
    """
    section = sections_of(record_).filter(name=name).first()
    if section is None:
        return {}
    return unseal_sections([section], by=by, at=at, on=on)[section.pk]


def unseal_sections(
    sections: Iterable[SealedSection], *, by: User, at: datetime, on: date
) -> dict[Any, dict[str, Any]]:
    """
    Give several sections of one page, by their keys, with one entry in the audit that names them.

    :raises Refused: if this person may not read one of them
    :raises DoesNotOpen: if one was changed, moved, or its master key is not here
    """
    wanted = list(sections)
    opened = _open(wanted, by=by, at=at, on=on)
    return {pk: json.loads(content) for pk, content in opened.items()}


def unseal_file(file: SharedFile, *, by: User, at: datetime, on: date) -> tuple[bytes, str]:
    """
    Give the content of a file and its name.

    :raises Refused: if this person may not read it
    :raises DoesNotOpen: if it was changed, moved, or its master key is not here
    """
    sections = {section.name: section for section in sections_of(file)}
    if sections.keys() != {"file", "name"}:
        raise sealing.DoesNotOpen("This file is destroyed.")
    opened = _open(list(sections.values()), by=by, at=at, on=on)
    name = json.loads(opened[sections["name"].pk])["name"]
    return opened[sections["file"].pk], str(name)


def _whose(
    section: SealedSection, *, by: User, on: date
) -> tuple[models.Model, str, Callable[[SealedSection], None], str]:
    """Say what a section belongs to, on whose chain its reading is recorded, and who is asked whether it may be."""
    if section.matter is not None:
        rule = partial(matters.read_section.enforce, by, on=on)
        return section.matter, policies.chain_of(section.matter.organisation_id), rule, MatterEvent.READ
    sharing_request = section.sharing_request
    assert sharing_request is not None  # noqa: S101 - the database holds that it belongs to one of the two
    sight = policies.sight(by, sharing_request, on=on)
    rule = partial(policies.read_section.enforce, by, on=on, sight=sight)
    return sharing_request, sight.chain, rule, Event.READ


def _open(sections: list[SealedSection], *, by: User, at: datetime, on: date) -> dict[Any, bytes]:
    if not sections:
        return {}
    if len({(section.sharing_request_id, section.matter_id) for section in sections}) != 1:
        raise ValueError("Sections of several requests are read one request at a time.")
    subject, chain, may_read, event = _whose(sections[0], by=by, on=on)
    opened = {}
    for section in sections:
        may_read(section)
        if section.key is None:
            raise sealing.DoesNotOpen("This section is destroyed.")
        sealed = sealing.Sealed(bytes(section.blob), bytes(section.key.wrapped))
        opened[section.pk] = sealing.unseal_bytes(sealed, place=place_of(section))
    record(
        event,
        actor=by,
        subject=subject,
        at=at,
        chain=chain,
        sections=sorted({section.name for section in sections}),
        answers=sorted({str(section.asked_id) for section in sections if section.asked_id}),
    )
    return opened
