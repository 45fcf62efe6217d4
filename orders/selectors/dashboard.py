"""What the back office's front page counts: bounded, and each number the length of a list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import begin_of
from core.mail_log import mails
from core.models import EmailState, ImportStatus
from core.selectors import import_jobs
from core.tables import Sort
from customers.actors import Actor
from customers.models import User
from customers.search import users_matching
from customers.teams import own_imports_only
from orders.models import NearLimit, Order
from orders.querysets import NearLimitQuerySet
from orders.selectors.seen_mail import mails_seen
from orders.selectors.staff import bounded_count, staff_orders
from orders.states import OrderStatus

DAYS = 7
# The newest that are read for the table of days; days beyond them are left out, never cut short.
ORDERS_AT_MOST = 10_000
NEAR_SORTS = {
    "percent": Sort.by("percent", label=_("Used, %"), descending_first=True),
    "ends": Sort.by("ends_on", label=_("Until")),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Each no higher than COUNTED_AT_MOST."""

    stale: int = 0
    near_limits: int = 0
    failed_mails: int = 0
    planned_imports: int = 0
    failed_imports: int = 0


def seen_imports(
    actor: Actor, *, kinds: Collection[str], by: int | None = None, **asked: Any
) -> QuerySet[Any]:
    """The shop's imports of these kinds, as the list of imports shows them to the actor.

    `by`: of them, those of one person (an id). `asked`: what `import_jobs` can be asked.
    """
    found = import_jobs(made_by=own_imports_only(actor), **asked).filter(kind__in=kinds)
    return found if by is None else found.filter(created_by=by)


def dashboard_counts(actor: Actor, *, kinds: Collection[str]) -> Counts:
    """One query, whose cost does not grow with the shop. `kinds` of imports, as for the list."""
    asked = {
        "stale": staff_orders(actor, view="stale"),
        "near_limits": near_limits(actor),
        "failed_mails": mails_seen(actor, mails(state=EmailState.FAILED)),
        "planned_imports": seen_imports(actor, kinds=kinds, status=ImportStatus.PLANNED),
        "failed_imports": seen_imports(actor, kinds=kinds, status=ImportStatus.FAILED),
    }
    counted: dict[str, Subquery] = {name: bounded_count(rows) for name, rows in asked.items()}
    found: dict[str, Any] | None = (
        User.objects.filter(pk=actor.user_id).values(**counted).first() if actor.user_id else None
    )
    return Counts(**found) if found else Counts()


def near_limits(actor: Actor, *, text: str = "") -> NearLimitQuerySet:
    """Whose limit is nearly reached, with the person and customer. One query for a page."""
    rows: NearLimitQuerySet = NearLimit.objects.visible_to(actor)
    rows = rows.select_related("membership__user", "membership__customer")
    if not text:
        return rows
    people = users_matching(User.objects.visible_to(actor), text)
    return rows.filter(membership__user__in=people.order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class OrdersByDay:
    """How many of the orders placed on each day, newest first, are in each state now.

    Only states that some order is in. `is_cut`: earlier days were too many orders to count.
    """

    days: Sequence[date]
    rows: Sequence[tuple[OrderStatus, Sequence[tuple[date, int]]]]
    is_cut: bool = False


def orders_by_day(actor: Actor, *, today: date | None = None) -> OrdersByDay:
    """The last DAYS days of the shop. One query, over ORDERS_AT_MOST orders at most."""
    last = today or timezone.localdate()
    first = last - timedelta(days=DAYS - 1)
    orders = Order.objects.visible_to(actor).placed_within(first, last)
    newest = orders.order_by("-placed_at", "-pk").values("placed_at")
    one_too_many = Subquery(newest[ORDERS_AT_MOST : ORDERS_AT_MOST + 1])
    counted = (
        orders.filter(placed_at__gte=Coalesce(one_too_many, Value(begin_of(first))))
        .values(day=TruncDate("placed_at"), state=F("status"))
        .annotate(count=Count("pk"))
        .order_by()
    )
    count_of = {(each["state"], each["day"]): each["count"] for each in counted}
    days = [last - timedelta(days=number) for number in range(DAYS)]
    is_cut = sum(count_of.values()) > ORDERS_AT_MOST
    if is_cut:
        oldest = min(day for _state, day in count_of)
        days = [day for day in days if day > oldest]
    return OrdersByDay(days, _by_state(count_of, days), is_cut)


def _by_state(
    counted: Mapping[tuple[str, date], int], days: Sequence[date]
) -> list[tuple[OrderStatus, Sequence[tuple[date, int]]]]:
    rows = [
        (status, [(day, counted.get((status.value, day), 0)) for day in days])
        for status in OrderStatus
    ]
    return [(status, cells) for status, cells in rows if any(count for _day, count in cells)]
