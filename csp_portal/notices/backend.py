"""Django's mail functions lead here, so that no page ever waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from csp_portal.core import clock
from csp_portal.notices import workflow


class QueueBackend(BaseEmailBackend):
    """Put e-mails into the portal's own queue, in the transaction that is open."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """
        Queue one e-mail for each receiver.

        :raises ValueError: if an e-mail has more than plain text, which the portal never sends
        """
        for message in email_messages:
            if message.attachments or getattr(message, "alternatives", None):
                raise ValueError("The portal's e-mails are plain text; papers are never sent by e-mail.")
            for address in message.recipients():
                workflow.post_letter(
                    address=address,
                    subject=str(message.subject),
                    text=str(message.body),
                    headers={},
                    at=clock.now(),
                )
        return len(email_messages)
