"""Invites the first partnership administrator; no password ever stands on a command line."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from csp_portal.accounts import workflow
from csp_portal.core import clock
from csp_portal.core.workflow import CannotBeDone


class Command(BaseCommand):
    help = "Invite a partnership administrator, and print the link with which they open their account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            validate_email(email)
            invitation = workflow.create_administrator(email=email, full_name=name, at=clock.now())
        except ValidationError:
            raise CommandError("Enter an e-mail address like name@example.org.") from None
        except CannotBeDone as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Send this link to {name}. It works once, until {invitation.expires_at:%d %B %Y}:")
        self.stdout.write(invitation.link)
