"""The log of a request: who did and read what, as those who take part may know it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from csp_portal.accounts.models import User
from csp_portal.accounts.sessions import SignedInRequest
from csp_portal.audit.models import AuditEvent
from csp_portal.core import clock
from isp_requests.identity import takes_part
from isp_requests.models import (
    Asked,
    SharingRequest,
)
from isp_requests.policies import sharing as policies
from isp_requests.states.words import Emergency
from isp_requests.views.finding import find_request

ROWS = 200

LOG_WORDS = {
    "isp_requests.request.begun": "Draft begun",
    "isp_requests.request.step_saved": "Draft saved",
    "isp_requests.request.sent": "Request sent",
    "isp_requests.person_concerned.added": "Person added",
    "isp_requests.person_concerned.changed": "Person changed",
    "isp_requests.person_concerned.taken_out": "Person taken out",
    "isp_requests.file.added": "File added",
    "isp_requests.file.taken_out": "File taken out",
    "isp_requests.section.read": "Read",
    "isp_requests.file.read": "File downloaded",
    "isp_requests.answer.received": "Received",
    "isp_requests.answer.question_asked": "Question asked, clock stopped",
    "isp_requests.answer.question_answered": "Question answered, clock going on",
    "isp_requests.answer.put_to_authoriser": "Put to a second authoriser",
    "isp_requests.consent.given": "Consent recorded",
    "isp_requests.consent.withdrawn": "Consent taken back",
    "isp_requests.consent.other_ground_recorded": "Another ground recorded in place of consent",
    "isp_requests.disclosure.supplied": "Supplied",
    "isp_requests.disclosure.certified": "Certified as returned or destroyed",
    "isp_requests.passing_on.asked": "Leave to pass it on asked for",
    "isp_requests.passing_on.allowed": "Passing on allowed",
    "isp_requests.passing_on.refused": "Passing on not allowed",
    "isp_requests.passing_on.recorded_afterwards": "Passed on in an emergency",
    "isp_requests.correction.made": "Something put right",
    "isp_requests.correction.confirmed": "Correction confirmed",
    "isp_requests.legal_hold.placed": "Legal hold placed",
    "isp_requests.legal_hold.lifted": "Legal hold lifted",
    "isp_requests.subject_access.consulted": "Source asked about an inquiry of the person",
    "isp_requests.subject_access.answered": "Inquiry of the person answered by the source",
    "isp_requests.request.read_in_emergency": "Taken up by another officer in an emergency",
    "isp_requests.section.destroyed": "Words destroyed, because their time was over",
}

SECTION_WORDS = {
    "needed": "what is needed",
    "victim": "questions about a victim",
    "depersonalised": "why depersonalised information would not do",
    "urgency": "why it cannot wait",
    "law": "another law in words",
    "person": "people concerned",
    "consent": "consent",
    "why": "what was said of a consent",
    "handling": "what is to be disclosed",
    "disclosed": "what was disclosed",
    "refusal": "why it was not authorised",
    "draft": "draft of the answer",
    "file": "file",
    "name": "names of files",
}


@require_GET
@takes_part
def request_log(request: SignedInRequest, reference: str) -> HttpResponse:
    sharing_request = find_request(request, reference)
    on = clock.today()
    seen = [str(asked.pk) for asked in sharing_request.asked.visible_to(request.user, on=on)]
    sight = policies.sight(request.user, sharing_request, on=on)
    events = AuditEvent.objects.filter(
        subject_type__in=[SharingRequest._meta.label_lower, Asked._meta.label_lower],
        subject_pk__in=[str(sharing_request.pk), *seen],
    ).newest_first()
    if not sight.reads_as_requester and not sight.is_requester_desk:
        # What other organisations asked do and read is nobody's business here.
        chains = [policies.chain_of(sharing_request.organisation_id), sight.chain]
        events = events.filter(chain__in=chains)
    page = list(events[:ROWS])
    names = dict(
        User.objects.filter(pk__in={event.actor_pk for event in page}).values_list("pk", "full_name")
    )
    entries = [
        {
            "title": LOG_WORDS.get(event.kind, event.kind.rpartition(".")[2].replace("_", " ").capitalize()),
            "by": names.get(event.actor_pk or 0, ""),
            "at": event.happened_at,
            "description": _described(event),
        }
        for event in page
    ]
    context = {"sharing_request": sharing_request, "entries": entries}
    return render(request, "isp_requests/request_log.html", context)


def _described(event: AuditEvent) -> str:
    if reason := event.details.get("emergency"):
        return f"{Emergency(reason).label}."
    sections = [SECTION_WORDS.get(name, name) for name in event.details.get("sections", ())]
    return f"Opened: {', '.join(sections)}." if sections else ""
