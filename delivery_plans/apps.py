"""The delivery plans app."""

from django.apps import AppConfig


class DeliveryPlansConfig(AppConfig):
    name = "delivery_plans"
