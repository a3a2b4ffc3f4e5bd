"""Promises that every file keeps."""

import ast
import importlib.util
import re
from io import StringIO

import pytest
from django.core.management import call_command

from csp_portal.core import retention
from tests.architecture.code import PACKAGES, ROOT, files

# What only one machine has; a path like these would send a reader looking for something that is not there.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|home|Users|root|tmp/w)/\w+")
REGISTRY_HOSTS = re.compile(
    r"registry\.(?:npmjs|yarnpkg)\.\w+|pypi\.(?:org|io|python\.org)|files\.pythonhosted|deb\.debian|docker\.io",
    re.I,
)


def names(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.django_db
def test_migrations_are_up_to_date():
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


def test_migrations_are_named_for_what_they_do():
    automatic = [
        p for p in files(".py", under=PACKAGES) if p.parent.name == "migrations" and "_auto_" in p.name
    ]

    assert names(automatic) == []


def test_every_personal_field_and_every_history_has_a_period():
    assert list(retention.faults()) == []


def test_a_field_that_is_not_listed_is_found(monkeypatch):
    cut = {**retention.schedule(), "models": {**retention.schedule()["models"]}}
    cut["models"]["accounts.User"] = {"personal": {"email": "account"}}
    monkeypatch.setattr(retention, "schedule", lambda: cut)

    faults = list(retention.faults())

    assert "accounts.User.full_name is not listed" in faults
    assert "accounts.User keeps a history for which there is no period" in faults


def test_psycopg_3_is_not_installed():
    # Django prefers it without a word when both drivers are there.
    assert importlib.util.find_spec("psycopg") is None
    assert importlib.util.find_spec("psycopg2") is not None


@pytest.mark.parametrize(
    "path", list(files(".py", under=PACKAGES)), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_a_module_says_what_belongs_in_it_and_leaves_settings_to_django(path):
    tree = ast.parse(path.read_text())
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert not tree.body or path.parent.name == "migrations" or ast.get_docstring(tree)
    assert "csp_portal.settings" not in imported
    assert "django.db.models.signals" not in imported


def test_no_module_is_a_drawer_for_anything():
    drawers = {"utils.py", "helpers.py", "services.py", "signals.py", "managers.py"}

    assert names(p for p in files(".py", under=PACKAGES) if p.name in drawers) == []


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|href=[\"']javascript:",
    re.I,
)


def is_page(path):
    # What is typeset or sent by e-mail never meets the content security policy.
    return not {"pdf", "emails"} & set(path.parts)


@pytest.mark.parametrize(
    "path",
    [p for p in files(".html", under=("templates",)) if is_page(p)],
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_a_template_has_no_inline_script_or_style(path):
    assert INLINE.findall(path.read_text()) == []


def test_nothing_names_a_path_of_one_machine_or_the_host_of_a_registry():
    top = [
        ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml")
    ]
    lists = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json", ROOT / ".npmrc"]
    suffixes = (".py", ".html", ".md", ".scss", ".js", ".yaml", ".yml", ".sql", ".sh", ".toml", ".csv")
    astray = []
    for path in [*files(*suffixes), *top, *lists]:
        if not path.exists() or path.name == "test_code.py":
            continue
        text = path.read_text()
        if MACHINE_PATHS.search(text) or REGISTRY_HOSTS.search(text):
            astray.append(path)

    assert names(astray) == []


def test_every_decision_is_recorded_in_the_same_shape():
    misshapen = [
        path
        for path in files(".md", under=("docs/adr",))
        if not re.match(r"# \d{4}\. .+", path.read_text())
        or not all(f"\n## {part}\n" in path.read_text() for part in ("Context", "Decision", "Consequences"))
        or path.read_text().split(".")[0][2:] != path.name[:4]
    ]

    assert names(misshapen) == []
