"""For whom breaches and complaints are shown while somebody acts on them."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from csp_portal.accounts.models import User
from isp_requests import identity
from isp_requests.policies import matters as policies

P = ParamSpec("P")
R = TypeVar("R")


def acts_on_matters(function: Callable[P, R]) -> Callable[P, R]:
    """Run a workflow function in one transaction that sees the breaches and complaints its person knows of."""

    @wraps(function)
    def seeing(*args: P.args, **kwargs: P.kwargs) -> R:
        by, on = kwargs["by"], kwargs["on"]
        assert isinstance(by, User) and isinstance(on, date)  # noqa: S101, PT018 - for the type checker
        with identity.as_handler(by, policies.organisations_seen(by, on=on)):
            return function(*args, **kwargs)

    return seeing
