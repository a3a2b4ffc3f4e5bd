"""Register what the queue does by the clock."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.module_loading import import_string
from django_q.models import Schedule


class Command(BaseCommand):
    help = "Make the queue's schedules those of settings.SCHEDULES. Safe to run again."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name, fields in settings.SCHEDULES.items():
            import_string(fields["func"])  # a wrong name fails here and not at night
            schedule, is_new = Schedule.objects.get_or_create(name=name, defaults=fields)
            if not is_new and any(getattr(schedule, field) != value for field, value in fields.items()):
                for field, value in fields.items():
                    setattr(schedule, field, value)
                schedule.save()
        Schedule.objects.exclude(name__in=settings.SCHEDULES).delete()
        self.stdout.write(f"{len(settings.SCHEDULES)} schedules are registered.")
