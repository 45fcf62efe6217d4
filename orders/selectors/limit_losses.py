"""Which carts, lists and waiting orders hold goods that a limit would hide from their owners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.models import ProductCategory
from catalogue.selectors.limit_change import NAMED, LimitChange, Some, shifts_of
from core.reasons import Text
from customers.models import Customer
from orders.models import CartLine, OrderLine, SavedCartLine, WishListLine
from orders.states import OrderStatus

MOST_LINES_READ = 5000  # of each kind; more are told as 'at least'


@dataclass(frozen=True, slots=True)
class KeptLoss:
    """Carts, or lists, or orders: how many lose goods, whose, and how many lines."""

    label: Text
    holders: Some
    lines: int
    is_at_least: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """One line: in what, whose, which variant."""

    holder_id: int
    name: str
    customer_id: int | None
    variant_id: int


def kept_losses(change: LimitChange) -> Sequence[KeptLoss]:
    """Only kinds that lose something. Ten queries at most, whatever the size of the branch."""
    found = [(label, _lines(rows, *names)) for label, rows, names in _sources(change)]
    lines = [line for _label, some in found for line in some]
    if not lines:
        return ()
    shifts = shifts_of(change, {line.variant_id for line in lines})
    groups = _groups_of({line.customer_id for line in lines if line.customer_id is not None})
    losses = []
    for label, some in found:
        lost = [
            line
            for line in some
            if shifts[line.variant_id].loses(groups.get(line.customer_id, frozenset()))
        ]
        if lost:
            holders = {line.holder_id: line.name for line in lost}
            names = tuple(sorted(holders.values())[:NAMED])
            is_at_least = len(some) == MOST_LINES_READ
            losses.append(KeptLoss(label, Some(len(holders), names), len(lost), is_at_least))
    return losses


def _sources(change: LimitChange) -> "Sequence[tuple[Text, QuerySet[Any], tuple[str, ...]]]":
    """Lines of goods in the branch by kind; where their holder, its customer and words stand."""
    placed = ProductCategory.objects.filter(category__in=change.branch)
    inside = {"variant__product__in": placed.values("product_id")}
    person = ("user__first_name", "user__last_name")
    return (
        (
            _("Carts"),
            CartLine.objects.filter(**inside),
            ("cart_id", "cart__customer_id", *(f"cart__{name}" for name in person)),
        ),
        (
            _("Wish lists"),
            WishListLine.objects.filter(**inside),
            ("wish_list_id", "wish_list__customer_id", "wish_list__name"),
        ),
        (
            _("Saved carts"),
            SavedCartLine.objects.filter(**inside),
            ("saved_cart_id", "saved_cart__customer_id", "saved_cart__name"),
        ),
        (
            _("Orders waiting for approval"),
            OrderLine.objects.filter(order__status=OrderStatus.AWAITING_APPROVAL, **inside),
            ("order_id", "order__customer_id", "order__number"),
        ),
    )


def _lines(rows: "QuerySet[Any]", holder: str, customer: str, *words: str) -> list[_Kept]:
    """The newest ones. One query."""
    found = rows.order_by("-pk").values_list(holder, customer, "variant_id", *words)
    return [
        _Kept(
            holder_id,
            " ".join(str(word) for word in said if word) or str(_("Somebody not logged in")),
            customer_id,
            variant_id,
        )
        for holder_id, customer_id, variant_id, *said in found[:MOST_LINES_READ]
    ]


def _groups_of(customer_ids: set[int]) -> Mapping[int | None, frozenset[int]]:
    """Main and further groups of these customers. Two queries."""
    rows = Customer.objects.filter(pk__in=customer_ids).order_by()
    groups: dict[int | None, set[int]] = {
        pk: {main} for pk, main in rows.values_list("pk", "main_group_id")
    }
    further = Customer.further_groups.through.objects.filter(customer__in=customer_ids)
    for customer_id, group_id in further.values_list("customer_id", "customergroup_id"):
        groups[customer_id].add(group_id)
    return {pk: frozenset(found) for pk, found in groups.items()}
