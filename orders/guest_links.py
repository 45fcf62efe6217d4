"""The mailed link by which a mailbox answers for guest orders: made and read here. No database."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from core.mail import absolute_url
from customers.models import Membership, User

LIVES = timedelta(days=30)
_signer = TimestampSigner(sep="~", salt="orders.guest_links")


@dataclass(frozen=True, slots=True)
class GuestLink:
    """A link whose signature and age are good; whose it is must still be compared."""

    seat_id: int
    fingerprint: str

    def fits(self, user: User) -> bool:
        """The mailbox that got it is still the person's, who may still log in."""
        return user.is_active and constant_time_compare(self.fingerprint, _fingerprint(user))


def link_for(seat: Membership) -> str:
    """The whole address. The seat's user is loaded."""
    token = _signer.sign(f"{seat.pk}-{_fingerprint(seat.user)}")
    return absolute_url(reverse("shop:guest-order-link", args=[token]))


def read(token: str) -> GuestLink | None:
    """None for what is not such a link, or is too old."""
    try:
        number, _dash, fingerprint = _signer.unsign(token, max_age=LIVES).partition("-")
        return GuestLink(int(number), fingerprint)
    except (BadSignature, ValueError):
        return None


def _fingerprint(user: User) -> str:
    key = "orders.guest_links.fingerprint"
    return salted_hmac(key, f"{user.pk}|{user.email}", algorithm="sha256").hexdigest()[:40]
