"""Mail servers that misbehave, as Django backends; what they accept lands in `mail.outbox`."""

import time
from collections.abc import Sequence
from smtplib import SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class RefusesSome(EmailBackend):
    """Hangs up on every mail to an address that begins with 'broken'."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any(message.to[0].startswith("broken") for message in messages):
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)


class IsSlow(EmailBackend):
    """Takes its time, so that two workers are busy at once."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        time.sleep(0.02)
        return super().send_messages(messages)
