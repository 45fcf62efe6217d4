"""An order as its card in the back office shows it, in few questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, TextField, prefetch_related_objects
from django.db.models.functions import Cast, JSONObject
from django.http import Http404

from core.http import get_visible_or_404
from core.prepared import Prepared
from customers.actors import SYSTEM, Actor
from customers.add_ons import AddOn
from customers.models import Customer, Document
from customers.selectors.add_ons import while_on
from customers.selectors.documents import (
    ROUTINE_ORDER,
    ROUTINE_PATHS,
    ROUTINES_AT_MOST,
    Routine,
)
from orders.models import Order, OrderVat
from orders.querysets import OrderQuerySet
from orders.selectors.orders import all_below, with_all_beside
from orders.selectors.staff import stuck_requests
from orders.states import OrderStatus

_LARGEST = 2**63 - 1  # of what a number can be


@dataclass(frozen=True)
class OrderCard:
    """The order with lines, events and decisions; its VAT; and what hangs on it."""

    order: Order
    vat_rows: list[OrderVat]
    is_stuck: bool  # it waits, and nobody can decide
    routines: Sequence[Routine]  # of its customer


def order_card_of(actor: Actor, number: int) -> OrderCard:
    """One order for its card, or Http404. Four queries."""
    order = _seen(actor, number)
    return OrderCard(
        order=order,
        vat_rows=[
            OrderVat(order=order, **{name: Decimal(value) for name, value in each.items()})
            for each in order.vat_written
        ],
        is_stuck=order.is_stuck and order.status == OrderStatus.AWAITING_APPROVAL,
        routines=[_routine(each) for each in order.routines],
    )


def _seen(actor: Actor, number: int) -> Any:
    if not actor.is_staff or actor.team_ids is not None:
        return get_visible_or_404(_cards().prefetch_related(*all_below()), actor, number=number)
    # Who sees every order asks one question: of a score of tables, so it is kept planned.
    found = _CARD.rows(number=number) if number <= _LARGEST else []
    if not found:
        raise Http404
    prefetch_related_objects(found, *all_below())
    return found[0]


def _cards() -> OrderQuerySet:
    written = JSONObject(
        **{name: Cast(name, TextField()) for name in ("percent", "base_net", "amount")}
    )
    vat = OrderVat.objects.filter(order=OuterRef("pk")).order_by("-percent").values_list(written)
    cards: OrderQuerySet = with_all_beside().annotate(
        vat_written=ArraySubquery(vat),
        is_stuck=Exists(stuck_requests().filter(pk=OuterRef("approval"))),
        routines=ArraySubquery(_routines()),
    )
    return cards


def _everybodys_card(number: int) -> OrderQuerySet:
    seen: OrderQuerySet = _cards().visible_to(SYSTEM)
    return seen.filter(number=number).order_by()


_CARD: Prepared[Any] = Prepared(_everybodys_card, number=int)


def _routine(told: Mapping[str, Any]) -> Routine:
    """From JSON, which knows no moments."""
    return Routine(**{**told, "uploaded_at": datetime.fromisoformat(told["uploaded_at"])})


def _routines() -> Any:
    """As `customers.selectors.documents.routines_of`, of an order's customer."""
    further = Customer.further_groups.through.objects.filter(
        customer=OuterRef(OuterRef("customer"))
    )
    found = Document.objects.filter(
        Q(customer=OuterRef("customer"))
        | Q(group=OuterRef("customer__main_group"))
        | Q(group__in=further.values("customergroup")),
        while_on(AddOn.DOCUMENTS),
        is_special_routine=True,
    )
    told = JSONObject(**ROUTINE_PATHS)
    return found.order_by(*ROUTINE_ORDER).values_list(told)[:ROUTINES_AT_MOST]
