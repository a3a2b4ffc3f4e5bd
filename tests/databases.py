"""The database of which the tests' own are copies: migrating takes most of a minute, copying a second or two."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import psycopg2
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from csp_portal.core import database_roles

LOCK = 20161126
BEGINNING = "csp_template_"


def migrated_template() -> str:
    """
    Name a database that is set up as the real one is, made unless it is there already.

    Its name tells of which migrations it was made, and those made of others are dropped. Whoever wants it
    meanwhile waits for it.
    """
    name = BEGINNING + _digest()
    server = connection.get_connection_params() | {"dbname": "postgres"}
    with closing(psycopg2.connect(**server)) as session, session.cursor() as cursor:
        session.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [BEGINNING])
        there = {found for (found,) in cursor.fetchall()}
        if name not in there:
            for other in there:
                with suppress(psycopg2.errors.ObjectInUse):
                    cursor.execute(f'DROP DATABASE "{other}"')
            unfinished = f"{BEGINNING}unfinished"
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            with _connected_to(unfinished):
                call_command("migrate", verbosity=0)
                call_command("createcachetable", verbosity=0)
                call_command("database_roles", verbosity=0, stdout=StringIO())
            # Under its name it is whole, whatever was killed before.
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _digest() -> str:
    """Give a name to all of which the tables are made."""
    made_of = [Path(database_roles.__file__)]
    for app in apps.get_app_configs():
        made_of += sorted(Path(app.path, "migrations").glob("*.py"))
    found = hashlib.sha256(version("django").encode())
    for file in made_of:
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
