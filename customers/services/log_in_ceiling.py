"""A ceiling on wrong passwords from one network address, whatever the names (K-36).

One name from one address is slowed by axes. Somebody who tries one password on many names is not:
that is what this counts. An office behind one address must not be shut out by its own mistakes, so
whoever gets in takes their own failures off the count, the door opens again a quarter of an hour
after the last failure, and nobody who is logged in notices anything.
"""

from datetime import timedelta

from axes.models import AccessFailureLog
from django.db.models import Count, Max
from django.utils import timezone

from core.audit import use_case
from customers.actors import ANONYMOUS, Actor

MOST_FAILURES = 50
COUNTED_FOR = timedelta(hours=1)
CLOSED_FOR = timedelta(minutes=15)


def is_closed_for(ip_address: str | None) -> bool:
    """One query; none where we do not know who asks."""
    if ip_address is None:
        return False
    now = timezone.now()
    lately = AccessFailureLog.objects.filter(
        ip_address=ip_address, attempt_time__gt=now - COUNTED_FOR
    ).aggregate(count=Count("pk"), last=Max("attempt_time"))
    return bool(lately["count"] >= MOST_FAILURES and lately["last"] > now - CLOSED_FOR)


def got_in(*, email: str, ip_address: str | None) -> None:
    """Whoever logs in has only mistyped: their failures from here do not count any more."""
    if ip_address is not None:
        AccessFailureLog.objects.filter(username=email.lower(), ip_address=ip_address).delete()


@use_case("log_in.forget_failures")
def forget_old_failures(*, actor: Actor = ANONYMOUS) -> int:
    """Who failed from where is not kept longer than it is counted for."""
    old = AccessFailureLog.objects.filter(attempt_time__lt=timezone.now() - COUNTED_FOR)
    return int(old.delete()[0])
