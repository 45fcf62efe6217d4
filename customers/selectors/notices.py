"""Who gets what from a password notice, and what became of one that was sent off."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.http import Http404

from core.batches import room_in_minute
from core.models import ImportEdit
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
    User,
)
from customers.notice_text import NoticeText
from customers.querysets import UserQuerySet, in_organisation
from customers.search import users_matching

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
    """As `may_send_reset_link` and `may_send_activation` say, for many people in one query."""
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
    sent = NoticeRecipient.objects.filter(state=RecipientState.SENT)
    return room_in_minute(sent, "sent_at", a_minute=max(1, settings.ATTEST_NOTICES_A_MINUTE))


def customers_of(user_ids: Iterable[int]) -> Mapping[int, Sequence[str]]:
    """The names of the customers that each of these people can shop for. One query."""
    rows = Membership.objects.active().filter(user__in=list(user_ids))
    names: dict[int, list[str]] = defaultdict(list)
    for user_id, name in rows.order_by("customer__name", "id").values_list(
        "user_id", "customer__name"
    ):
        names[user_id].append(name)
    return names


def last_text(language: str) -> NoticeText | None:
    """What was last written in this language. One query."""
    found = PasswordNotice.objects.filter(kind=NoticeKind.WRITTEN, language=language)
    last = found.order_by("-id").first()
    return NoticeText(last.subject, last.body, language) if last else None


@dataclass(frozen=True)
class Selected:
    """How many of the chosen people get what. `fingerprint` changes when other people do."""

    activation: int
    reset: int
    skipped: Mapping[SkipReason, int]
    fingerprint: str

    @property
    def reached(self) -> int:
        return self.activation + self.reset

    @property
    def left_out(self) -> int:
        return sum(self.skipped.values())

    @property
    def total(self) -> int:
        return self.reached + self.left_out

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        return [(str(reason.label), count) for reason, count in self.skipped.items()]


def people_created_by(actor: Actor, import_id: int) -> UserQuerySet:
    """Those whom an import made, whatever became of them since; nobody for a strange number."""
    made = ImportEdit.objects.filter(
        job=import_id, model=User._meta.label_lower, before__isnull=True, is_kept=False
    )
    found: UserQuerySet = User.objects.visible_to(actor).filter(pk__in=made.values("object_id"))
    return found


def people_with_ids(actor: Actor, user_ids: Iterable[int]) -> UserQuerySet:
    found: UserQuerySet = User.objects.visible_to(actor).filter(pk__in=list(user_ids))
    return found


def selected(people: UserQuerySet) -> Selected:
    """Counts people who have `.gets`. One query, over all of them."""
    plain: Any = people.prefetch_related(None).order_by()
    grouped = plain.values("gets")
    rows = list(grouped.annotate(count=Count("pk"), ids=Sum("pk")).order_by("gets"))
    counts = {row["gets"]: row["count"] for row in rows}
    return Selected(
        activation=counts.get(SentLink.ACTIVATION, 0),
        reset=counts.get(SentLink.RESET, 0),
        skipped={reason: counts[reason] for reason in SkipReason if reason in counts},
        fingerprint="-".join(f"{row['gets']}.{row['count']}.{row['ids']}" for row in rows),
    )


def first_reached(people: UserQuerySet, *, user_id: int | None = None) -> Any:
    """That one of these people who get a link, or the first by name; None if nobody. One query."""
    reached: Any = people.prefetch_related(None)
    reached = reached.filter(gets__in=SentLink.values)
    if user_id is not None:
        reached = reached.filter(pk=user_id)
    return reached.order_by("last_name", "first_name", "pk").first()


@dataclass(frozen=True)
class NoticeProgress:
    waiting: int
    sent: int
    skipped: Mapping[SkipReason, int]
    minutes_left: int

    @property
    def left_out(self) -> int:
        return sum(self.skipped.values())

    @property
    def done(self) -> int:
        return self.sent + self.left_out

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        return [(str(reason.label), count) for reason, count in self.skipped.items()]


def minutes_for(mails: int) -> int:
    """How long so many take when nothing else is sent; 0 = they go at once."""
    return (mails - 1) // max(1, settings.ATTEST_NOTICES_A_MINUTE) if mails else 0


def progress_of(notice: PasswordNotice) -> NoticeProgress:
    """One query over the notice's recipients."""
    rows = NoticeRecipient.objects.filter(notice=notice).order_by()
    counts: dict[tuple[str, str], int] = {
        (state, reason): count
        for state, reason, count in rows.values_list("state", "reason").annotate(n=Count("pk"))
    }
    waiting = counts.get((RecipientState.WAITING, ""), 0)
    found = {reason: counts.get((RecipientState.SKIPPED, reason), 0) for reason in SkipReason}
    return NoticeProgress(
        waiting=waiting,
        sent=counts.get((RecipientState.SENT, ""), 0),
        skipped={reason: count for reason, count in found.items() if count},
        minutes_left=minutes_for(waiting),
    )


def notice_list(*, text: str = "", kind: str = "") -> "QuerySet[PasswordNotice]":
    """Every notice with who made it and `.is_sending`, by part of the subject and kind."""
    waiting = NoticeRecipient.objects.filter(notice=OuterRef("pk"), state=RecipientState.WAITING)
    found = PasswordNotice.objects.select_related("made_by").annotate(is_sending=Exists(waiting))
    if text:
        found = found.filter(subject__icontains=text)
    return found.filter(kind=kind) if kind else found


def notice_of(notice_id: int) -> PasswordNotice:
    """One notice, or Http404."""
    rows = PasswordNotice.objects.select_related("made_by", "acted_by", "stopped_by")
    notice = rows.filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def recipients_of(
    notice: PasswordNotice, *, text: str = "", state: str = ""
) -> "QuerySet[NoticeRecipient]":
    """Who gets it, with the person, by part of name or e-mail and by state."""
    found = NoticeRecipient.objects.filter(notice=notice).select_related("user")
    if text:
        found = found.filter(user__in=users_matching(User.objects.all(), text).values("pk"))
    return found.filter(state=state) if state else found
