"""Finding requests and answers that the person takes part in; whatever else is asked for does not exist."""

import io
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from csp_portal.accounts.models import Organisation
from csp_portal.accounts.sessions import SignedInRequest, is_fresh, requires_fresh_sign_in
from csp_portal.audit.recording import record
from csp_portal.audit.responses import AuditedFileResponse
from csp_portal.core import clock
from csp_portal.core.policies import Refused
from csp_portal.documents.intake import Unusable, take_in
from csp_portal.documents.pdf.render import page_html, typeset
from isp_requests import clocks, door, identity
from isp_requests.models import Asked, Concerned, ProtocolEdition, SealedSection, SharedFile, SharingRequest
from isp_requests.models.editions import ReplyTime
from isp_requests.policies import sharing as policies
from isp_requests.states.sharing_request import Event
from meetings.timetable import closures

NOT_AN_OFFICER = (
    "Requests for information are for officers with an information-sharing duty. The partnership's administrator "
    "gives duties."
)


def doing(request: SignedInRequest) -> dict[str, Any]:
    """Say who does it and when, as every workflow function wants to know."""
    return {"by": request.user, "at": clock.now(), "on": clock.today()}


def find_request(request: SignedInRequest, reference: str) -> SharingRequest:
    """Find a request that the person takes part in, or answer 404."""
    visible = SharingRequest.objects.visible_to(request.user, on=clock.today())
    along = visible.select_related("organisation", "requested_by", "edition", "renews", "guide_answer")
    return get_object_or_404(along, reference=reference)


def find_draft(request: SignedInRequest, reference: str) -> SharingRequest:
    """Find a request that the person is writing."""
    sharing_request = find_request(request, reference)
    policies.change_request.enforce(request.user, sharing_request, on=clock.today())
    return sharing_request


def find_answer(request: SignedInRequest, reference: str, slug: str) -> Asked:
    """Find the answer of an organisation that the person takes part in, or answer 404."""
    visible = Asked.objects.visible_to(request.user, on=clock.today()).filter(received_at__isnull=False)
    along = visible.select_related(
        "organisation", "officer", "sharing_request__organisation", "sharing_request__requested_by",
        "sharing_request__edition",
    )  # fmt: skip
    return get_object_or_404(along, sharing_request__reference=reference, organisation__slug=slug)


def proves_again(request: SignedInRequest, read: SharingRequest | Asked) -> HttpResponse | None:
    """
    Send the reader of anything above OFFICIAL to prove again who they are, unless they just have.

    One's own draft is left out: whoever writes it would lose what they are writing.
    """
    return None if may_show(request, read) else proves_now(request)


def may_show(request: SignedInRequest, read: SharingRequest | Asked) -> bool:
    """
    Whether sealed words may stand beside a form that comes back to be put right.

    Whoever wrote for longer than a proof lasts keeps what they wrote; to read on they prove again who they are.
    """
    return is_fresh(request) or not read.is_sensitive


def proves_now(request: SignedInRequest) -> HttpResponse | None:
    """Send the person to prove again who they are, unless they just have."""
    if is_fresh(request):
        return None
    answer: HttpResponse = requires_fresh_sign_in(lambda request: HttpResponse())(request)
    return answer


def due_at(asked: Asked) -> Any:
    """Work out when the answer is due by the edition of the request; nothing while the clock stands still."""
    sharing_request = asked.sharing_request
    if sharing_request.edition is None or asked.received_at is None:
        return None
    try:
        allowed = sharing_request.edition.allowed(sharing_request.urgency)
        paused = [(each.asked_at, each.answered_at) for each in asked.questions.all()]
        return clocks.due_at(asked.received_at, allowed=allowed, paused=paused, closed=closures())
    except (ReplyTime.DoesNotExist, clocks.NeverDue):
        return None


def read(
    request: SignedInRequest, sections: Iterable[SealedSection]
) -> dict[tuple[Any, str], dict[str, Any]]:
    """Open those of the sections that this person may read, by record and name, with one entry in the audit."""
    on = clock.today()
    wanted = list(sections)
    if not wanted:
        return {}
    sharing_request = wanted[0].sharing_request
    assert sharing_request is not None  # noqa: S101 - a section of a request
    sight = policies.sight(request.user, sharing_request, on=on)
    allowed = [
        section
        for section in wanted
        if policies.read_section.allows(request.user, section, on=on, sight=sight)
    ]
    opened = door.unseal_sections(allowed, **doing(request))
    return {(section.record, section.name): opened[section.pk] for section in allowed}


def read_or_refuse(
    request: SignedInRequest, sections: QuerySet[SealedSection]
) -> dict[tuple[Any, str], dict[str, Any]]:
    """
    Open sections of part A, which this person reads all of or nothing.

    :raises Refused: if they read none of it
    """
    for section in sections[:1]:
        policies.read_section.enforce(request.user, section, on=clock.today())
    return read(request, sections)


def part_a(request: SignedInRequest, sharing_request: SharingRequest) -> dict[str, Any]:
    """
    Open the whole of part A for a page: the words of each step, the people, and what the files are called.

    :raises Refused: if this person reads none of it
    """
    sections = sharing_request.sections.filter(
        Q(model__in=_PART_A) | Q(model=SharedFile._meta.label_lower, name="name"),
        asked__isnull=True,
        destroyed_at__isnull=True,
    ).select_related("sharing_request", "key")
    opened = read_or_refuse(request, sections)
    people = [
        (person, opened.get((person.pk, "person"), {}))
        for person in sharing_request.people.filter(taken_out_at__isnull=True)
    ]
    said = {name: content for (record, name), content in opened.items() if record == sharing_request.pk}
    files = [
        (file, opened.get((file.pk, "name"), {}).get("name", "File"))
        for file in sharing_request.files.filter(asked__isnull=True, taken_out_at__isnull=True)
    ]
    return {
        "said": said,
        "people": people,
        "files": files,
        "edition": sharing_request.edition or ProtocolEdition.objects.in_force(on=clock.today()),
    }


_PART_A = (SharingRequest._meta.label_lower, Concerned._meta.label_lower)


def cleaned(request: SignedInRequest, form: Any, *, title: str) -> Any:
    """Take in the file of a checked form; a file that cannot be used becomes a sentence at its field."""
    file = form.cleaned_data["file"]
    try:
        return take_in(file.read(), filename=file.name, title=title)
    except Unusable as problem:
        form.add_error("file", problem.sentence)
        return None


def handed_out(
    request: SignedInRequest,
    sharing_request: SharingRequest,
    *,
    template: str,
    context: dict[str, Any],
    form: str,
    filename: str,
) -> HttpResponseBase:
    """Typeset a form in this process, put it on record, and hand it out; nothing of it is kept."""
    content = typeset(page_html(template, context | {"printed_at": clock.now(), "printed_by": request.user}))
    event = record(
        Event.FORM_PRINTED,
        actor=request.user,
        subject=sharing_request,
        at=clock.now(),
        chain=policies.sight(request.user, sharing_request, on=clock.today()).chain,
        form=form,
    )
    response = AuditedFileResponse(
        io.BytesIO(content),
        event=event,
        filename=filename,
        as_attachment=True,
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def organisations_acted_for(request: SignedInRequest) -> QuerySet[Organisation]:
    """
    Give the organisations for which this person shares information.

    :raises Refused: if there is none
    """
    acting = identity.acting(request.user, on=clock.today())
    if not acting.organisations:
        raise Refused(NOT_AN_OFFICER)
    return Organisation.objects.filter(pk__in=acting.organisations)
