"""The states of an e-mail on its way out, the moves between them, and the ways in which a notice travels."""

from enum import StrEnum

from django.db import models


class State(models.TextChoices):
    """How far an e-mail has come."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    IN_DOUBT = "in_doubt", "In doubt"
    FAILED = "failed", "Not taken"
    GIVEN_UP = "given_up", "Not to be sent"


TRANSITIONS = {
    # Nothing may be left to say once it is an e-mail's turn.
    State.QUEUED: (State.SENDING, State.GIVEN_UP),
    State.SENDING: (State.SENT, State.QUEUED, State.FAILED, State.IN_DOUBT, State.GIVEN_UP),
    State.SENT: (),
    # A worker that was only slow may still say how it ended; otherwise a person decides.
    State.IN_DOUBT: (State.SENT, State.QUEUED, State.FAILED, State.GIVEN_UP),
    State.FAILED: (State.QUEUED, State.GIVEN_UP),
    State.GIVEN_UP: (),
}

# Somebody has to decide whether these are sent again.
TROUBLED_STATES = (State.IN_DOUBT, State.FAILED)
# Their text is not needed any more.
ENDED_STATES = (State.SENT, State.GIVEN_UP)


class Way(models.TextChoices):
    """How a notice reaches a person, beside standing in the portal."""

    AT_ONCE = "at_once", "By e-mail at once"
    DIGEST = "digest", "In the daily e-mail"
    PORTAL = "portal", "Only in the portal"


# Before people come to work.
USUAL_DIGEST_HOUR = 7


class What(models.TextChoices):
    """What an e-mail is."""

    NOTICE = "notice", "A notice"
    DIGEST = "digest", "A daily e-mail"
    LETTER = "letter", "About an account"
    OUTSIDE = "outside", "To an address without an account"


class Problem(models.TextChoices):
    """Why an e-mail did not go, as a code: what servers answer can hold people's addresses."""

    UNREACHABLE = "unreachable", "The mail server could not be reached"
    PUT_OFF = "put_off", "The mail server asked to try again later"
    REFUSED = "refused", "The mail server refused it"
    ADDRESS_REFUSED = "address_refused", "The mail server refused the address"
    SILENCE = "silence", "The connection ended before the mail server had answered"
    NOTHING_LEFT = "nothing_left", "Nothing was left to tell"


class Event(StrEnum):
    """What the audit trail calls what people do to notices and e-mails."""

    CHOICES_MADE = "notices.choices.made"
    MAIL_SENT_AGAIN = "notices.mail.sent_again"
    MAIL_GIVEN_UP = "notices.mail.given_up"
