import pytest

from isp_requests.states.answer import State
from tests.isp_requests.factories_sealed import bring_to, make_sides


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
def test_every_state_is_reached_through_the_workflow(state):
    bring_to(make_sides(), state)
