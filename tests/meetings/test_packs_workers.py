"""What workers do to a build: two at once, cancelled, killed, cut off from the database, told twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_q.models import OrmQ

from meetings import pack_building, tasks
from meetings.models import Pack, PackBuild, PackCopy
from meetings.states.pack_build import State
from meetings.workflow import packs as workflow
from tests.factories import PLANNED_AT, PLANNED_ON, make_build, make_pack

pytestmark = pytest.mark.django_db(transaction=True)

A_WORKER = """
import os, sys
import django
django.setup()
from django.core.files.storage import default_storage
from django.db import connections
from csp_portal.documents.pdf import render
from meetings import pack_building, tasks
stop_at, build = sys.argv[1], int(sys.argv[2])
copy = pack_building._copy
def copy_slowly(*args):
    print("joining", flush=True)
    if stop_at == "joining":
        import time
        time.sleep(60)
    return copy(*args)
pack_building._copy = copy_slowly
print(tasks.build_pack(build), flush=True)
"""


def silence(build):
    """Let the build look as if nothing was heard of its worker for half a minute."""
    PackBuild.objects.filter(pk=build.pk).update(alive_at=timezone.now() - timedelta(seconds=30))


def worker(build, *, stop_at=""):
    """Start a worker in a process of its own, on the tests' database and files."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "csp_portal.settings",
        "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
        "FILES_DIR": str(default_storage.location),
    }
    return subprocess.Popen(
        [sys.executable, "-c", A_WORKER, stop_at, str(build.pk)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def assert_one_whole_pack(world, build):
    build.refresh_from_db()
    pack = Pack.objects.get()
    assert (build.state, build.pack) == (State.DONE, pack)
    assert [copy.kind for copy in pack.copies.all()] == ["full", "readers", "readers", "public"]
    assert pack.entries.count() == 5


def test_two_people_asking_at_once_get_one_build(world):
    def ask():
        try:
            return make_build(meeting=world.meeting, by=world.secretary).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as people:
        builds = {answer.result() for answer in [people.submit(ask) for _ in range(4)]}

    assert len(builds) == 1
    assert OrmQ.objects.count() == 1


@pytest.mark.usefixtures("quick_typesetting")
def test_a_job_that_is_delivered_twice_at_once_builds_one_pack(world):
    build = make_build(meeting=world.meeting, by=world.secretary)

    def work():
        try:
            return tasks.build_pack(build.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        answers = sorted(answer.result() for answer in [workers.submit(work) for _ in range(2)])

    assert answers == ["overtaken", "version 1"]
    assert_one_whole_pack(world, build)


@pytest.mark.usefixtures("quick_typesetting")
def test_a_job_that_is_delivered_again_afterwards_changes_nothing(world):
    pack = make_pack(meeting=world.meeting, by=world.secretary)
    build = PackBuild.objects.get()

    assert tasks.build_pack(build.pk) == "overtaken"
    assert list(Pack.objects.all()) == [pack]


@pytest.mark.usefixtures("quick_typesetting")
def test_a_build_that_is_cancelled_in_the_middle_leaves_no_pack(world, monkeypatch):
    build = make_build(meeting=world.meeting, by=world.secretary)
    copy = pack_building._copy

    def cancel_first(*args):
        if PackBuild.objects.get(pk=build.pk).is_under_way:
            workflow.cancel_build(build=build, by=world.secretary, at=PLANNED_AT, on=PLANNED_ON)
        return copy(*args)

    monkeypatch.setattr(pack_building, "_copy", cancel_first)
    answer = tasks.build_pack(build.pk)

    build.refresh_from_db()
    assert (answer, build.state) == ("overtaken", State.CANCELLED)
    assert not Pack.objects.exists()
    assert not PackCopy.objects.exists()


@pytest.mark.usefixtures("quick_typesetting")
def test_the_joining_of_a_long_pack_shows_signs_of_life(world, monkeypatch):
    moments = []
    show_life = pack_building.Progress.show_life
    monkeypatch.setattr(
        pack_building.Progress, "show_life", lambda self: (moments.append(self.label), show_life(self))
    )

    make_pack(meeting=world.meeting, by=world.secretary)

    # Once for each part, for each stamping and for each step of the writing.
    assert moments.count("Joining the full copy") > 3 * 5


def test_a_worker_that_is_killed_while_joining_leaves_a_build_that_the_next_one_finishes(world):
    build = make_build(meeting=world.meeting, by=world.secretary)
    killed = worker(build, stop_at="joining")
    assert killed.stdout.readline() == "joining\n"

    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    build.refresh_from_db()
    assert (build.state, Pack.objects.count()) == (State.RUNNING, 0)
    assert tasks.resume_silent_builds() == 0  # It may still be alive.

    silence(build)
    assert tasks.resume_silent_builds() == 1
    build.refresh_from_db()
    assert (build.state, OrmQ.objects.count()) == (State.QUEUED, 2)

    next_worker = worker(build)
    assert next_worker.communicate(timeout=120)[0].endswith("version 1\n")
    assert_one_whole_pack(world, build)
    assert build.attempts == 2


def test_a_worker_cut_off_from_the_database_leaves_a_build_that_the_next_one_finishes(world, monkeypatch):
    build = make_build(meeting=world.meeting, by=world.secretary)
    copy = pack_building._copy

    def cut_off(*args):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        end_backend(pid)
        return copy(*args)

    with monkeypatch.context() as broken:
        broken.setattr(pack_building, "_copy", cut_off)
        with pytest.raises(OperationalError):
            tasks.build_pack(build.pk)
    connections.close_all()

    build.refresh_from_db()
    assert (build.state, Pack.objects.count()) == (State.RUNNING, 0)
    silence(build)
    assert tasks.resume_silent_builds() == 1
    assert tasks.build_pack(build.pk) == "version 1"
    assert_one_whole_pack(world, build)


def end_backend(pid):
    """End a connection from another one, as a restart of PostgreSQL ends all of them."""

    def end():
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            time.sleep(0.3)
        finally:
            connections.close_all()

    other = threading.Thread(target=end)
    other.start()
    other.join()


@pytest.mark.usefixtures("quick_typesetting")
def test_a_worker_that_wakes_up_after_another_took_over_adds_nothing(world):
    build = make_build(meeting=world.meeting, by=world.secretary)
    sleeper = workflow.take_up(build=build, runner="sleeper", by=world.secretary, at=PLANNED_AT)
    silence(build)
    tasks.build_pack(build.pk)

    with pytest.raises(workflow.BuildOvertaken):
        workflow.show_life(build=sleeper, by=world.secretary, at=PLANNED_AT, done=1, total=2, label="")
    with pytest.raises(workflow.BuildOvertaken):
        workflow.finish_build(
            build=sleeper, fingerprint="", entries=[], copies=[], by=world.secretary, at=PLANNED_AT
        )
    with pytest.raises(workflow.BuildOvertaken):
        workflow.fail_build(build=sleeper, problem="", by=world.secretary, at=PLANNED_AT)

    assert_one_whole_pack(world, build)


def test_a_build_whose_worker_died_three_times_has_failed_and_names_the_paper(world):
    build = make_build(meeting=world.meeting, by=world.secretary)
    for attempt in range(workflow.MOST_ATTEMPTS):
        taken = workflow.take_up(build=build, runner=f"{attempt}", by=world.secretary, at=PLANNED_AT)
        workflow.show_life(
            build=taken, by=world.secretary, at=PLANNED_AT, done=1, total=9, label="Typeset: Ten years ahead"
        )
        silence(build)
        tasks.resume_silent_builds()

    build.refresh_from_db()
    assert build.state == State.FAILED
    assert "The worker stopped 3 times while it was at “Typeset: Ten years ahead”." in build.problem


def test_a_build_whose_job_was_lost_is_asked_for_again(world):
    build = make_build(meeting=world.meeting, by=world.secretary)
    OrmQ.objects.all().delete()
    assert tasks.resume_silent_builds() == 0

    PackBuild.objects.update(alive_at=timezone.now() - timedelta(seconds=90))
    assert tasks.resume_silent_builds() == 1
    assert tasks.resume_silent_builds() == 0

    build.refresh_from_db()
    assert (build.state, OrmQ.objects.count()) == (State.QUEUED, 1)


def test_a_fault_that_nobody_foresaw_fails_the_build_in_words(world, monkeypatch):
    build = make_build(meeting=world.meeting, by=world.secretary)
    monkeypatch.setattr(pack_building, "_typeset", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tasks.build_pack(build.pk)

    build.refresh_from_db()
    assert build.state == State.FAILED
    assert "The last pack is still there; try again." in build.problem
