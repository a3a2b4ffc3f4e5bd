"""A small vocabulary for saying who may do what, and why not."""

from collections.abc import Callable
from typing import Generic, ParamSpec

from django.core.exceptions import PermissionDenied

P = ParamSpec("P")


class Refused(PermissionDenied):
    """Say no, in a sentence that can be shown to the person who asked."""


class policy(Generic[P]):  # noqa: N801 - reads as a decorator
    """
    Turn a function that gives a reason to refuse ("" meaning none) into a rule.

    The same rule then answers the template (`allows`), the button's explanation
    (`refusal`) and the workflow (`enforce`), so they cannot disagree.
    """

    def __init__(self, refusal: Callable[P, str]) -> None:
        self.refusal = refusal
        self.__name__ = refusal.__name__
        self.__doc__ = refusal.__doc__

    def allows(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        return not self.refusal(*args, **kwargs)

    def enforce(self, *args: P.args, **kwargs: P.kwargs) -> None:
        if reason := self.refusal(*args, **kwargs):
            raise Refused(reason)
