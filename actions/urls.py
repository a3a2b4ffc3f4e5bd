"""Addresses of actions."""

from django.urls import path

from actions.views import lists, partners, records

app_name = "actions"

urlpatterns = [
    path("actions/", lists.action_list, name="action_list"),
    path("actions/export/", lists.action_export, name="action_export"),
    path("actions/figures/", lists.action_figures, name="action_figures"),
    path("actions/record/", records.action_record, name="action_record"),
    path("actions/<slug:slug>/", records.action_detail, name="action_detail"),
    path("actions/<slug:slug>/edit/", records.action_edit, name="action_edit"),
    path("actions/<slug:slug>/carry-over/", records.action_carry_over, name="action_carry_over"),
    path("actions/<slug:slug>/follow-from/", records.action_follow_from, name="action_follow_from"),
    path("actions/<slug:slug>/end/", records.action_end, name="action_end"),
    path("actions/<slug:slug>/escalate/", records.action_escalate, name="action_escalate"),
    path(
        "actions/<slug:slug>/escalations/<int:pk>/answer/",
        records.escalation_answer,
        name="escalation_answer",
    ),
    path("actions/<slug:slug>/comment/", records.comment_add, name="comment_add"),
    path("actions/<slug:slug>/files/<int:pk>/", records.file_download, name="file_download"),
    path("actions/<slug:slug>/partners/add/", partners.partner_add, name="partner_add"),
    path("actions/<slug:slug>/partners/<int:pk>/person/", partners.partner_person, name="partner_person"),
    path("actions/<slug:slug>/partners/<int:pk>/answer/", partners.partner_answer, name="partner_answer"),
    path("actions/<slug:slug>/partners/<int:pk>/accept/", partners.partner_accept, name="partner_accept"),
    path(
        "actions/<slug:slug>/partners/<int:pk>/send-back/",
        partners.partner_send_back,
        name="partner_send_back",
    ),
    path(
        "actions/<slug:slug>/partners/<int:pk>/withdraw/", partners.partner_withdraw, name="partner_withdraw"
    ),
]
