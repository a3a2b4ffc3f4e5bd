"""Addresses of plans, their reviews, and what they are rated by."""

from django.urls import path

from delivery_plans.views import imports

app_name = "delivery_plans"

PLAN = "plans/<slug:slug>/"
IMPORT = f"{PLAN}imports/<int:pk>/"

urlpatterns = [
    path(f"{PLAN}export/", imports.plan_export, name="plan_export"),
    path(f"{PLAN}import/", imports.import_upload, name="import_upload"),
    path(f"{IMPORT}columns/", imports.import_map, name="import_map"),
    path(f"{IMPORT}preview/", imports.import_preview, name="import_preview"),
    path(f"{IMPORT}write/", imports.import_write, name="import_write"),
    path(f"{IMPORT}drop/", imports.import_drop, name="import_drop"),
]
