"""What the queue calls. Jobs are given keys only and may be delivered twice."""

import uuid

import structlog
from django.db import InterfaceError, OperationalError

from csp_portal.core import clock
from meetings import pack_building
from meetings.models import PackBuild
from meetings.workflow import packs as workflow
from meetings.workflow import public, reminders

log = structlog.get_logger(__name__)


def build_pack(build_pk: int) -> str:
    """
    Build the pack that was asked for, unless another worker does or did.

    A database that goes away leaves the build as it stands: it is taken up again when its silence is noticed.
    """
    build = PackBuild.objects.select_related("meeting__board", "asked_by").get(pk=build_pk)
    by = build.asked_by
    try:
        build = workflow.take_up(build=build, runner=uuid.uuid4().hex, by=by, at=clock.now())
        pack = pack_building.build(build, by=by)
    except workflow.BuildOvertaken:
        return "overtaken"
    except pack_building.CannotBuild as problem:
        workflow.fail_build(build=build, problem=str(problem), by=by, at=clock.now())
        return "failed"
    except (OperationalError, InterfaceError):
        log.warning("pack_build_lost_the_database", build=build_pk)
        raise
    except Exception:
        log.exception("pack_build_failed", build=build_pk)
        workflow.fail_build(
            build=build,
            problem="The build stopped for a reason that the portal does not know. The operator's log has it. "
            "The last pack is still there; try again.",
            by=by,
            at=clock.now(),
        )
        raise
    return f"version {pack.number}"


def remind_before_meetings() -> int:
    """Remind authors and partners of what is due before coming meetings."""
    return reminders.remind(by=None, at=clock.now(), on=clock.today())


def resume_silent_builds() -> int:
    """Put builds whose worker died back into the queue."""
    return workflow.resume_silent_builds(by=None, at=clock.now())


def forget_public_addresses() -> int:
    """Erase addresses of the public that are not needed any more."""
    return public.forget_addresses(by=None, at=clock.now())
