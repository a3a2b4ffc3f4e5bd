"""For whom breaches and complaints are shown: while somebody acts on them, and on their pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import ParamSpec, TypeVar

from django.http import HttpResponseBase

from csp_portal.accounts.models import User
from isp_requests import identity
from isp_requests.policies import matters as policies

P = ParamSpec("P")
R = TypeVar("R")


def _known_to(user: User, on: date) -> AbstractContextManager[None]:
    return identity.as_handler(user, policies.organisations_seen(user, on=on))


def acts_on_matters(function: Callable[P, R]) -> Callable[P, R]:
    """Run a workflow function in one transaction that sees the breaches and complaints its person knows of."""
    return identity.done_by(_known_to, function)


def sees_matters(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Run a view in one transaction that sees the breaches and complaints its reader knows of."""
    return identity.guarded_by(_known_to, view)
