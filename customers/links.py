"""Mailed links that open an account or change its address: made and read here. No database.

A link carries a signed moment and a fingerprint of the account as it was. It works once: choosing
a password changes the fingerprint, and so does logging in or getting another address.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner, b62_decode
from django.utils.crypto import constant_time_compare, salted_hmac

from customers.models import EmailChange, User
from customers.models.email_change import LIVES


@dataclass(frozen=True, slots=True)
class ReadLink:
    """A link whose signature and age are good; whose it is must still be compared.

    `until` (seconds since 1970) is when it dies. A session keeps these three and never the link:
    without the shop's secret key nobody makes a link of them.
    """

    user_id: int
    fingerprint: str
    until: int

    @property
    def is_alive(self) -> bool:
        return time.time() < self.until


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
            made_at = b62_decode(token.split(".")[-2])
            until = made_at + int(self.lives.total_seconds())
            return ReadLink(user_id=int(number), fingerprint=fingerprint, until=until)
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


@dataclass(frozen=True, slots=True)
class ChangeLink:
    """One answer to one change of address. It is good while the change waits for it."""

    purpose: str

    def token_for(self, change: EmailChange) -> str:
        return self._signer().sign(str(change.pk))

    def read(self, token: str) -> int | None:
        """Which change it answers; None for anything that is not such a link, or is too old."""
        try:
            return int(self._signer().unsign(token, max_age=LIVES))
        except (BadSignature, ValueError):
            return None

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(sep=".", salt=f"customers.links.{self.purpose}")


EMAIL_OLD = ChangeLink(purpose="email-old")
EMAIL_NEW = ChangeLink(purpose="email-new")
NOT_ME = ChangeLink(purpose="email-not-me")
CHANGE_LINKS = {link.purpose: link for link in (EMAIL_OLD, EMAIL_NEW, NOT_ME)}
