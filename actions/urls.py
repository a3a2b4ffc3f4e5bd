"""Addresses of actions."""

from django.urls import path

from actions.views import case_reviews, following, lists, partners, records

app_name = "actions"

urlpatterns = [
    path("actions/", lists.action_list, name="action_list"),
    path("actions/export/", lists.action_export, name="action_export"),
    path("actions/figures/", lists.action_figures, name="action_figures"),
    path("actions/record/", records.action_record, name="action_record"),
    path("actions/reminders/", following.reminder_list, name="reminder_list"),
    path("actions/reminders/<slug:slug>/", following.reminder_edit, name="reminder_edit"),
    path("actions/log/<slug:reference>/", following.log_list, name="log_list"),
    path("actions/log/<slug:reference>/<slug:slug>/", following.log_enter, name="log_enter"),
    path("actions/reviews/", case_reviews.review_list, name="review_list"),
    path("actions/reviews/of/<slug:slug>/record/", case_reviews.review_record, name="review_record"),
    path("actions/reviews/<slug:key>/", case_reviews.review_detail, name="review_detail"),
    path("actions/reviews/<slug:key>/account/", case_reviews.review_account, name="review_account"),
    path("actions/reviews/<slug:key>/edit/", case_reviews.review_edit, name="review_edit"),
    path("actions/reviews/<slug:key>/close/", case_reviews.review_close, name="review_close"),
    path("answers/<str:token>/", following.link_answer, name="link_answer"),
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
    path("actions/<slug:slug>/partners/<int:pk>/link/", following.link_send, name="link_send"),
    path("actions/<slug:slug>/links/<int:pk>/withdraw/", following.link_withdraw, name="link_withdraw"),
    path(
        "actions/<slug:slug>/partners/<int:pk>/withdraw/", partners.partner_withdraw, name="partner_withdraw"
    ),
]
