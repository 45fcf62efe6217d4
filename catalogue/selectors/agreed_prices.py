"""The prices that were agreed with a customer, one row for each variant that has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.models import Assortment, AssortmentItem, PriceListConnection, PriceRow, Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.prices import QuantityPrice, price_book
from catalogue.selectors.visibility import visible_variants
from customers.actors import Actor


@dataclass(frozen=True, slots=True)
class AgreedPrice:
    """A variant, its list price and what the customer pays, ex VAT; `ladder` by quantity."""

    variant: Variant
    answer: PriceAnswer
    ladder: Sequence[QuantityPrice]

    @property
    def saves_percent(self) -> Decimal | None:
        """How far below the list price, in per cent; None where there is nothing to compare."""
        listed, unit = self.answer.list_net, self.answer.unit_net
        if not listed or unit is None or unit >= listed:
            return None
        return (listed - unit) * 100 / listed


@dataclass(frozen=True, slots=True)
class PriceSource:
    """A price list in force and through what it reaches the customer."""

    connection: PriceListConnection
    kind: str  # customer, group, segment or tier


def agreed_variants(actor: Actor, *, text: str = "") -> QuerySet[Variant]:
    """Variants that the visitor may see and that a contract or a price list names for them.

    By part of name or the beginning of the article number; for a page by key.
    """
    customer = actor.customer
    if customer is None:
        return Variant.objects.none()
    today = timezone.localdate()
    items = AssortmentItem.objects.filter(
        Q(contract_price_net__gt=0) | Q(is_free=True),
        assortment__in=Assortment.objects.pricing_for(customer).valid_on(today).values("pk"),
    )
    lists = PriceListConnection.objects.of_customer(customer).valid_on(today)
    rows = PriceRow.objects.valid_on(today).filter(
        unit_net__gt=0, price_list__in=lists.values("price_list")
    )
    named = items.values("variant").union(rows.values("variant"))
    found = visible_variants(actor).filter(pk__in=named).select_related("product")
    for word in text.split()[:5]:
        found = found.filter(Q(sku__istartswith=word) | Q(product__name__icontains=word))
    return found


def agreed_prices(actor: Actor, variants: Sequence[Variant]) -> Sequence[AgreedPrice]:
    """What one piece of each costs, by the one price function. The queries of `price_book`."""
    book = price_book(actor, [variant.pk for variant in variants])
    return [
        AgreedPrice(variant, book.answer(variant.pk), book.ladder(variant.pk))
        for variant in variants
    ]


def price_sources(actor: Actor) -> Sequence[PriceSource]:
    """The price lists in force for the visitor's customer, and why each is. One query."""
    if actor.customer is None:
        return []
    connected = (
        PriceListConnection.objects.of_customer(actor.customer)
        .valid_on(timezone.localdate())
        .select_related("price_list", "group", "segment", "tier", "customer")
        .order_by("price_list__name", "pk")
    )
    return [PriceSource(connection, _kind(connection)) for connection in connected[:100]]


def _kind(connection: PriceListConnection) -> str:
    for kind in ("customer", "group", "segment"):
        if getattr(connection, f"{kind}_id") is not None:
            return kind
    return "tier"
