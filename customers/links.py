"""Mailed links that let somebody choose a password: how they are made and read. No database.

A link carries a signed moment and a fingerprint of the account as it was. It works once: choosing
a password changes the fingerprint, and so does logging in or getting another address.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

from customers.models import User


@dataclass(frozen=True, slots=True)
class ReadLink:
    """A link whose signature and age are good; whose it is must still be compared."""

    user_id: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LinkKind:
    """One purpose of a link, and for how long it lives. One purpose never serves another."""

    purpose: str
    lives: timedelta

    def token_for(self, user: User) -> str:
        return self._signer().sign(f"{user.pk}-{self._fingerprint(user)}")

    def read(self, token: str) -> ReadLink | None:
        """None for anything that is not a link of this kind, or is too old."""
        try:
            value = self._signer().unsign(token, max_age=self.lives)
            number, _dash, fingerprint = value.partition("-")
            return ReadLink(user_id=int(number), fingerprint=fingerprint)
        except (BadSignature, ValueError):
            return None

    def fits(self, link: ReadLink, user: User) -> bool:
        """Whether the account is as it was when the link was made, and may log in."""
        same = constant_time_compare(link.fingerprint, self._fingerprint(user))
        return same and user.is_active and user.pk == link.user_id

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(sep=".", salt=f"customers.links.{self.purpose}")

    def _fingerprint(self, user: User) -> str:
        seen = user.last_login.isoformat() if user.last_login else ""
        value = f"{user.pk}|{user.password}|{seen}|{user.email}|{user.session_epoch}"
        key = f"customers.links.{self.purpose}.fingerprint"
        return salted_hmac(key, value, algorithm="sha256").hexdigest()[:40]


RESET = LinkKind(purpose="reset", lives=timedelta(hours=1))  # K-37, C18
ACTIVATION = LinkKind(purpose="activation", lives=timedelta(days=7))
# What a temporary password opens: the page where it is replaced (C6).
REPLACEMENT = LinkKind(purpose="replacement", lives=timedelta(minutes=15))
