"""What the prices of many customers and variants are made of as things stand.

For one visitor ask `catalogue.selectors.prices`; this is for comparing many at once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from catalogue.models import Assortment, AssortmentItem, PriceListConnection, PriceRow, Variant
from catalogue.pricing.material import (
    Agreement,
    Buyer,
    Connection,
    Goods,
    Item,
    Level,
    PriceMaterial,
    Row,
)
from customers.models import Customer, CustomerGroup, PricingTier, Segment
from customers.querysets import CustomerQuerySet
from customers.selectors.shop import shop_settings


def customers_reached(
    price_list_ids: Collection[int], proposed: Sequence[Connection] = ()
) -> CustomerQuerySet:
    """Active customers for whom one of the lists holds: their own, main group, segments, tier.

    `proposed` are connections that are not stored yet.
    """
    connected = PriceListConnection.objects.filter(price_list__in=list(price_list_ids))
    segments = connected.exclude(segment=None).values("segment")
    reached = (
        Q(pk__in=connected.exclude(customer=None).values("customer"))
        | Q(main_group__in=connected.exclude(group=None).values("group"))
        | Q(pricing_tier__in=connected.exclude(tier=None).values("tier"))
        | _within(Q(segment__in=segments))
    )
    if proposed:
        reached |= (
            Q(pk__in=[each.customer_id for each in proposed if each.customer_id])
            | Q(main_group__in=[each.group_id for each in proposed if each.group_id])
            | Q(pricing_tier__in=[each.tier_id for each in proposed if each.tier_id])
            | _within(Q(segment__in=[each.segment_id for each in proposed if each.segment_id]))
        )
    found: CustomerQuerySet = Customer.objects.active().filter(reached)
    return found


def _within(segments: Q) -> Q:
    """Customers in such segments, by themselves or with their main group."""
    in_segment = Segment.customers.through.objects.filter(segments)
    groups = Segment.groups.through.objects.filter(segments)
    return Q(pk__in=in_segment.values("customer")) | Q(
        main_group__in=groups.values("customergroup")
    )


def price_material(
    customer_ids: Collection[int], variant_ids: Collection[int], *, on: date
) -> PriceMaterial:
    """All that decides what these customers pay for these variants on a day. At most 15 queries.

    Only validity is of that day; for how the rest was on a past day see `past_prices`.
    """
    shop = shop_settings()
    in_segments = _segments_of(customer_ids)
    buyers = {
        pk: Buyer(name, percent, group_id, tier_id, frozenset(in_segments.get(pk, ())))
        for pk, name, percent, group_id, tier_id in Customer.objects.filter(
            pk__in=customer_ids
        ).values_list("pk", "name", "discount_percent", "main_group_id", "pricing_tier_id")
    }
    groups = {buyer.group_id for buyer in buyers.values()}
    by_group = _segments_of_groups(groups)
    buyers = {
        pk: Buyer(
            buyer.name,
            buyer.percent,
            buyer.group_id,
            buyer.tier_id,
            buyer.segment_ids | by_group.get(buyer.group_id, frozenset()),
        )
        for pk, buyer in buyers.items()
    }
    tiers = {buyer.tier_id for buyer in buyers.values() if buyer.tier_id is not None}
    segments = {pk for buyer in buyers.values() for pk in buyer.segment_ids}
    connections = [
        Connection(*found)
        for found in PriceListConnection.objects.valid_on(on)
        .filter(
            Q(customer__in=buyers)
            | Q(group__in=groups)
            | Q(segment__in=segments)
            | Q(tier__in=tiers)
        )
        .order_by("pk")
        .values_list("price_list_id", "customer_id", "group_id", "segment_id", "tier_id")
    ]
    agreements = _agreements(buyers, groups, segments, on)
    return PriceMaterial(
        goods={
            pk: Goods(price, is_free)
            for pk, price, is_free in Variant.objects.filter(pk__in=variant_ids).values_list(
                "pk", "list_price_net", "is_free"
            )
        },
        buyers=buyers,
        groups=_levels(CustomerGroup.objects.filter(pk__in=groups)),
        tiers=_levels(PricingTier.objects.filter(pk__in=tiers)),
        segments=dict(Segment.objects.filter(pk__in=segments).values_list("pk", "name")),
        connections=connections,
        rows=_rows({connection.price_list_id for connection in connections}, variant_ids, on),
        agreements=agreements,
        items={
            (agreement_id, variant_id): Item(variant_id, price, is_free)
            for agreement_id, variant_id, price, is_free in AssortmentItem.objects.filter(
                assortment__in=agreements, variant__in=variant_ids
            ).values_list("assortment_id", "variant_id", "contract_price_net", "is_free")
        },
        currency=shop.currency,
        max_total_discount_percent=shop.max_total_discount_percent,
    )


def _rows(price_list_ids: Collection[int], variant_ids: Collection[int], on: date) -> list[Row]:
    found = PriceRow.objects.valid_on(on).filter(
        price_list__in=price_list_ids, variant__in=variant_ids
    )
    return [
        Row(*row)
        for row in found.values_list(
            "price_list_id", "variant_id", "from_quantity", "unit_net", "pk"
        )
    ]


def _levels(found: QuerySet[CustomerGroup] | QuerySet[PricingTier]) -> Mapping[int, Level]:
    return {
        pk: Level(name, percent)
        for pk, name, percent in found.values_list("pk", "name", "discount_percent")
    }


def _segments_of(customer_ids: Collection[int]) -> Mapping[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    places = Segment.customers.through.objects.filter(customer__in=customer_ids)
    for customer_id, segment_id in places.values_list("customer_id", "segment_id"):
        found[customer_id].add(segment_id)
    return found


def _segments_of_groups(group_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    places = Segment.groups.through.objects.filter(customergroup__in=group_ids)
    for group_id, segment_id in places.values_list("customergroup_id", "segment_id"):
        found[group_id] |= {segment_id}
    return found


def _agreements(
    customer_ids: Collection[int],
    group_ids: Collection[int],
    segment_ids: Collection[int],
    on: date,
) -> Mapping[int, Agreement]:
    """Those in force and whom of these they are for. Four queries."""
    held: defaultdict[int, tuple[set[int], set[int], set[int]]] = defaultdict(
        lambda: (set(), set(), set())
    )
    for place, through, column, ids in (
        (0, Assortment.customers.through, "customer_id", customer_ids),
        (1, Assortment.groups.through, "customergroup_id", group_ids),
        (2, Assortment.segments.through, "segment_id", segment_ids),
    ):
        places = through.objects.filter(**{f"{column}__in": ids})
        for pk, holder in places.values_list("assortment_id", column):
            held[pk][place].add(holder)
    return {
        pk: Agreement(name, apply, *(frozenset(ids) for ids in held[pk]))
        for pk, name, apply in Assortment.objects.valid_on(on)
        .filter(pk__in=held)
        .values_list("pk", "name", "percentages_apply")
    }
