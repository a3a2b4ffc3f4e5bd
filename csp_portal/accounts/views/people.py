"""People, their memberships, duties and invitations, for the partnership administrator."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.accounts import policies, workflow
from csp_portal.accounts.forms import (
    ConfirmForm,
    DutyGrantForm,
    EndForm,
    MembershipForm,
    PersonEditForm,
    PersonInviteForm,
    PersonSearchForm,
)
from csp_portal.accounts.models import Duty, Invitation, Membership, Organisation, User
from csp_portal.accounts.roles import Role
from csp_portal.accounts.sessions import SignedInRequest, has_second_factor, requires_fresh_sign_in
from csp_portal.core import clock

PEOPLE_ON_A_PAGE = 25


@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    today = clock.today()
    policies.run_portal.enforce(request.user, on=today)
    form = PersonSearchForm(request.GET or None)
    words, with_those_who_left = "", False
    if form.is_valid():
        words = form.cleaned_data["words"]
        with_those_who_left = form.cleaned_data["with_those_who_left"]
    people = User.objects.matching(words)
    if not with_those_who_left:
        people = people.filter(left_at=None)
    people = people.prefetch_related(
        Prefetch("memberships", Membership.objects.on(today).select_related("organisation"), "places"),
        Prefetch("duties", Duty.objects.in_force(today), "duties_now"),
    )
    # The last person of one page is the address of the next.
    after = request.GET.get("after", "")
    last = User.objects.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 19 else None
    page = list((people.after(last) if last else people).in_order()[: PEOPLE_ON_A_PAGE + 1])
    return render(
        request,
        "accounts/person_list.html",
        {
            "form": form,
            "page": page[:PEOPLE_ON_A_PAGE],
            "more_after": page[PEOPLE_ON_A_PAGE - 1].pk if len(page) > PEOPLE_ON_A_PAGE else None,
            "is_first_page": last is None,
            "words": words,
        },
    )


@require_safe
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    today, now = clock.today(), clock.now()
    policies.run_portal.enforce(request.user, on=today)
    person = get_object_or_404(User, pk=pk)
    invitation = person.invitations.select_related("sent_by").first()
    return render(
        request,
        "accounts/person_detail.html",
        {
            "person": person,
            "today": today,
            "memberships": person.memberships.select_related("organisation"),
            "duties": person.duties.select_related("organisation", "granted_by", "ended_by"),
            "duties_in_force": set(person.duties.in_force(today).values_list("pk", flat=True)),
            "seats": person.seats_held.select_related("seat__board"),
            "deputy_of": person.seats_deputised.select_related("seat__board"),
            "invitation": invitation,
            "invitation_is_usable": invitation is not None and invitation.is_usable(at=now),
            "mail_is_in_trouble": invitation is not None
            and person.mails.troubled().filter(queued_at__gte=invitation.sent_at).exists(),
            "invitation_is_open": invitation is not None
            and invitation.accepted_at is None
            and invitation.withdrawn_at is None,
            "has_second_factor": has_second_factor(person),
            "invite_refusal": policies.invite.refusal(request.user, person, on=today),
            "grant_refusal": policies.grant_duty.refusal(request.user, person, on=today),
            "end_refusal": policies.end_access.refusal(request.user, person, on=today),
            "reset_refusal": policies.reset_second_factor.refusal(request.user, person, on=today),
        },
    )


def _page_of(person: User) -> str:
    return reverse("accounts:person_detail", args=[person.pk])


@require_http_methods(["GET", "POST"])
def person_invite(request: SignedInRequest) -> HttpResponse:
    today, now = clock.today(), clock.now()
    policies.run_portal.enforce(request.user, on=today)
    chosen = Organisation.objects.on(today).filter(slug=request.GET.get("organisation", "")).first()
    form = PersonInviteForm(request.POST or None, on=today, initial={"organisation": chosen})
    if form.is_valid():
        person = workflow.add_person(**form.cleaned_data, by=request.user, at=now)
        workflow.invite(person, by=request.user, at=now)
        messages.success(request, f"{person} is on record, and the invitation is on its way.")
        return redirect("accounts:person_detail", person.pk)
    return render(request, "accounts/person_invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in  # whoever has somebody's address has a new password sent to it
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.run_portal.enforce(request.user, on=clock.today())
    person = get_object_or_404(User, pk=pk)
    form = PersonEditForm(
        request.POST or None,
        person=person,
        cancel_url=_page_of(person),
        initial={"full_name": person.full_name, "email": person.email, "telephone": person.telephone},
    )
    if form.is_valid():
        workflow.edit_person(person, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "The changes are saved.")
        return redirect("accounts:person_detail", person.pk)
    return render(request, "accounts/person_edit.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def person_end_access(request: SignedInRequest, pk: int) -> HttpResponse:
    today = clock.today()
    person = get_object_or_404(User, pk=pk)
    policies.end_access.enforce(request.user, person, on=today)
    if request.method == "POST":
        workflow.end_access(person, by=request.user, at=clock.now())
        if person == request.user:
            return redirect("account_login")
        messages.success(request, f"{person} can no longer sign in. What they did stays under their name.")
        return redirect("accounts:person_detail", person.pk)
    return render(
        request,
        "accounts/person_end_access.html",
        {
            "person": person,
            "form": ConfirmForm(submit_label="End their access now", cancel_url=_page_of(person)),
            "memberships": person.memberships.on(today).select_related("organisation"),
            "duties": person.duties.filter(ended_at=None),
        },
    )


@require_http_methods(["GET", "POST"])
def membership_create(request: SignedInRequest, pk: int) -> HttpResponse:
    today = clock.today()
    policies.run_portal.enforce(request.user, on=today)
    person = get_object_or_404(User, pk=pk)
    form = MembershipForm(
        request.POST or None, on=today, cancel_url=_page_of(person), initial={"starts_on": today}
    )
    if form.is_valid():
        workflow.start_membership(person, **form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "The membership is on record.")
        return redirect("accounts:person_detail", person.pk)
    return render(request, "accounts/membership_create.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def membership_end(request: SignedInRequest, pk: int) -> HttpResponse:
    policies.run_portal.enforce(request.user, on=clock.today())
    membership = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)
    form = EndForm(
        request.POST or None,
        starts_on=membership.starts_on,
        submit_label="End the membership",
        cancel_url=_page_of(membership.user),
        initial={"last_day": clock.today()},
    )
    if form.is_valid():
        workflow.end_membership(membership, on=form.cleaned_data["last_day"], by=request.user, at=clock.now())
        messages.success(request, "The membership is ended, and with it the duties for this organisation.")
        return redirect("accounts:person_detail", membership.user_id)
    return render(
        request,
        "accounts/membership_end.html",
        {"form": form, "membership": membership, "person": membership.user},
    )


@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def duty_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    today = clock.today()
    person = get_object_or_404(User, pk=pk)
    policies.grant_duty.enforce(request.user, person, on=today)
    form = DutyGrantForm(
        request.POST or None,
        person=person,
        on=today,
        cancel_url=_page_of(person),
        initial={"starts_on": today},
    )
    if form.is_valid():
        role, organisation = Role(form.cleaned_data["role"]), form.cleaned_data["organisation"]
        if refusal := policies.take_up_duty.refusal(
            person, role, organisation, on=form.cleaned_data["starts_on"]
        ):
            form.add_error("organisation", refusal)
        else:
            workflow.grant_duty(
                person,
                role=role,
                organisation=organisation,
                starts_on=form.cleaned_data["starts_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
            )
            messages.success(request, "The duty is given. The other administrators are told by e-mail.")
            return redirect("accounts:person_detail", person.pk)
    return render(request, "accounts/duty_grant.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def duty_end(request: SignedInRequest, pk: int) -> HttpResponse:
    today = clock.today()
    duty = get_object_or_404(Duty.objects.select_related("user", "organisation"), pk=pk)
    policies.end_duty.enforce(request.user, duty, on=today)
    form = EndForm(
        request.POST or None,
        starts_on=duty.starts_on,
        submit_label="End the duty",
        cancel_url=_page_of(duty.user),
        initial={"last_day": max(today, duty.starts_on)},
    )
    if form.is_valid():
        workflow.end_duty(duty, on=form.cleaned_data["last_day"], by=request.user, at=clock.now())
        messages.success(request, "The duty is ended. The other administrators are told by e-mail.")
        if duty.user == request.user:
            return redirect("home")
        return redirect("accounts:person_detail", duty.user_id)
    return render(request, "accounts/duty_end.html", {"form": form, "duty": duty, "person": duty.user})


@require_http_methods(["POST"])
def invitation_send(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    workflow.invite(person, by=request.user, at=clock.now())
    messages.success(request, "A new invitation is on its way. Links sent before no longer work.")
    return redirect("accounts:person_detail", person.pk)


@require_http_methods(["POST"])
def invitation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    workflow.withdraw_invitation(invitation, by=request.user, at=clock.now())
    messages.success(request, "The invitation is withdrawn. Its link no longer works.")
    return redirect("accounts:person_detail", invitation.user_id)


@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def second_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    policies.reset_second_factor.enforce(request.user, person, on=clock.today())
    if request.method == "POST":
        workflow.reset_second_factor(person, by=request.user, at=clock.now())
        messages.success(
            request, f"{person} will be asked to set up a new second factor at their next sign-in."
        )
        return redirect("accounts:person_detail", person.pk)
    return render(
        request,
        "accounts/second_factor_reset.html",
        {
            "person": person,
            "form": ConfirmForm(submit_label="Reset the second factor", cancel_url=_page_of(person)),
        },
    )
