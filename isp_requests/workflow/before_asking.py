"""What happens before a request: the guide is followed, and the register of data sets is kept (ISP 4.8, appendices C, D)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.audit.recording import record
from csp_portal.core.versions import check_version
from csp_portal.core.workflow import CannotBeDone, save
from isp_requests import guide
from isp_requests.models import DataSet, DataSetSupply, GuideAnswer
from isp_requests.policies import protocol as policies
from isp_requests.states.edition import Event


@transaction.atomic
def keep_guide_answer(*, answers: Mapping[str, str], by: User, at: datetime, on: date) -> GuideAnswer:
    """
    Keep how the five questions were answered, and what the guide advised.

    :raises Refused: if this person has no duty in the protocol
    :raises CannotBeDone: if a question is still open
    """
    policies.read_protocol.enforce(by, on=on)
    known = {question.key for question in guide.QUESTIONS}
    kept = {key: value for key, value in answers.items() if key in known}
    advice = guide.advise(kept)
    if advice is None:
        raise CannotBeDone("Answer the open question first.")
    answer = GuideAnswer.objects.create(person=by, answers=kept, advice=advice, answered_at=at)
    record(Event.GUIDE_FOLLOWED, actor=by, subject=answer, at=at, advice=advice)
    return answer


@transaction.atomic
def keep_procedure(*, procedure: str, by: User, at: datetime, on: date) -> GuideAnswer:
    """
    Keep that another procedure applies to what somebody wanted to ask, and which.

    :raises Refused: if this person has no duty in the protocol
    :raises CannotBeDone: if it is this form after all, or there is no such procedure
    """
    policies.read_protocol.enforce(by, on=on)
    if procedure not in guide.ELSEWHERE:
        raise CannotBeDone("Choose what it is about.")
    advice = guide.Advice.OTHER_PROCEDURE
    answer = GuideAnswer.objects.create(
        person=by, answers={guide.PROCEDURE: procedure}, advice=advice, answered_at=at
    )
    record(Event.GUIDE_FOLLOWED, actor=by, subject=answer, at=at, advice=advice, procedure=procedure)
    return answer


@transaction.atomic
def enter_data_set(*, supplier: str, name: str, by: User, at: datetime, on: date, **fields: Any) -> DataSet:
    """
    Enter a set of depersonalised data into the register.

    :raises Refused: if this person does not run the protocol
    :raises CannotBeDone: if it is there already
    """
    policies.run_protocol.enforce(by, on=on)
    if DataSet.objects.filter(supplier=supplier, name=name).exists():
        raise CannotBeDone("That supplier's set is in the register already.")
    data_set = DataSet(supplier=supplier, name=name, **fields)
    save(data_set, by=by, at=at)
    record(Event.DATA_SET_ENTERED, actor=by, subject=data_set, at=at)
    return data_set


@transaction.atomic
def change_data_set(
    *, data_set: DataSet, version: int, by: User, at: datetime, on: date, **fields: Any
) -> DataSet:
    """
    Change what the register says of a set.

    :raises Refused: if this person does not run the protocol
    :raises EditConflict: if somebody else changed it in between
    """
    data_set = DataSet.objects.select_for_update().get(pk=data_set.pk)
    policies.run_protocol.enforce(by, on=on)
    check_version(data_set, version, fields)
    for field, value in fields.items():
        setattr(data_set, field, value)
    data_set.version += 1
    save(data_set, by=by, at=at)
    record(Event.DATA_SET_CHANGED, actor=by, subject=data_set, at=at, fields=sorted(fields))
    return data_set


@transaction.atomic
def record_supply(*, data_set: DataSet, supplied_on: date, by: User, at: datetime, on: date) -> DataSetSupply:
    """
    Record that a set was supplied.

    :raises Refused: if this person does not run the protocol
    :raises CannotBeDone: if the day lies ahead
    """
    policies.run_protocol.enforce(by, on=on)
    if supplied_on > on:
        raise CannotBeDone("The day of supply cannot lie ahead.")
    supply = DataSetSupply.objects.create(
        data_set=data_set, supplied_on=supplied_on, recorded_by=by, recorded_at=at
    )
    record(Event.DATA_SET_SUPPLIED, actor=by, subject=data_set, at=at, supplied_on=supplied_on)
    return supply
