"""Whether the portal is alive, and whether all that it needs is there. Both pages are public."""

from collections.abc import Callable

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_q.status import Stat

logger = structlog.get_logger(__name__)


class NotReady(Exception):
    """Raised with the reason when a part is there and does not do its work."""


def check_database() -> None:
    """Ask the database something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """
    Compare the tables with the code.

    :raises NotReady: if a migration has not been applied
    """
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(f"{len(plan)} migrations have not been applied")


def check_queue() -> None:
    """
    Look for a worker's heartbeat; each is seconds old or gone.

    :raises NotReady: if there is none
    """
    if not Stat.get_all():
        raise NotReady("no worker has been heard of for some seconds")


def check_files() -> None:
    """
    Write, read and remove a small file, so that a full disk is noticed here first.

    :raises NotReady: if what is read is not what was written
    """
    name = default_storage.save("health/probe", ContentFile(b"ready"))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"ready":
                raise NotReady("the files' storage gives back something else")
    finally:
        default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "queue": check_queue,
    "files": check_files,
}


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as long as this process does; a load balancer asks here."""
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Try everything the portal needs; monitoring and deployments ask here."""
    results = {}
    for name, check in CHECKS.items():
        try:
            check()
        except Exception:  # noqa: BLE001 - whatever is wrong with a part, the answer is that it is
            # The reason is for the log; the page is public.
            logger.exception("not_ready", part=name)
            results[name] = "failing"
        else:
            results[name] = "ok"
    is_ready = set(results.values()) == {"ok"}
    return JsonResponse(
        {"status": "ready" if is_ready else "not ready", "checks": results}, status=200 if is_ready else 503
    )
