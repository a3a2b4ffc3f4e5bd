"""Addresses of performance reviews."""

from django.urls import path

from delivery_plans.views import performance_reviews

app_name = "delivery_plans"

REVIEW = "performance/reviews/<slug:reference>/"

urlpatterns = [
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
