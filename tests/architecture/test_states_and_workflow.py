"""Promises that every state table and every workflow function keeps."""

import inspect
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.db import models

from tests.architecture.code import modules_named

# Functions in which nobody but the person it is about, or the command line, does it: each with its reason.
NOBODY_ELSE = {
    "csp_portal.accounts.workflow.accept_invitation": "the person accepts",
    "csp_portal.accounts.workflow.note_sign_in": "the person signs in",
    "csp_portal.accounts.workflow.note_second_factor": "the person's own second factor",
    "csp_portal.accounts.workflow.note_password_change": "the person's own password",
    "csp_portal.accounts.workflow.open_account": "the demonstration, when it is loaded",
    "csp_portal.accounts.workflow.create_administrator": "the command line, when nobody can sign in yet",
    "csp_portal.notices.workflow.tell": "whoever did what is told is on record with it",
    "csp_portal.notices.workflow.write_to": "whoever did what is told is on record with it",
    "csp_portal.notices.workflow.settle": "whoever did what settles it is on record with it",
    "actions.workflow.links.answer_by_link": "somebody without an account, by the name they give",
    "meetings.workflow.public.ask_for_copy": "somebody without an account, by the name they give",
    "meetings.workflow.public.ask_to_subscribe": "somebody without an account",
    "meetings.workflow.public.confirm_subscription": "whoever reads the e-mail sent there",
    "meetings.workflow.public.end_subscription": "whoever reads the e-mail sent there",
    "csp_portal.notices.workflow.post_letter": "Django's own mail functions, which know nobody",
}
# State tables in which a state may follow itself, and why.
MAY_BEGIN_AGAIN = {"meetings.states.pack_build": "another worker takes up the build of one that died"}
# Modules that need the true time as well as the caller's, and why.
TRUE_TIME = {
    "meetings.workflow.packs": "a worker's sign of life goes by the true time, on whatever day it works"
}


def state_tables() -> Iterator[tuple[str, type[models.TextChoices], dict[Any, Any]]]:
    for module in modules_named("states"):
        if hasattr(module, "TRANSITIONS"):
            yield module.__name__, module.State, module.TRANSITIONS


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("_") and function.__module__ == module.__name__:
            yield function


TABLES = list(state_tables())
FUNCTIONS = [function for module in modules_named("workflow") for function in functions_of(module)]


def dotted(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__name__}"


def test_there_are_state_tables_and_workflow_functions_to_look_at():
    assert TABLES
    assert FUNCTIONS


@pytest.mark.parametrize(("name", "states", "table"), TABLES, ids=[name for name, _, _ in TABLES])
def test_a_state_table_has_a_row_for_every_state_and_moves_to_nothing_else(name, states, table):
    assert set(table) == set(states)
    assert {end for ends in table.values() for end in ends} <= set(states)


@pytest.mark.parametrize(("name", "states", "table"), TABLES, ids=[name for name, _, _ in TABLES])
def test_every_state_can_be_reached_from_the_first(name, states, table):
    first = next(iter(table))
    reached, ahead = {first}, [first]
    while ahead:
        new = set(table[ahead.pop()]) - reached
        reached |= new
        ahead += new

    assert reached == set(states)


@pytest.mark.parametrize(("name", "states", "table"), TABLES, ids=[name for name, _, _ in TABLES])
def test_no_state_moves_to_itself(name, states, table):
    assert name in MAY_BEGIN_AGAIN or [state for state, ends in table.items() if state in ends] == []


@pytest.mark.parametrize("function", FUNCTIONS, ids=dotted)
def test_a_workflow_function_is_told_who_and_when_by_name(function):
    parameters = inspect.signature(function).parameters
    by_name = {name for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    assert "at" in by_name
    assert "by" in by_name or dotted(function) in NOBODY_ELSE


@pytest.mark.parametrize("function", FUNCTIONS, ids=dotted)
def test_a_workflow_function_says_what_it_does(function):
    assert inspect.getdoc(function)


@pytest.mark.parametrize("module", modules_named("workflow"), ids=lambda module: module.__name__)
def test_a_workflow_reads_no_clock(module):
    source = inspect.getsource(module)

    assert "timezone.now(" not in source or module.__name__ in TRUE_TIME
    assert "clock." not in source
