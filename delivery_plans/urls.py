"""Addresses of plans, their reviews, and what they are rated by."""

from django.urls import path

from delivery_plans.views import exceptions, imports, parts, plans, reviews, strategies

app_name = "delivery_plans"

PLAN = "plans/<slug:slug>/"
IMPORT = f"{PLAN}imports/<int:pk>/"
PART = f"{PLAN}<slug:kind>/<int:pk>/"
MILESTONE = f"{PLAN}milestones/<int:pk>/"
REVIEW = f"{PLAN}reviews/<int:quarter>/"

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/draft/", plans.plan_draft, name="plan_draft"),
    path("plans/exceptions/", exceptions.exception_list, name="exception_list"),
    path("plans/exceptions/export/", exceptions.exception_export, name="exception_export"),
    path("plans/strategies/", strategies.strategy_list, name="strategy_list"),
    path("plans/strategies/add/", strategies.strategy_add, name="strategy_add"),
    path("plans/strategies/<int:pk>/edit/", strategies.strategy_edit, name="strategy_edit"),
    path("plans/strategies/<int:pk>/outcomes/add/", strategies.outcome_add, name="outcome_add"),
    path("plans/outcomes/<int:pk>/edit/", strategies.outcome_edit, name="outcome_edit"),
    path("plans/offices/", strategies.office_list, name="office_list"),
    path("plans/offices/<int:pk>/edit/", strategies.office_edit, name="office_edit"),
    path("plans/scale/", strategies.scale_detail, name="scale_detail"),
    path("plans/scale/edit/", strategies.scale_edit, name="scale_edit"),
    path(PLAN, plans.plan_detail, name="plan_detail"),
    path(f"{PLAN}edit/", plans.plan_edit, name="plan_edit"),
    path(f"{PLAN}endorse/", plans.plan_endorse, name="plan_endorse"),
    path(f"{PLAN}take-back/", plans.plan_take_back, name="plan_take_back"),
    path(f"{PLAN}close/", plans.plan_close, name="plan_close"),
    path(f"{PLAN}comment/", plans.plan_comment, name="plan_comment"),
    path(f"{PLAN}export/", imports.plan_export, name="plan_export"),
    path(f"{PLAN}import/", imports.import_upload, name="import_upload"),
    path(f"{IMPORT}columns/", imports.import_map, name="import_map"),
    path(f"{IMPORT}preview/", imports.import_preview, name="import_preview"),
    path(f"{IMPORT}write/", imports.import_write, name="import_write"),
    path(f"{IMPORT}drop/", imports.import_drop, name="import_drop"),
    path(f"{PLAN}history/", plans.plan_history, name="plan_history"),
    path(f"{PLAN}reviews/open/", reviews.review_open, name="review_open"),
    path(REVIEW, reviews.review_detail, name="review_detail"),
    path(f"{REVIEW}edit/", reviews.review_edit, name="review_edit"),
    path(f"{REVIEW}rate/", reviews.review_rate, name="review_rate"),
    path(f"{REVIEW}submit/", reviews.review_submit, name="review_submit"),
    path(f"{REVIEW}send-back/", reviews.review_send_back, name="review_send_back"),
    path(f"{REVIEW}close/", reviews.review_close, name="review_close"),
    path(f"{REVIEW}remind/", reviews.review_remind, name="review_remind"),
    path(f"{PLAN}ratings/<int:pk>/challenge/", reviews.challenge_record, name="challenge_record"),
    path(f"{PLAN}challenges/<int:pk>/answer/", reviews.challenge_answer, name="challenge_answer"),
    path(MILESTONE, parts.milestone_detail, name="milestone_detail"),
    path(f"{MILESTONE}due/", parts.due_correct, name="due_correct"),
    path(f"{MILESTONE}raise/", parts.business_raise, name="business_raise"),
    path(f"{PLAN}<slug:kind>/add/", parts.part_add, name="part_add"),
    path(f"{PART}edit/", parts.part_edit, name="part_edit"),
    path(f"{PART}move/", parts.part_move, name="part_move"),
    path(f"{PART}withdraw/", parts.part_withdraw, name="part_withdraw"),
    path(f"{PART}restore/", parts.part_restore, name="part_restore"),
]
