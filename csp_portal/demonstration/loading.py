"""
The demonstration: the partnership of March 2016 with invented people, loaded through the same
workflow functions that its users use, so that its history and its audit read like real ones.
"""

from django.db import transaction

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.demonstration.actions import load_actions
from csp_portal.demonstration.atmeeting import load_at_the_meeting
from csp_portal.demonstration.before import load_planning
from csp_portal.demonstration.business import load_business
from csp_portal.demonstration.highlights import load_highlights
from csp_portal.demonstration.meetings import MARCH, load_ahead, load_march, load_october
from csp_portal.demonstration.minutes import load_minutes
from csp_portal.demonstration.notices import load_notices, send_the_rest
from csp_portal.demonstration.partnership import (
    SEATED_ON,
    load_boards,
    load_organisations,
    load_people,
    load_priorities,
    load_templates,
)
from csp_portal.demonstration.performance import load_figures
from csp_portal.demonstration.plans import load_plans
from csp_portal.demonstration.protocol import load_protocol
from csp_portal.demonstration.public import load_public
from csp_portal.demonstration.requests import load_requests
from meetings.models import Meeting


def is_loaded() -> bool:
    return Meeting.objects.filter(reference=MARCH).exists()


@transaction.atomic
def load() -> bool:
    """Load the demonstration, unless it is there; say whether it was loaded now."""
    if is_loaded():
        return False
    organisations = load_organisations()
    people = load_people(organisations)
    secretary = User.objects.holding(Role.SECRETARIAT, on=SEATED_ON).get()
    load_priorities(organisations, secretary)
    board = load_boards(organisations, people, secretary)
    load_templates(board, secretary)
    load_october(board, secretary)
    load_march(board, secretary)
    load_ahead(board, secretary)
    load_actions(board, secretary)
    load_minutes(board, secretary)
    load_business(board, secretary)
    load_at_the_meeting(board, secretary)
    load_plans(board, secretary)
    load_figures(User.objects.holding(Role.PERFORMANCE_ANALYST, on=SEATED_ON).get())
    load_highlights(board, secretary)
    load_notices(secretary)
    load_protocol()
    load_public(board, secretary)
    load_requests()
    # Whatever changes the agenda afterwards would undo what the chairs agreed.
    load_planning(board, secretary)
    send_the_rest()
    return True
