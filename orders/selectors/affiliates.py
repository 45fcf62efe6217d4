"""What came by affiliates' links: orders and their value, with the commission on them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.days import begin_of
from core.history import end_of
from core.money import ZERO
from core.tables import Sort
from customers.add_ons import AddOn
from customers.models import Membership, ShopSettings, User
from marketing.models import Affiliate, CommissionEntry, CommissionEntryKind
from marketing.selectors.affiliates import recommender_of, with_commission
from orders.models import Order
from orders.querysets import OrderQuerySet
from orders.states import DEAD_STATUSES

ATTRIBUTED_SORTS = {"newest": Sort.by("placed_at", label=_("Placed"), descending_first=True)}


def attributed_orders(affiliate_id: int) -> OrderQuerySet:
    """Newest first by id; `.commission` is what each has earned so far, `.paid_on` of that."""
    entries = CommissionEntry.objects.filter(attribution__order_number=OuterRef("number"))
    total = entries.order_by().values("attribution").annotate(total=Sum("amount")).values("total")
    earned = entries.filter(kind=CommissionEntryKind.EARNED)
    found: OrderQuerySet = Order.objects.filter(affiliate_id=affiliate_id).annotate(
        commission=Subquery(total),
        paid_on=Subquery(earned.values("paid__payout__paid_at")[:1]),
    )
    return found


def recommender_for(
    code: str, replaced: Order | None, membership: Membership, placed_by: User, shop: ShopSettings
) -> Affiliate | None:
    """By whose link it came; an order sent again came as the first did. No query without one."""
    if not code and replaced is not None and replaced.affiliate is not None:
        code = replaced.affiliate.code
    if not code or not shop.is_on(AddOn.AFFILIATES):
        return None
    people = [membership.user_id, placed_by.pk]
    return recommender_of(code, customer=membership.customer, people=people)


@dataclass(frozen=True, slots=True)
class Attributed:
    """Orders that count: neither rejected, withdrawn nor cancelled. Goods ex VAT."""

    orders: int
    goods_net: Decimal


def _alive() -> Q:
    return ~Q(status__in=DEAD_STATUSES)


def attributed_sums(affiliate_id: int) -> Attributed:
    """One query."""
    found = Order.objects.filter(_alive(), affiliate_id=affiliate_id).aggregate(
        orders=Count("pk"), goods=Sum("goods_net")
    )
    return Attributed(found["orders"], found["goods"] or ZERO)


def reported(
    found: "QuerySet[Affiliate]", *, first: date | None, last: date | None
) -> "QuerySet[Affiliate]":
    """With `.orders_count` and `.goods_net` placed in those days, and the commission of them."""
    orders: QuerySet[Any, Any] = Order.objects.filter(_alive(), affiliate=OuterRef("pk"))
    if first is not None:
        orders = orders.filter(placed_at__gte=begin_of(first))
    if last is not None:
        orders = orders.filter(placed_at__lt=end_of(last))
    by_one = orders.order_by().values(of=F("affiliate"))
    return with_commission(found, first=first, last=last).annotate(
        orders_count=Coalesce(Subquery(by_one.annotate(n=Count("pk")).values("n")), 0),
        goods_net=Coalesce(Subquery(by_one.annotate(n=Sum("goods_net")).values("n")), ZERO),
    )
