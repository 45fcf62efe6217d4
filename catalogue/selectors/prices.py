"""The price of any number of variants for one visitor, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalogue.models import (
    Assortment,
    AssortmentItem,
    PriceListConnection,
    PriceRow,
    Variant,
)
from catalogue.pricing.engine import PriceAnswer, quote_unit
from catalogue.pricing.facts import ContractOffer, FixedRow, Percent, PriceFacts, RowSource
from catalogue.pricing.steps import PriceStep, StepKind
from customers.actors import Actor
from customers.models import Customer, PricingTier, ShopSettings
from customers.selectors.shop import shop_settings

LOG_IN = PriceStep(StepKind.LOG_IN, "", None, applied=True)


@dataclass(frozen=True)
class _Reason:
    """Why a price list holds for the customer."""

    source: RowSource
    label: str


@dataclass(frozen=True)
class _Percentages:
    group: Percent | None = None
    tier: Percent | None = None
    customer: Percent | None = None


@dataclass(frozen=True, slots=True)
class QuantityPrice:
    """What one piece costs when at least `from_quantity` are bought; `to_quantity` None = any."""

    from_quantity: int
    to_quantity: int | None
    unit_net: Decimal

    def holds(self, quantity: int) -> bool:
        return self.from_quantity <= quantity <= (self.to_quantity or quantity)


@dataclass(frozen=True)
class PriceBook:
    """All that decides the prices of some variants for one visitor; asking it costs no query."""

    facts: Mapping[int, PriceFacts]
    hidden: PriceAnswer | None = None  # the answer to everything, when the visitor must log in

    def answer(self, variant_id: int, quantity: int = 1) -> PriceAnswer:
        """The price of one piece when `quantity` are bought; KeyError for another variant."""
        facts = self.facts[variant_id]
        return self.hidden or quote_unit(facts, quantity)

    def ladder(self, variant_id: int) -> tuple[QuantityPrice, ...]:
        """Each quantity at which the price changes; empty when it never does."""
        steps = [(1, self.answer(variant_id))]
        for quantity in sorted({row.from_quantity for row in self.facts[variant_id].fixed_rows}):
            answer = self.answer(variant_id, quantity)
            if answer.unit_net != steps[-1][1].unit_net:
                steps.append((quantity, answer))
        if len(steps) == 1:
            return ()
        ends = [quantity - 1 for quantity, _answer in steps[1:]]
        return tuple(
            QuantityPrice(quantity, end, answer.unit_net)
            for (quantity, answer), end in zip(steps, [*ends, None], strict=True)
            if answer.unit_net is not None
        )


def quote(
    actor: Actor, quantities: Mapping[int, int], *, on: date | None = None
) -> dict[int, PriceAnswer]:
    """What one piece costs the visitor, ex VAT, keyed by variant id; `quantities` by the same.

    A quantity is the sum per variant in the cart. It does not ask whether the visitor may see the
    variants: see `visible_variants`. Variants that do not exist are left out. Queries as for
    `price_book`.
    """
    book = price_book(actor, quantities, on=on)
    return {pk: book.answer(pk, quantities[pk]) for pk in book.facts}


def price_book(actor: Actor, variant_ids: Collection[int], *, on: date | None = None) -> PriceBook:
    """The prices of these variants at any quantity.

    `on` is a day in the shop's time zone, today unless said; it chooses among agreements and
    price rows. Two queries for who has no customer, else five, and one more with a pricing tier:
    the same for any number of variants.
    """
    shop = shop_settings()
    variants = Variant.objects.filter(pk__in=list(variant_ids)).in_bulk()
    if actor.is_anonymous and not shop.anonymous_sees_prices:
        hidden = PriceAnswer(None, None, (LOG_IN,), currency=shop.currency)
        return PriceBook({pk: PriceFacts(None) for pk in variants}, hidden)
    return PriceBook(_facts(variants, actor.customer, shop, on or timezone.localdate()))


def _facts(
    variants: Mapping[int, Variant], customer: Customer | None, shop: ShopSettings, day: date
) -> dict[int, PriceFacts]:
    contracts: Mapping[int, list[ContractOffer]] = {}
    rows: Mapping[int, list[FixedRow]] = {}
    percentages = _Percentages()
    if customer is not None:
        tier = _tier(customer)
        contracts = _contracts(variants, customer, day)
        rows = _fixed_rows(variants, customer, tier, day)
        percentages = _percentages(customer, tier)
    return {
        pk: PriceFacts(
            list_price_net=variant.list_price_net,
            currency=shop.currency,
            is_free=variant.is_free,
            contracts=tuple(contracts.get(pk, ())),
            fixed_rows=tuple(rows.get(pk, ())),
            group_percent=percentages.group,
            tier_percent=percentages.tier,
            customer_percent=percentages.customer,
            max_total_discount_percent=shop.max_total_discount_percent,
        )
        for pk, variant in variants.items()
    }


def _tier(customer: Customer) -> PricingTier | None:
    if customer.pricing_tier_id is None:
        return None
    return PricingTier.objects.get(pk=customer.pricing_tier_id)


def _percentages(customer: Customer, tier: PricingTier | None) -> _Percentages:
    group = customer.main_group
    return _Percentages(
        group=Percent(group.discount_percent, group.name),
        tier=Percent(tier.discount_percent, tier.name) if tier else None,
        customer=Percent(customer.discount_percent, customer.name),
    )


def _contracts(
    variant_ids: Collection[int], customer: Customer, day: date
) -> Mapping[int, list[ContractOffer]]:
    """Contract prices of the agreements in force, in a steady order. One query."""
    offers: defaultdict[int, list[ContractOffer]] = defaultdict(list)
    own = Assortment.customers.through.objects.filter(
        customer=customer, assortment=OuterRef("assortment_id")
    )
    items = (
        AssortmentItem.objects.filter(
            variant__in=list(variant_ids),
            assortment__in=Assortment.objects.pricing_for(customer).valid_on(day).values("pk"),
        )
        .annotate(is_own=Exists(own))
        .select_related("assortment")
        .order_by("assortment__name", "pk")
    )
    for item in items:
        offers[item.variant_id].append(
            ContractOffer(
                unit_net=item.contract_price_net,
                label=item.assortment.name,
                own_customer=item.is_own,
                percentages_apply=item.assortment.percentages_apply,
                is_free=item.is_free,
            )
        )
    return offers


def _fixed_rows(
    variant_ids: Collection[int], customer: Customer, tier: PricingTier | None, day: date
) -> Mapping[int, list[FixedRow]]:
    """Price rows in force, lowest quantity first. Two queries: whose lists, and their rows."""
    connections: defaultdict[int, list[_Reason]] = defaultdict(list)
    connected = (
        PriceListConnection.objects.of_customer(customer)
        .valid_on(day)
        .select_related("segment")
        .order_by("pk")
    )
    for connection in connected:
        connections[connection.price_list_id].append(_reason(connection, customer, tier))
    rows: defaultdict[int, list[FixedRow]] = defaultdict(list)
    found = (
        PriceRow.objects.valid_on(day)
        .filter(variant__in=list(variant_ids), price_list__in=list(connections))
        .order_by("from_quantity", "pk")
    )
    for row in found:
        for reason in connections[row.price_list_id]:
            rows[row.variant_id].append(
                FixedRow(row.unit_net, row.from_quantity, reason.source, reason.label)
            )
    return rows


def _reason(
    connection: PriceListConnection, customer: Customer, tier: PricingTier | None
) -> _Reason:
    if connection.customer_id is not None:
        return _Reason(RowSource.CUSTOMER, customer.name)
    if connection.group_id is not None:
        return _Reason(RowSource.GROUP, customer.main_group.name)
    if connection.segment is not None:
        return _Reason(RowSource.SEGMENT, connection.segment.name)
    return _Reason(RowSource.TIER, tier.name if tier else "")
