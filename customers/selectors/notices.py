"""Who gets what from a password notice, and what became of one that was sent off."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from customers.access import Perm
from customers.actors import SYSTEM, Actor
from customers.models import (
    Membership,
    NoticeKind,
    NoticeRecipient,
    PasswordNotice,
    RecipientState,
    SentLink,
    SkipReason,
)
from customers.querysets import UserQuerySet, in_organisation

MINUTE = timedelta(minutes=1)
NOTICES_AT_ONCE = 20


def with_gets(users: UserQuerySet, *, actor: Actor, kind: NoticeKind) -> UserQuerySet:
    """Each person with `.gets`: the SentLink that `actor` may mail them, else the SkipReason.

    The one place that decides it: for the list before, when a notice is made and when it is sent.
    A person without a password gets an activation link, others a reset link (C4).
    """
    has_password = SentLink.RESET if kind == NoticeKind.WRITTEN else SkipReason.HAS_PASSWORD
    return users.annotate(
        gets=Case(
            When(is_active=False, then=Value(SkipReason.INACTIVE.value)),
            When(email="", then=Value(SkipReason.NO_EMAIL.value)),
            When(_out_of_reach(actor), then=Value(SkipReason.NO_RIGHT.value)),
            When(
                password__startswith=UNUSABLE_PASSWORD_PREFIX, then=Value(SentLink.ACTIVATION.value)
            ),
            default=Value(has_password.value),
            output_field=CharField(),
        )
    )


def _out_of_reach(actor: Actor) -> Q:
    """As `may_send_reset_link` and `may_change_person` say, for many people in one query."""
    if actor.has(Perm.STAFF_STAFF_CHANGE):
        return Q(pk__in=[])
    staff = ~Q(staff_role="")
    if actor.has(Perm.STAFF_USER_CHANGE) or actor.membership is None:
        return staff
    inside = in_organisation(actor.membership.customer, "customer__")
    elsewhere = Membership.objects.filter(user=OuterRef("pk")).exclude(inside)
    return staff | Q(Exists(elsewhere))


def maker_of(notice: PasswordNotice) -> Actor:
    """On whose behalf it is sent; `made_by` is loaded. Without a membership."""
    return Actor(user=notice.made_by) if notice.made_by_id else SYSTEM


def notices_with_waiting() -> Sequence[PasswordNotice]:
    """Notices that somebody still waits for, oldest first, with who made them. One query."""
    waiting = NoticeRecipient.objects.filter(notice=OuterRef("pk"), state=RecipientState.WAITING)
    found = PasswordNotice.objects.filter(Exists(waiting)).select_related("made_by")
    return list(found.order_by("id")[:NOTICES_AT_ONCE])


def room_now() -> tuple[int, int]:
    """How many mails may go now, and if none: in how many seconds some may. One query.

    Counts what went in the last minute, over all notices.
    """
    now = timezone.now()
    lately = NoticeRecipient.objects.filter(state=RecipientState.SENT, sent_at__gt=now - MINUTE)
    a_minute = max(1, settings.ATTEST_NOTICES_A_MINUTE)
    moments = list(lately.order_by("-sent_at").values_list("sent_at", flat=True)[:a_minute])
    if len(moments) < a_minute:
        return a_minute - len(moments), 0
    first: Any = moments[-1]
    return 0, int((first + MINUTE - now).total_seconds()) + 1


def customers_of(user_ids: Iterable[int]) -> Mapping[int, Sequence[str]]:
    """The names of the customers that each of these people can shop for. One query."""
    rows = Membership.objects.active().filter(user__in=list(user_ids))
    names: dict[int, list[str]] = defaultdict(list)
    for user_id, name in rows.order_by("customer__name", "id").values_list(
        "user_id", "customer__name"
    ):
        names[user_id].append(name)
    return names
