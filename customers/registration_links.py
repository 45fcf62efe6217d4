"""The mailed link by which a mailbox answers a registration: made and read here. No database."""

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from core.mail import absolute_url
from customers.models.registration import LIVES

_signer = TimestampSigner(sep="~", salt="customers.registration_links")


def link_for(registration_id: int) -> str:
    """The whole address. It is good until an account is made by it, at most three days."""
    token = _signer.sign(str(registration_id))
    return absolute_url(reverse("account:registration-link", args=[token]))


def read(token: str) -> int | None:
    """Which registration it answers; None for what is not such a link, or is too old."""
    try:
        return int(_signer.unsign(token, max_age=LIVES))
    except (BadSignature, ValueError):
        return None
