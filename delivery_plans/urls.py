"""Addresses of plans, reviews and performance."""

from django.urls import path

from delivery_plans.views import figures_entering, indicators, performance, performance_reviews

app_name = "delivery_plans"

REVIEW = "performance/reviews/<slug:reference>/"

urlpatterns = [
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
    path("performance/reviews/", performance_reviews.performance_review_list, name="performance_review_list"),
    path(
        "performance/reviews/open/",
        performance_reviews.performance_review_open,
        name="performance_review_open",
    ),
    path(REVIEW, performance_reviews.performance_review_detail, name="performance_review_detail"),
    path(f"{REVIEW}agree/", performance_reviews.performance_review_agree, name="performance_review_agree"),
    path(f"{REVIEW}send/", performance_reviews.performance_review_send, name="performance_review_send"),
    path(f"{REVIEW}pass/", performance_reviews.performance_review_pass, name="performance_review_pass"),
    path(f"{REVIEW}reopen/", performance_reviews.performance_review_reopen, name="performance_review_reopen"),
    path(f"{REVIEW}report/", performance_reviews.highlight_report_detail, name="highlight_report_detail"),
    path(
        f"{REVIEW}<slug:slug>/", performance_reviews.performance_line_detail, name="performance_line_detail"
    ),
    path(
        f"{REVIEW}<slug:slug>/comment/",
        performance_reviews.performance_line_comment,
        name="performance_line_comment",
    ),
    path(
        f"{REVIEW}<slug:slug>/check/",
        performance_reviews.performance_line_check,
        name="performance_line_check",
    ),
    path(
        f"{REVIEW}<slug:slug>/choose/",
        performance_reviews.performance_line_choose,
        name="performance_line_choose",
    ),
]
