"""The price of any number of variants for one visitor, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce
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
from core.prepared import Among, Prepared
from customers.actors import Actor
from customers.models import Customer, ShopSettings, TimedDiscount
from customers.selectors.shop import shop_settings


class _Offer(NamedTuple):
    """A contract price, or a row of a price list through one of its connections."""

    variant_id: int
    unit_net: Decimal | None
    from_quantity: int
    is_contract: bool
    name: str  # of the agreement, or of the segment
    is_own: bool
    percentages_apply: bool
    is_free: bool
    through_customer_id: int | None
    through_group_id: int | None
    through_tier_id: int | None
    first: int
    then: int


class _Listed(NamedTuple):
    """A variant's own list price."""

    variant_id: int
    unit_net: Decimal | None
    is_free: bool


_LISTED: Prepared[Any] = Prepared(
    lambda ids: (
        Variant.objects.order_by()
        .filter(Among("pk", ids))
        .values_list("pk", "list_price_net", "is_free")
    ),
    ids=list,
)


@dataclass
class _Offers:
    contracts: list[ContractOffer] = field(default_factory=list)
    rows: list[FixedRow] = field(default_factory=list)


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
    actor: Actor,
    quantities: Mapping[int, int],
    *,
    on: date | None = None,
    variants: Mapping[int, Variant] | None = None,
    shop: ShopSettings | None = None,
) -> dict[int, PriceAnswer]:
    """What one piece costs the visitor, ex VAT, keyed by variant id; `quantities` by the same.

    A quantity is the sum per variant in the cart. It does not ask whether the visitor may see the
    variants: see `visible_variants`. Variants that do not exist are left out. Queries as for
    `price_book`.
    """
    book = price_book(actor, quantities, on=on, variants=variants, shop=shop)
    return {pk: book.answer(pk, quantities[pk]) for pk in book.facts}


def price_book(
    actor: Actor,
    variant_ids: Collection[int],
    *,
    on: date | None = None,
    variants: Mapping[int, Variant] | None = None,
    shop: ShopSettings | None = None,
) -> PriceBook:
    """The prices of these variants at any quantity.

    `on` is a day in the shop's time zone, today unless said; it chooses among agreements and
    price rows. `variants` and `shop` spare a query each, for who has just read them. One query
    for a customer and none for who has no customer, besides those two: the same for any number.
    One more while anybody in the shop has a discount of their own for some days.
    A stranger at a customer's site has that customer's prices, whatever strangers see elsewhere.
    """
    shop = shop or shop_settings()
    if variants is None:
        listed = [_Listed(*row) for row in _LISTED.rows(ids=list(variant_ids))]
    else:
        listed = [_Listed(pk, each.list_price_net, each.is_free) for pk, each in variants.items()]
    if actor.is_anonymous and actor.site is None and not shop.anonymous_sees_prices:
        hidden = PriceAnswer(None, None, currency=shop.currency)
        return PriceBook({each.variant_id: PriceFacts(None) for each in listed}, hidden)
    return PriceBook(_facts(listed, actor, shop, on or timezone.localdate()))


def _facts(
    listed: Sequence[_Listed], actor: Actor, shop: ShopSettings, day: date
) -> dict[int, PriceFacts]:
    customer = actor.priced_as
    personal = personal_percent(actor, shop, day)
    offers: Mapping[int, _Offers] = {}
    percentages = _Percentages()
    if customer is not None:
        offers = _offers([each.variant_id for each in listed], customer, day)
        percentages = _percentages(customer)
    none = _Offers()
    return {
        each.variant_id: PriceFacts(
            list_price_net=each.unit_net,
            currency=shop.currency,
            is_free=each.is_free,
            contracts=tuple(offers.get(each.variant_id, none).contracts),
            fixed_rows=tuple(offers.get(each.variant_id, none).rows),
            group_percent=percentages.group,
            tier_percent=percentages.tier,
            customer_percent=percentages.customer,
            personal_percent=personal,
            max_total_discount_percent=shop.max_total_discount_percent,
            is_for_stranger=actor.site is not None,
        )
        for each in listed
    }


def personal_percent(actor: Actor, shop: ShopSettings, day: date) -> Percent | None:
    """What of its own the membership in force has that day (P-23): the largest, never together.

    A colleague at the same customer has it not. No query while nobody in the shop has any.
    """
    if actor.membership is None or (not shop.has_timed_discounts and day >= timezone.localdate()):
        return None
    found = _PERSONAL.rows(membership_id=actor.membership.pk, day=day)
    if not found:
        return None
    percent, ends_on = found[0]
    return Percent(percent, ends_on.isoformat())


def _percentages(customer: Customer) -> _Percentages:
    group, tier = customer.main_group, customer.pricing_tier
    return _Percentages(
        group=Percent(group.discount_percent, group.name),
        tier=Percent(tier.discount_percent, tier.name) if tier else None,
        customer=Percent(customer.discount_percent, customer.name),
    )


def _offers(variant_ids: Collection[int], customer: Customer, day: date) -> Mapping[int, _Offers]:
    """All that could be these variants' price instead of the list price. One query."""
    found: defaultdict[int, _Offers] = defaultdict(_Offers)
    if not variant_ids:
        return found
    rows = _OFFERS.rows(
        customer_id=customer.pk,
        group_id=customer.main_group_id,
        tier_id=customer.pricing_tier_id,
        day=day,
        variant_ids=list(variant_ids),
    )
    for offer in sorted((_Offer(*row) for row in rows), key=_in_steady_order):
        if offer.is_contract:
            found[offer.variant_id].contracts.append(
                ContractOffer(
                    unit_net=offer.unit_net,
                    label=offer.name,
                    own_customer=offer.is_own,
                    percentages_apply=offer.percentages_apply,
                    is_free=offer.is_free,
                )
            )
        else:
            found[offer.variant_id].rows.append(_fixed_row(offer, customer))
    return found


def _in_steady_order(offer: _Offer) -> tuple[Any, ...]:
    """Agreements by name, rows from the lowest quantity."""
    return (offer.from_quantity, offer.name if offer.is_contract else "", offer.first, offer.then)


def _fixed_row(offer: _Offer, customer: Customer) -> FixedRow:
    source, label = RowSource.SEGMENT, offer.name
    if offer.through_customer_id is not None:
        source, label = RowSource.CUSTOMER, customer.name
    elif offer.through_group_id is not None:
        source, label = RowSource.GROUP, customer.main_group.name
    elif offer.through_tier_id is not None:
        source = RowSource.TIER
        label = customer.pricing_tier.name if customer.pricing_tier else ""
    return FixedRow(offer.unit_net, offer.from_quantity, source, label)


def _offers_query(
    customer_id: int, group_id: int, tier_id: int, day: date, variant_ids: list[int]
) -> QuerySet[Any, Any]:
    customer = Customer(pk=customer_id, number="", main_group_id=group_id, pricing_tier_id=tier_id)
    return _contracts(customer, day, variant_ids).union(
        _fixed_rows(customer, day, variant_ids), all=True
    )


def _contracts(customer: Customer, day: date, variant_ids: list[int]) -> QuerySet[Any, Any]:
    """Contract prices of the agreements in force, as `_Offer`s."""
    own = Assortment.customers.through.objects.filter(
        customer=customer, assortment=OuterRef("assortment_id")
    )
    agreements = Assortment.objects.pricing_for(customer).valid_on(day)
    nothing: Value = Value(None, output_field=BigIntegerField())
    return (
        AssortmentItem.objects.filter(
            Among("variant_id", variant_ids), assortment__in=agreements.values("pk")
        )
        .order_by()
        .values_list(
            "variant_id",
            "contract_price_net",
            Value(1, output_field=IntegerField()),
            Value(True, output_field=BooleanField()),
            F("assortment__name"),
            Exists(own),
            F("assortment__percentages_apply"),
            "is_free",
            nothing,
            nothing,
            nothing,
            "assortment_id",
            "pk",
        )
    )


def _fixed_rows(customer: Customer, day: date, variant_ids: list[int]) -> QuerySet[Any, Any]:
    """Price rows in force, once for each way they reach the customer, as `_Offer`s."""
    connected = PriceListConnection.objects.of_customer(customer).valid_on(day)
    no: Value = Value(False, output_field=BooleanField())
    return (
        PriceRow.objects.valid_on(day)
        .filter(
            Among("variant_id", variant_ids), price_list__connections__in=connected.values("pk")
        )
        .order_by()
        .values_list(
            "variant_id",
            "unit_net",
            "from_quantity",
            no,
            Coalesce("price_list__connections__segment__name", Value("", output_field=CharField())),
            no,
            no,
            no,
            "price_list__connections__customer_id",
            "price_list__connections__group_id",
            "price_list__connections__tier_id",
            "price_list__connections__pk",
            "pk",
        )
    )


_OFFERS: Prepared[Any] = Prepared(
    _offers_query, customer_id=int, group_id=int, tier_id=int, day=date, variant_ids=list
)


def _personal_query(membership_id: int, day: date) -> QuerySet[Any, Any]:
    own = TimedDiscount.objects.filter(
        membership=membership_id, starts_on__lte=day, ends_on__gte=day
    )
    return own.order_by("-percent", "-ends_on").values_list("percent", "ends_on")[:1]


_PERSONAL: Prepared[Any] = Prepared(_personal_query, membership_id=int, day=date)
