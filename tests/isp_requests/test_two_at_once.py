"""Two people at the same moment: exactly one of them is first, and the other is told so."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from csp_portal.audit.models import AuditEvent
from csp_portal.core.policies import Refused
from csp_portal.core.workflow import CannotBeDone, InvalidTransition
from isp_requests.identity import everything
from isp_requests.models import Decision, Disclosure
from isp_requests.states.answer import Event as AnswerEvents
from isp_requests.states.answer import State
from isp_requests.states.consent import Event as ConsentEvents
from isp_requests.workflow import consents, disclosures, requests
from tests.isp_requests.factories_sealed import WHEN, bring_to, decide, give_consent, make_draft, make_sides

# SHARING_ROUNDS=50 races more often than the suite does each time.
ROUNDS = int(os.environ.get("SHARING_ROUNDS", 5))


def together(*acts):
    """Do all at once, each on a connection of its own, and tell which were done."""

    def run(act):
        try:
            act()
            return True
        except (Refused, CannotBeDone, InvalidTransition):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_and_of_a_withdrawal_against_a_disclosure_one_stands():
    sides = make_sides()

    for _ in range(ROUNDS):
        asked = bring_to(sides, State.ALLOCATED)
        done = together(
            lambda asked=asked: decide(asked, by=sides.officer),
            lambda asked=asked: decide(asked, by=sides.officer, outcome="decline"),
        )
        assert sorted(done) == [False, True]
        with everything():
            assert Decision.objects.filter(asked=asked).count() == 1

    for _ in range(ROUNDS):
        asked = bring_to(sides, State.ALLOCATED)

        def disclose(asked=asked):
            decide(asked, by=sides.officer)
            disclosures.supply(asked=asked, by=sides.officer, **WHEN)

        def withdraw(asked=asked):
            requests.withdraw(sharing_request=asked.sharing_request, by=sides.requester, **WHEN)

        done = together(disclose, withdraw)
        assert sorted(done) == [False, True]
        with everything():
            asked.refresh_from_db()
            assert asked.state == (State.SUPPLIED if done[0] else State.WITHDRAWN)
            assert Disclosure.objects.filter(asked=asked).exists() == done[0]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_disclosed_after_the_consent_it_rests_on_was_taken_back():
    sides = make_sides()
    first = {"disclosure": 0, "withdrawal": 0}

    for _ in range(ROUNDS):
        draft = make_draft(sides)
        consent = give_consent(sides, draft)
        sent = requests.send(sharing_request=draft, by=sides.requester, **WHEN)
        asked = bring_to(sides, State.DECIDED, sharing_request=sent)

        supplied, taken_back = together(
            lambda asked=asked: disclosures.supply(asked=asked, by=sides.officer, **WHEN),
            lambda consent=consent: consents.take_back(consent=consent, why="", by=sides.requester, **WHEN),
        )

        # Taking it back never fails; what was disclosed was disclosed before, by the database's own clock.
        assert taken_back
        with everything():
            assert Disclosure.objects.filter(asked=asked).exists() == supplied
        withdrawn = AuditEvent.objects.get(kind=ConsentEvents.WITHDRAWN, subject_pk=str(sent.pk))
        disclosed = AuditEvent.objects.filter(kind=AnswerEvents.SUPPLIED, subject_pk=str(asked.pk)).first()
        assert (disclosed is not None) == supplied
        if disclosed is not None:
            assert disclosed.recorded_at < withdrawn.recorded_at
        first["disclosure" if supplied else "withdrawal"] += 1
        with pytest.raises(CannotBeDone if not supplied else (CannotBeDone, Refused)):
            disclosures.supply(asked=asked, further="More.", by=sides.officer, **WHEN)

    assert sum(first.values()) == ROUNDS
