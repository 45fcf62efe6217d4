"""The mailed link by which an address chooses what it is mailed: made and read here. No database.

It opens no account: it says that whoever holds it reads the mailbox, and since when.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone

LIVES = timedelta(days=3)  # over a weekend
_signer = TimestampSigner(sep="~", salt="customers.newsletter_links")


@dataclass(frozen=True, slots=True)
class Wish:
    """An address whose mailbox has answered; `asked_at` is when the link was made."""

    email: str
    asked_at: datetime

    @property
    def is_open(self) -> bool:
        return self.asked_at + LIVES > timezone.now()


def token_for(email: str) -> str:
    return _signer.sign_object({"email": email, "at": timezone.now().timestamp()})


def read(token: str) -> Wish | None:
    """None for anything that is not such a link, or is too old."""
    try:
        said = _signer.unsign_object(token, max_age=LIVES)
    except (BadSignature, ValueError):
        return None
    return Wish(email=said["email"], asked_at=datetime.fromtimestamp(said["at"], tz=UTC))
