"""The two pages that machines ask: alive, and ready."""

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.signing import SignedPackage
from django_q.status import Stat, Status

from csp_portal.core import health


@pytest.fixture
def heartbeat():
    """Say what a worker's sentinel says every half second."""
    broker = get_broker()
    stat = Status(pid=1, cluster_id="test")
    broker.set_stat(Stat.get_key("test"), SignedPackage.dumps(stat, compressed=True), 3)
    yield
    broker.cache.delete(Conf.Q_STAT)


def test_alive_needs_no_database(client):
    response = client.get("/healthz")

    assert response.json() == {"status": "alive"}


@pytest.mark.django_db
def test_ready_when_everything_is_there(client, heartbeat):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "queue": "ok", "files": "ok"},
    }


@pytest.mark.django_db
def test_not_ready_without_a_worker(client):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["queue"] == "failing"


@pytest.mark.django_db
def test_not_ready_before_a_migration_has_run(client, heartbeat):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "failing"


@pytest.mark.django_db
def test_a_fault_is_named_and_its_reason_kept_for_the_log(client, heartbeat, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no space left on /secret/place")

    monkeypatch.setattr(default_storage, "save", fail)

    response = client.get("/readyz")

    assert response.json()["checks"] == {
        "database": "ok",
        "migrations": "ok",
        "queue": "ok",
        "files": "failing",
    }
    assert "secret" not in response.content.decode()


def test_a_dead_database_is_told_and_not_a_server_error(client, monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(health, "CHECKS", {"database": fail})

    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_the_probe_file_is_gone_afterwards(client, heartbeat):
    client.get("/readyz")

    assert default_storage.listdir("health")[1] == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_answered(client, path):
    assert client.post(path).status_code == 405
