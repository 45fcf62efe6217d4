"""The mailed links by which people choose, or stop, what they are mailed. No database.

Neither opens an account. The one says that whoever holds it reads the mailbox, and since when;
the other only takes a yes back, so it lives as long as the mail that it stands in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils import timezone

from core.mail import absolute_url
from customers.models import ConsentKind

LIVES = timedelta(days=3)  # over a weekend
_signer = TimestampSigner(sep="~", salt="customers.newsletter_links")
_stopper = Signer(sep="~", salt="customers.newsletter_links.stop")


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


def stop_link(user_id: int, kind: ConsentKind, *, letter: int | None = None) -> str:
    """The address that stops mail of a kind to a person with one press (RFC 8058).

    `letter`: the number of what it stands in, so that one sees what people left by.
    """
    said = f"{user_id}-{kind.value}" + (f"-{letter}" if letter is not None else "")
    return absolute_url(reverse("shop:newsletter-stop", args=[_stopper.sign(said)]))


def read_stop(token: str) -> tuple[int, ConsentKind] | None:
    """Whose mail of which kind; None for anything that is not such a link."""
    said = _parts(token)
    return (int(said[0]), ConsentKind(said[1])) if said else None


def letter_of_stop(token: str) -> tuple[int, int] | None:
    """(person, letter) of a link that stands in a letter."""
    said = _parts(token)
    return (int(said[0]), int(said[2])) if said and len(said) == 3 else None


def _parts(token: str) -> list[str] | None:
    try:
        return _stopper.unsign(token).split("-")
    except BadSignature:
        return None
