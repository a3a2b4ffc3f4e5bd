"""What officers do before they ask or answer, and who stands in for a single point of contact (ISP 7.4, 10.5)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from csp_portal.accounts.models import Organisation, User
from csp_portal.audit.recording import record
from csp_portal.core.workflow import CannotBeDone, save
from isp_requests.models import ConditionsAcceptance, ProtocolEdition, SpocAbsence, Training
from isp_requests.models.officers import contacts
from isp_requests.policies import protocol as policies
from isp_requests.states.edition import Event


@transaction.atomic
def accept_conditions(
    *, edition: ProtocolEdition, edition_version: int, by: User, at: datetime, on: date
) -> ConditionsAcceptance:
    """
    Accept the conditions of the edition in force, as they were shown (appendix B, the forms' cover).

    :raises Refused: if this person has no officer's duty
    :raises CannotBeDone: if the edition is not in force, or its conditions changed since they were shown
    """
    policies.accept_conditions.enforce(by, on=on)
    if edition != ProtocolEdition.objects.in_force(on=on):
        raise CannotBeDone(
            "That edition of the protocol is not in force. Read the conditions of the one that is."
        )
    if edition.version != edition_version:
        raise CannotBeDone("The conditions changed while you were reading. Read them again.")
    acceptance, is_new = ConditionsAcceptance.objects.get_or_create(
        person=by, edition=edition, accepted_on=on, defaults={"edition_version": edition_version}
    )
    if is_new:
        record(Event.CONDITIONS_ACCEPTED, actor=by, subject=acceptance, at=at, edition=edition.slug)
    return acceptance


@transaction.atomic
def record_training(
    *, person: User, trained_on: date, given_by: str, by: User, at: datetime, on: date
) -> Training:
    """
    Record that an officer was trained (ISP 10.5.3).

    :raises Refused: if this person is neither the officer's SPOC nor the lead
    :raises CannotBeDone: if the day lies ahead
    """
    policies.record_training.enforce(by, person, on=on)
    if trained_on > on:
        raise CannotBeDone("The day of the training cannot lie ahead.")
    training = Training(
        person=person, trained_on=trained_on, given_by=given_by, recorded_by=by, recorded_at=at
    )
    save(training, by=by, at=at)
    record(Event.TRAINING_RECORDED, actor=by, subject=training, at=at, trained_on=trained_on)
    return training


@transaction.atomic
def record_absence(
    *,
    person: User,
    organisation: Organisation,
    starts_on: date,
    ends_on: date,
    by: User,
    at: datetime,
    on: date,
) -> SpocAbsence:
    """
    Say that a single point of contact or the back-up is away; the other one receives meanwhile.

    :raises Refused: if this person is not one of them, nor the lead
    :raises CannotBeDone: if the person is not one of them, or both would be away
    """
    policies.cover_absence.enforce(by, organisation, on=on)
    people = contacts(organisation, on=on)
    if person not in people:
        raise CannotBeDone(f"{person} is neither single point of contact nor back-up of {organisation}.")
    if ends_on < starts_on:
        raise CannotBeDone("The last day cannot come before the first.")
    others = [other for other in people if other != person]
    away = SpocAbsence.objects.filter(
        organisation=organisation, person__in=others, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if len({absence.person_id for absence in away}) == len(others):
        raise CannotBeDone(
            "Nobody would be left to receive requests on some of those days. Name another back-up first."
        )
    absence = SpocAbsence(
        person=person,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=by,
        recorded_at=at,
    )
    save(absence, by=by, at=at)
    record(Event.ABSENCE_RECORDED, actor=by, subject=absence, at=at, starts_on=starts_on, ends_on=ends_on)
    return absence


@transaction.atomic
def end_absence(*, absence: SpocAbsence, by: User, at: datetime, on: date) -> SpocAbsence:
    """
    Say that somebody is back sooner: yesterday was the last day away.

    :raises Refused: if this person is not one of the contacts, nor the lead
    :raises CannotBeDone: if the absence is over
    """
    absence = (
        SpocAbsence.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=absence.pk)
    )
    policies.cover_absence.enforce(by, absence.organisation, on=on)
    if absence.ends_on is not None and absence.ends_on < on:
        raise CannotBeDone("That absence is over.")
    yesterday = on - timedelta(days=1)
    absence.starts_on = min(absence.starts_on, yesterday)
    absence.ends_on = yesterday
    save(absence, by=by, at=at)
    record(Event.ABSENCE_ENDED, actor=by, subject=absence, at=at)
    return absence
