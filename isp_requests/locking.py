"""Locking requests and answers. A request comes before its answers, and an answer before its consents."""

from isp_requests.models import Asked, SharingRequest


def lock_request(sharing_request: SharingRequest) -> SharingRequest:
    """Lock a request until the transaction ends."""
    # No key: rows that another transaction adds to the request must not wait for this one, which may wait for it.
    return (
        SharingRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "requested_by", "edition")
        .get(pk=sharing_request.pk)
    )


def lock_answer(asked: Asked) -> Asked:
    """Lock an organisation's answer until the transaction ends."""
    return (
        Asked.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "officer", "sharing_request__organisation")
        .get(pk=asked.pk)
    )
