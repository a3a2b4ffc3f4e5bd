"""Build, publish and write out the pack of the demonstration's meeting, without a browser."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from csp_portal.accounts.models import User
from csp_portal.accounts.roles import Role
from csp_portal.core import clock
from csp_portal.demonstration import loading
from csp_portal.demonstration.atmeeting import SESSION
from csp_portal.demonstration.before import load_late_item
from meetings import tasks
from meetings.models import Meeting, Pack, PackCopy
from meetings.states.meeting import State as MeetingState
from meetings.states.pack_build import State
from meetings.workflow import packs


class Command(BaseCommand):
    help = "Build the demonstration's pack and say where it is: PACK <path> <n> pages."

    def handle(self, *args: Any, **options: Any) -> None:
        if not loading.is_loaded():
            raise CommandError("Load the demonstration first: manage.py demonstration_load.")
        meeting = Meeting.objects.get(reference=loading.MARCH)
        secretary = User.objects.holding(Role.SECRETARIAT, on=clock.today()).first()
        if secretary is None:
            raise CommandError("Nobody has the duty of the secretariat.")
        pack = self._built(
            meeting, secretary, lateness_reason="The covering report on the protocol came in on 10 March."
        )
        if not meeting.packs.published().exists():
            self._publish(pack, secretary)
            meeting.refresh_from_db()
            load_late_item(meeting, secretary, at=clock.now(), on=clock.today())
            # So that the public can be handed a copy of a group that is open on request.
            session = Meeting.objects.get(reference=SESSION)
            if session.state == MeetingState.AGREED:
                late = "The analyst's notes came in this morning."
                self._publish(self._built(session, secretary, lateness_reason=late), secretary)
        copy = pack.copies.exclude(kind=PackCopy.Kind.PUBLIC).first() or pack.copies.get()
        path = Path(settings.VAR_DIR) / "demonstration" / f"{meeting.reference}-pack-{pack.number}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(copy.file.read())
        self.stdout.write(f"PACK {path} {copy.pages} pages")

    def _built(self, meeting: Meeting, secretary: User, *, lateness_reason: str) -> Pack:
        build = packs.ask_for_pack(
            meeting=meeting,
            issue_on=clock.today(),
            lateness_reason=lateness_reason,
            by=secretary,
            at=clock.now(),
            on=clock.today(),
        )
        tasks.build_pack(build.pk)
        build.refresh_from_db()
        if build.state != State.DONE or build.pack is None:
            raise CommandError(f"The pack was not built: {build.problem or build.get_state_display()}")
        return build.pack

    def _publish(self, pack: Pack, secretary: User) -> None:
        packs.publish_pack(
            pack=pack,
            lateness_reason="",
            missing_reason="",
            by=secretary,
            at=clock.now(),
            on=clock.today(),
        )
