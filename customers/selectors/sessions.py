"""Where a person is logged in now."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from customers.models import ShopSession, User

AT_MOST = 50
SINCE_KEY = "since"  # when the log-in was, and with what: written there, read here
BROWSER_KEY = "browser"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`ref` names it on a page without giving away the key that would open it."""

    ref: str
    since: datetime | None
    browser: str
    is_here: bool
    is_acting: bool


def open_sessions(user: User, *, here: str | None) -> Sequence[OpenSession]:
    """One's own sessions that still count, this one (its key is `here`) first. One query."""
    found = [
        OpenSession(
            ref=reference(session.session_key),
            since=parse_datetime(str(data.get(SINCE_KEY, ""))),
            browser=str(data.get(BROWSER_KEY, "")),
            is_here=session.session_key == here,
            is_acting="hijack_history" in data,
        )
        for session, data in _counting(user)
    ]
    return sorted(found, key=lambda each: (not each.is_here, each.since is None))


def session_named(user: User, ref: str) -> ShopSession | None:
    """One's own session with that reference; somebody else's is none."""
    for session, _data in _counting(user):
        if constant_time_compare(reference(session.session_key), ref):
            return session
    return None


def reference(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def _counting(user: User) -> Iterator[tuple[ShopSession, Mapping[str, Any]]]:
    """Those that were not ended by a new password or the like: the rest are nobody's."""
    rows = ShopSession.objects.filter(person_id=user.pk, expire_date__gt=timezone.now())
    now = user.get_session_auth_hash()
    for session in rows.order_by("-expire_date")[:AT_MOST]:
        data = session.get_decoded()
        checked = data.get("hijack_hash") or data.get("_auth_user_hash") or ""
        if constant_time_compare(str(checked), now):
            yield session, data
