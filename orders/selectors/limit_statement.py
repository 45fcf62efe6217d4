"""The statement of a membership's purchase limit: its lines, and the ways to other periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from core.days import begin_of
from core.money import ZERO
from customers.limit_chapters import (
    Chapter,
    chapter_on,
    chapters_of,
    day_after,
    day_before,
    period_in,
)
from customers.limits import LimitStanding, LimitTerms, LimitVersion
from customers.models import Membership
from customers.periods import Period
from customers.selectors.limit_history import limit_history
from orders.models import EntryKind, LimitEntry, OrderEvent
from orders.selectors.limits import spent_in, standing_of
from orders.statement import Move, OrderFact, Statement, days_needed, make_statement
from orders.states import OrderEventKind


@dataclass(frozen=True, slots=True)
class LimitStatement:
    """A period's standing and its statement; both days lie in the period shown before and after.

    `now` is the standing of today. `statement` is None when no period holds on the day asked for.
    """

    now: LimitStanding
    standing: LimitStanding
    statement: Statement | None
    today: date
    earlier: date | None
    later: date | None

    @property
    def is_known(self) -> bool:
        """Whether there is a statement to show, of a period that has begun."""
        return self.statement is not None and self.statement.period.starts_on <= self.today

    @property
    def is_current(self) -> bool:
        """Whether today is in the period shown, under the limit as it is."""
        return self.standing is self.now


def limit_statement(
    membership: Membership, *, on: date | None = None, today: date | None = None
) -> LimitStatement:
    """The statement of the period that `on` is in, today's unless said.

    It closes with `standing_of(membership, day=on).remaining`; for days before the limit's start
    date, with what was left of the limit that this one replaced. At most eight queries, however
    many lines.
    """
    today = today or timezone.localdate()
    now = standing_of(membership, day=today)
    versions = _versions(membership, now.terms, today)
    chapters = chapters_of(versions)
    day = today if on is None else on
    chapter = _chapter(versions, chapters, day, today)
    period = period_in(chapter, day) if chapter else None
    if chapter is None or period is None:
        return LimitStatement(
            now=now,
            standing=now,
            statement=None,
            today=today,
            earlier=day_before(chapters, day),
            later=day_after(chapters, day, today=today),
        )
    known = versions[: chapter.number + 1]
    statement = make_statement(
        period=period,
        versions=known,
        facts=_facts(membership, days_needed(known, period)),
    )
    return LimitStatement(
        now=now,
        standing=_standing(membership, chapter, period, now),
        statement=statement,
        today=today,
        earlier=day_before(chapters, period.starts_on),
        later=day_after(chapters, period.ends_on, today=today),
    )


def _chapter(
    versions: Sequence[LimitVersion], chapters: Sequence[Chapter], day: date, today: date
) -> Chapter | None:
    """From today on only the limit as it is answers, also when it starts later or is removed."""
    chapter = chapter_on(chapters, day)
    if chapter is not None and day >= today and chapter.number != len(versions) - 1:
        return None
    return chapter


def _standing(
    membership: Membership, chapter: Chapter, period: Period, now: LimitStanding
) -> LimitStanding:
    if now.terms == chapter.terms and now.period == period:
        return now
    spent = spent_in(membership, period)
    return LimitStanding(chapter.terms, period, spent.used, spent.reserved)


def _versions(membership: Membership, terms: LimitTerms | None, today: date) -> list[LimitVersion]:
    """The history, ending with the limit as it is, also where the history was cleared away."""
    versions = limit_history(membership)
    if terms == (versions[-1].terms if versions else None):
        return versions
    day = today if versions or terms is None else min(terms.starts_on, today)
    at = begin_of(day)
    if versions:
        at = max(at, versions[-1].at)
    return [*versions, LimitVersion(at=at, day=timezone.localdate(at), terms=terms)]


def _facts(membership: Membership, periods: Sequence[Period]) -> list[OrderFact]:
    """Every entry that counts in one of the periods, and every last yes. Two queries."""
    days = Q()
    for period in periods:
        days |= Q(counts_on__range=(period.starts_on, period.ends_on))
    entries = list(
        LimitEntry.objects.filter(days, membership_id=membership.pk)
        .select_related("order", "created_by")
        .order_by("id")
    )
    waited = {e.order_id: e for e in entries if e.order.approval_id is not None}
    facts = [_fact(entry) for entry in entries]
    if not waited:
        return facts
    events = OrderEvent.objects.filter(kind=OrderEventKind.APPROVED, order_id__in=waited)
    for event in events.select_related("user", "acted_by").order_by("id"):
        entry = waited[event.order_id]
        who = event.acted_by or event.user
        facts.append(
            OrderFact(
                at=event.at,
                day=timezone.localdate(event.at),
                move=Move.APPROVED,
                order_number=entry.order.number,
                amount=ZERO,
                counts_on=entry.counts_on,
                who=who.full_name if who else "",
            )
        )
    return facts


def _fact(entry: LimitEntry) -> OrderFact:
    order = entry.order
    is_own = entry.kind == EntryKind.RESERVE and entry.created_by_id == order.orderer_id
    who = "" if is_own or entry.created_by is None else entry.created_by.full_name
    return OrderFact(
        at=entry.created_at,
        day=timezone.localdate(entry.created_at),
        move=_move(entry),
        order_number=order.number,
        amount=entry.amount_net,
        counts_on=entry.counts_on,
        who=who,
        outcome=order.status if entry.kind == EntryKind.RELEASE else "",
    )


def _move(entry: LimitEntry) -> Move:
    if entry.kind == EntryKind.RESERVE:
        return Move.BOUGHT if entry.order.approval_id is None else Move.RESERVED
    return Move.ADJUSTED if entry.kind == EntryKind.ADJUST else Move.RELEASED
