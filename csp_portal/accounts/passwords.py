"""What a password may not be. Nothing here asks for capitals, digits or a change every month."""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError

FEWEST_OTHER_LETTERS = 5


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Use at least {self.min_length} characters. Three or four random words are a good password."

    def get_help_text(self) -> str:
        return f"At least {self.min_length} characters, for example three or four random words."


class NotCommon(CommonPasswordValidator):
    """Refuse common passwords, and those made long by repeating one or by padding it."""

    def validate(self, password: str, user: Any = None) -> None:
        lowered = password.lower().strip()
        padded_core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
        once = re.sub(r"^(.+?)\1+$", r"\1", lowered)
        core_once = re.sub(r"^(.+?)\1+$", r"\1", padded_core)
        candidates = {lowered, padded_core, once, core_once} - {""}
        counted_up = lowered in "1234567890" * 20 or lowered in "0987654321" * 20
        if counted_up or len(set(lowered)) < 5 or candidates & set(self.passwords):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return "This password is easy to guess. Choose three or four random words instead."

    def get_help_text(self) -> str:
        return "Not a common password, nor one repeated or padded."


def _letters_beside(password: str, known_words: set[str]) -> int:
    """Count the letters that are left of a password when words that anybody would try are taken out."""
    rest = "".join(letter for letter in password.lower() if letter.isalpha())
    for word in sorted(known_words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > 2}


class NotLikeThePerson:
    """
    Refuse passwords made of the person's own name or address.

    Django's own check compares the letters of both, and finds three random words like any long name.
    """

    def validate(self, password: str, user: Any = None) -> None:
        own_words = _words(f"{getattr(user, 'full_name', '')} {getattr(user, 'email', '')}")
        if own_words and _letters_beside(password, own_words) < FEWEST_OTHER_LETTERS:
            raise ValidationError(
                "This password is too much like your name or e-mail address. Choose other words.",
                code="password_too_similar",
            )

    def get_help_text(self) -> str:
        return "Not your name or e-mail address."


class NotLikeThePartnership:
    """Refuse passwords made of nothing but the partnership's own words, which anybody would try first."""

    def validate(self, password: str, user: Any = None) -> None:
        own_words = {"password", "welcome", "portal", "login", "letmein", "board"} | _words(
            f"{settings.PARTNERSHIP_NAME} {settings.PARTNERSHIP_SHORT_NAME} {settings.PARTNERSHIP_AREA}"
        )
        if _letters_beside(password, own_words) < FEWEST_OTHER_LETTERS:
            raise ValidationError(
                "This password is made of the partnership’s own name. Choose other words.",
                code="password_like_partnership",
            )

    def get_help_text(self) -> str:
        return "Not the name of the partnership."
