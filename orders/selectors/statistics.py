"""What an organisation bought in a range of days: in all, in time, by person, category, product.

A sale is `OrderQuerySet.sales()`; no figure here has another meaning of the word. People's tables
sum order values; tables of goods sum lines and have one row for shipping and fees, to the same sum.
Every function asks a fixed number of queries, however much was bought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncDay, TruncMonth, TruncYear
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, round_money
from core.ranked import RankedPage, ranked_page
from core.tables import Sort
from customers.actors import Actor
from customers.models import Membership, User
from customers.periods import Period
from customers.querysets import in_organisation
from orders.models import Order, OrderLine
from orders.querysets import OrderQuerySet
from orders.spans import Step, begin_of_part, parts_of, step_of, year_before

SEAT_KEYS = ("orderer", "customer")
PRODUCT_KEYS = ("sku",)
LINE_SORTS = {
    "placed": Sort.by("order__placed_at", label=_("Placed"), descending_first=True),
    "value": Sort.by("line_net", label=_("Value ex VAT"), descending_first=True),
}
COST_SORTS = {
    "placed": Sort.by("placed_at", label=_("Placed"), descending_first=True),
    "value": Sort.by("costs_net", label=_("Shipping and fees"), descending_first=True),
}
_TRUNCATIONS = {Step.DAY: TruncDay, Step.MONTH: TruncMonth, Step.YEAR: TruncYear}


@dataclass(frozen=True, slots=True)
class Question:
    """Which days, both included, and which customer of the organisation (its id); None = all."""

    span: Period
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class SalesFigure:
    """Some sales together, ex VAT. `net` = `goods_net` + `costs_net` (shipping and fees)."""

    count: int = 0
    net: Decimal = ZERO
    costs_net: Decimal = ZERO

    @property
    def goods_net(self) -> Decimal:
        return self.net - self.costs_net

    @property
    def average_net(self) -> Decimal:
        """Of an order; 0 without any."""
        return round_money(self.net / self.count) if self.count else ZERO


@dataclass(frozen=True, slots=True)
class GoodsFigure:
    """Some order lines together: how many pieces, and their value ex VAT."""

    quantity: int = 0
    net: Decimal = ZERO

    def __add__(self, other: "GoodsFigure") -> "GoodsFigure":
        return GoodsFigure(self.quantity + other.quantity, self.net + other.net)

    def __sub__(self, other: "GoodsFigure") -> "GoodsFigure":
        return GoodsFigure(self.quantity - other.quantity, self.net - other.net)


@dataclass(frozen=True, slots=True)
class TimePart:
    """What was bought in a part of the range."""

    span: Period
    figure: SalesFigure


@dataclass(frozen=True, slots=True)
class SeatFigure:
    """What a person ordered at one customer, whoever placed it for them."""

    user_id: int
    customer_id: int
    name: str
    email: str
    customer_name: str
    figure: SalesFigure


@dataclass(frozen=True, slots=True)
class ProductFigure:
    """What was bought of one article, also of one that is gone; its name as last agreed."""

    sku: str
    name: str
    figure: GoodsFigure


def sales_of(actor: Actor, question: Question) -> OrderQuerySet:
    """The organisation's sales in the range, for its administrator; none for anyone else."""
    membership = actor.membership
    if membership is None or not membership.is_group_admin:
        return Order.objects.none()
    # Inside `visible_to` an administrator has the whole organisation: asked straight, by index.
    orders: OrderQuerySet = Order.objects.filter(in_organisation(membership.customer, "customer__"))
    if question.customer_id is not None:
        orders = orders.filter(customer=question.customer_id)
    return orders.sales().placed_within(question.span.starts_on, question.span.ends_on)


def lines_of(actor: Actor, question: Question) -> QuerySet[OrderLine]:
    """What those sales hold."""
    return OrderLine.objects.filter(order__in=sales_of(actor, question)).order_by()


def sales_figure(orders: OrderQuerySet) -> SalesFigure:
    """These orders together. One query."""
    return _figure(orders.order_by().aggregate(**_SUMS))


def sales_the_year_before(actor: Actor, question: Question) -> SalesFigure:
    """The same days a year earlier. One query."""
    earlier = Question(year_before(question.span), question.customer_id)
    return sales_figure(sales_of(actor, earlier))


def goods_figure(lines: QuerySet[OrderLine]) -> GoodsFigure:
    """These lines together. One query."""
    found = lines.order_by().aggregate(quantity=Sum("quantity"), net=Sum("line_net"))
    return GoodsFigure(found["quantity"] or 0, found["net"] or ZERO)


def sales_in_time(actor: Actor, question: Question) -> Sequence[TimePart]:
    """Day by day, month by month or year by year, parts without a sale too. One query."""
    step = step_of(question.span)
    groups = sales_of(actor, question).order_by().values(begins=_TRUNCATIONS[step]("placed_at"))
    found = {_day(row["begins"]): _figure(row) for row in groups.annotate(**_SUMS)}
    return [
        TimePart(part, found.get(begin_of_part(part, step), SalesFigure()))
        for part in parts_of(question.span)
    ]


def seat_groups(actor: Actor, question: Question) -> QuerySet[Any, dict[str, Any]]:
    """What each person ordered at each customer: a row for each pair, unordered."""
    groups: QuerySet[Any, dict[str, Any]] = (
        sales_of(actor, question)
        .order_by()
        .values(
            *SEAT_KEYS,
            "orderer__first_name",
            "orderer__last_name",
            "orderer__email",
            "customer__name",
        )
        .annotate(**_SUMS)
    )
    return groups


def seats_page(
    actor: Actor, question: Question, *, cursor: str
) -> tuple[Sequence[SeatFigure], RankedPage]:
    """Those who ordered most, and the way on. One query."""
    page = ranked_page(seat_groups(actor, question), keys=SEAT_KEYS, cursor=cursor)
    return [seat_figure(row) for row in page.rows], page


def seat_figure(row: Mapping[str, Any]) -> SeatFigure:
    return SeatFigure(
        user_id=row["orderer"],
        customer_id=row["customer"],
        name=f"{row['orderer__first_name']} {row['orderer__last_name']}".strip(),
        email=row["orderer__email"],
        customer_name=row["customer__name"],
        figure=_figure(row),
    )


def product_groups(actor: Actor, question: Question) -> QuerySet[Any, dict[str, Any]]:
    """What was bought of each article number: a row for each, unordered."""
    groups: QuerySet[Any, dict[str, Any]] = (
        lines_of(actor, question)
        .values(*PRODUCT_KEYS)
        .annotate(name=Max("name"), quantity=Sum("quantity"), net=Sum("line_net"))
    )
    return groups


def products_page(
    actor: Actor, question: Question, *, cursor: str
) -> tuple[Sequence[ProductFigure], RankedPage]:
    """What most was spent on, and the way on. One query."""
    page = ranked_page(product_groups(actor, question), keys=PRODUCT_KEYS, cursor=cursor)
    return [product_figure(row) for row in page.rows], page


def product_figure(row: Mapping[str, Any]) -> ProductFigure:
    return ProductFigure(row["sku"], row["name"], GoodsFigure(row["quantity"], row["net"]))


def buyer_inside(actor: Actor, user_id: int, customer_id: int) -> User:
    """Somebody of the organisation at one of its customers, also who left, or Http404. One query.

    Whoever has a connection there, or ever ordered there.
    """
    if actor.customer is None:
        raise Http404
    inside = in_organisation(actor.customer, "customer__")
    theirs = {"user": OuterRef("pk"), "customer": customer_id}
    ordered = Order.objects.filter(inside, orderer=OuterRef("pk"), customer=customer_id)
    user: User | None = (
        User.objects.filter(Exists(Membership.objects.filter(inside, **theirs)) | Exists(ordered))
        .filter(pk=user_id)
        .first()
    )
    if user is None:
        raise Http404
    return user


def article_inside(actor: Actor, sku: str) -> str:
    """The name of an article that the organisation has ordered, as last agreed, or Http404."""
    name: str | None = None
    if actor.customer is not None and "\x00" not in sku:
        bought = OrderLine.objects.filter(
            in_organisation(actor.customer, "order__customer__"), sku=sku
        )
        name = bought.order_by("-pk").values_list("name", flat=True).first()
    if name is None:
        raise Http404
    return name


def orders_with_costs(actor: Actor, question: Question) -> OrderQuerySet:
    """The sales with shipping or fees, each with `costs_net`."""
    costs = F("shipping_net") + F("fees_net")
    return sales_of(actor, question).annotate(costs_net=costs).exclude(costs_net=ZERO)


_SUMS = {
    "count": Count("pk"),
    "net": Sum("value_net"),
    "costs": Sum(F("shipping_net") + F("fees_net")),
}


def _figure(row: Mapping[str, Any]) -> SalesFigure:
    return SalesFigure(row["count"], row["net"] or ZERO, row["costs"] or ZERO)


def _day(begins: datetime) -> date:
    return timezone.localtime(begins).date()
