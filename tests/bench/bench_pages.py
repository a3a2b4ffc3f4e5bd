"""How fast pages are in a full database: each beside an empty page through the same middleware in the same run."""

import gc
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.bench_pdf import Bench

if TYPE_CHECKING:
    from django.test import Client

    from tests.bench.filling import Filled

ROUNDS = int(os.environ.get("ROUNDS", "60"))
QUERIES, TIMES_EMPTY, TIMES_FIRST = 8, 5.0, 1.2
DEEP = 300


@dataclass
class Page:
    """An address, who asks for it, and how long each asking took."""

    name: str
    client: "Client"
    address: str
    headers: dict[str, str]
    times: list[float]
    queries: int = 0
    status: int = 200

    def ask(self) -> Any:
        return self.client.get(self.address, headers=self.headers)

    @property
    def median(self) -> float:
        return statistics.median(self.times)


def measure(bench: Bench, *, part: int) -> None:
    """Fill the database, ask for every page many times by turns, and print the figures."""
    from tests.bench.filling import fill

    start = time.perf_counter()
    filled = fill(bench.note, part=part)
    bench.note(f"Filled in {time.perf_counter() - start:.0f} s.")
    pages = _pages(filled, deep=max(2, DEEP // part))
    for page in pages:
        _count_queries(page)
    for page in pages * ROUNDS:
        gc.collect(0)
        begun = time.perf_counter()
        page.ask()
        page.times.append(time.perf_counter() - begun)
    _report(bench, pages)


def _pages(filled: "Filled", *, deep: int) -> list[Page]:
    from django.test import Client
    from django.urls import reverse

    from tests.factories import sign_in

    def client(user: Any) -> Client:
        return sign_in(Client(SERVER_NAME="localhost"), user)

    member, secretary, administrator = map(client, (filled.member, filled.secretary, filled.administrator))
    at = [filled.meeting.reference]
    pack = [*at, filled.pack.number]

    def page(name: str, who: Client, address: str, **headers: str) -> Page:
        return Page(name, who, address, headers, [])

    def meetings(name: str, *args: Any) -> str:
        return reverse(f"meetings:{name}", args=args)

    listed = [
        ("meeting_list", secretary, meetings("meeting_list"), "before="),
        ("person_list", administrator, reverse("accounts:person_list"), "after="),
        ("event_list", administrator, reverse("accounts:event_list"), "before="),
    ]
    pages = [page("an empty page", who, "/bench/empty/") for who in (member, secretary, administrator)]
    for name, who, address, link in listed:
        turned, number = _turned(who, address, link, deep)
        pages += [page(f"{name}, page 1", who, address), page(f"{name}, page {number}", who, turned)]
    pages += [
        page("home", member, "/"),
        page("home, secretariat", secretary, "/"),
        page("board_list", member, meetings("board_list")),
        page("board_detail", member, meetings("board_detail", filled.meeting.board.slug)),
        page("meeting_detail", member, meetings("meeting_detail", *at)),
        page("meeting_detail, secretariat", secretary, meetings("meeting_detail", *at)),
        page("agenda_detail", secretary, meetings("agenda_detail", *at)),
        page("item_detail", member, meetings("item_detail", *at, filled.item.key)),
        page("paper_detail", member, meetings("paper_detail", *at, filled.paper.key)),
        page("pack_detail", member, meetings("pack_detail", *pack)),
        page("pack_page", member, meetings("pack_page", *pack, filled.page)),
        page("pack_page_image", member, meetings("pack_page_image", *pack, filled.page)),
    ]
    return pages


def _turned(client: "Client", address: str, link: str, pages: int) -> tuple[str, int]:
    """Turn the pages of a list by its own links, as a reader does; give the address and number of the last."""
    import re
    from html import unescape

    here, number = address, 1
    while number < pages:
        found = re.search(rf'href="(\?[^"]*{link}[^"]*)"', client.get(here).content.decode())
        if found is None:
            break
        here, number = address + unescape(found[1]).partition("#")[0], number + 1
    return here, number


def _count_queries(page: Page) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page.ask()
    with CaptureQueriesContext(connection) as captured:
        page.status = page.ask().status_code
    page.queries = len(captured)
    if os.environ.get("SHOW_QUERIES", "-") in page.name:
        for query in captured:
            sys.stdout.write(f"    {query['time']} {query['sql'][:400]}\n")


def _report(bench: Bench, pages: list[Page]) -> None:
    floors = {id(page.client): page for page in pages if page.name == "an empty page"}
    for floor in floors.values():
        bench.note(f"{floor.name}: {floor.queries} queries, {1000 * floor.median:.2f} ms.")
    bench.note("Nothing is answered 304: browsers are told to keep no page (no-store), so none of them asks.")
    firsts: dict[str, Page] = {}
    for page in pages:
        if page.name == "an empty page":
            continue
        floor = floors[id(page.client)]
        bench.figure(
            page.name,
            page.median / floor.median,
            TIMES_EMPTY,
            f"{page.status}, {1000 * page.median:.2f} ms, an empty page {1000 * floor.median:.2f} ms",
        )
        bench.figure(f"{page.name}, queries", page.queries, QUERIES, f"{floor.queries} of an empty page")
        name, _, place = page.name.partition(", page ")
        if place == "1":
            firsts[name] = page
        elif place:
            first = firsts[name]
            bench.figure(
                page.name, page.median / first.median, TIMES_FIRST, f"page 1, {1000 * first.median:.2f} ms"
            )


def main() -> int:
    """Measure in a database and a folder of its own, and leave nothing behind."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csp_portal.settings")
    part = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "FILES_DIR": str(Path(folder) / "files"),
            "TEST_DATABASE_NAME": "test_bench_pages",
            "LOG_LEVEL": "WARNING",
            "DEMONSTRATION": "1",
            "SERVED_OVER_HTTPS": "0",
            # No seals are made here, so none are missed.
            "AUDIT_SIGNING_KEY": "",
            "AUDIT_VERIFY_KEYS": "",
            # The meeting of the filling is three weeks ahead.
            "CLOCK_OFFSET_DAYS": str((date(2016, 2, 25) - datetime.now(tz=UTC).date()).days),
        }
        django.setup()
        from django.core.management import call_command

        # As in production: file names with hashes, looked up in the manifest.
        call_command("collectstatic", interactive=False, verbosity=0)
        from django.db import connection
        from django.test.utils import override_settings, setup_databases, teardown_databases

        bench = Bench()
        old = setup_databases(verbosity=0, interactive=False)
        try:
            with override_settings(ROOT_URLCONF="tests.bench.urls"):
                measure(bench, part=part)
        finally:
            connection.close()
            teardown_databases(old, verbosity=0)
    bench.note("Every target met." if not bench.missed else f"{bench.missed} targets missed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
