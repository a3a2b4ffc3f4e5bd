"""Addresses of plans, their reviews, figures, and what they are rated by."""

from django.urls import path

from delivery_plans.views import (
    exceptions,
    figures_entering,
    imports,
    indicators,
    parts,
    performance,
    performance_reviews,
    plans,
    reviews,
    strategies,
    ties,
)

app_name = "delivery_plans"

PLAN = "plans/<slug:slug>/"
PART = f"{PLAN}<slug:kind>/<int:pk>/"
MILESTONE = f"{PLAN}milestones/<int:pk>/"
REVIEW = f"{PLAN}reviews/<int:quarter>/"
IMPORT = f"{PLAN}imports/<int:pk>/"
QUARTER = "performance/reviews/<slug:reference>/"

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
    path(f"{PLAN}decision/", ties.plan_tie, name="plan_tie"),
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
    path(f"{PLAN}challenges/<int:pk>/tie/", ties.challenge_tie, name="challenge_tie"),
    path(f"{PLAN}challenges/<int:pk>/answer/", reviews.challenge_answer, name="challenge_answer"),
    path(MILESTONE, parts.milestone_detail, name="milestone_detail"),
    path(f"{MILESTONE}due/", parts.due_correct, name="due_correct"),
    path(f"{MILESTONE}raise/", parts.business_raise, name="business_raise"),
    path(f"{PLAN}<slug:kind>/add/", parts.part_add, name="part_add"),
    path(f"{PART}edit/", parts.part_edit, name="part_edit"),
    path(f"{PART}move/", parts.part_move, name="part_move"),
    path(f"{PART}withdraw/", parts.part_withdraw, name="part_withdraw"),
    path(f"{PART}restore/", parts.part_restore, name="part_restore"),
    path("performance/", performance.indicator_list, name="indicator_list"),
    path("performance/wards/", performance.figure_wards, name="figure_wards"),
    path("performance/crime-types/", performance.figure_crimes, name="figure_crimes"),
    path("performance/hate-crime/", performance.figure_hate_crime, name="figure_hate_crime"),
    path("performance/mopac-7/", performance.figure_mopac, name="figure_mopac"),
    path("performance/export/", performance.figure_export, name="figure_export"),
    path("performance/enter/", figures_entering.figure_enter, name="figure_enter"),
    path("performance/upload/", figures_entering.figure_upload, name="figure_upload"),
    path("performance/upload/template/", figures_entering.figure_template, name="figure_template"),
    path("performance/awaited/", performance.expected_list, name="expected_list"),
    path("performance/awaited/add/", indicators.expected_add, name="expected_add"),
    path("performance/awaited/<int:pk>/withdraw/", indicators.expected_withdraw, name="expected_withdraw"),
    path("performance/indicators/add/", indicators.indicator_add, name="indicator_add"),
    path("performance/indicators/<slug:slug>/", performance.indicator_detail, name="indicator_detail"),
    path("performance/indicators/<slug:slug>/edit/", indicators.indicator_edit, name="indicator_edit"),
    path("performance/indicators/<slug:slug>/end/", indicators.indicator_end, name="indicator_end"),
    path("performance/indicators/<slug:slug>/judge/", indicators.indicator_judge, name="indicator_judge"),
    path("performance/indicators/<slug:slug>/raise/", indicators.indicator_raise, name="indicator_raise"),
    path("performance/reviews/", performance_reviews.performance_review_list, name="performance_review_list"),
    path(
        "performance/reviews/open/",
        performance_reviews.performance_review_open,
        name="performance_review_open",
    ),
    path(QUARTER, performance_reviews.performance_review_detail, name="performance_review_detail"),
    path(f"{QUARTER}agree/", performance_reviews.performance_review_agree, name="performance_review_agree"),
    path(f"{QUARTER}send/", performance_reviews.performance_review_send, name="performance_review_send"),
    path(f"{QUARTER}pass/", performance_reviews.performance_review_pass, name="performance_review_pass"),
    path(
        f"{QUARTER}reopen/", performance_reviews.performance_review_reopen, name="performance_review_reopen"
    ),
    path(f"{QUARTER}report/", performance_reviews.highlight_report_detail, name="highlight_report_detail"),
    path(
        f"{QUARTER}<slug:slug>/", performance_reviews.performance_line_detail, name="performance_line_detail"
    ),
    path(
        f"{QUARTER}<slug:slug>/comment/",
        performance_reviews.performance_line_comment,
        name="performance_line_comment",
    ),
    path(
        f"{QUARTER}<slug:slug>/check/",
        performance_reviews.performance_line_check,
        name="performance_line_check",
    ),
    path(
        f"{QUARTER}<slug:slug>/choose/",
        performance_reviews.performance_line_choose,
        name="performance_line_choose",
    ),
]
