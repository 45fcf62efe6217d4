"""What a customer would have paid on a past day: the engine's answer to the facts of that day.

What says itself when it holds (price lists, rows, agreements) is read for the day; everything,
also those, is read as it stood when the day ended, from history. Of days before the history the
answer says what it is told from instead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import (
    Assortment,
    AssortmentCustomer,
    AssortmentGroup,
    AssortmentItem,
    AssortmentSegment,
    PriceList,
    PriceListConnection,
    PriceRow,
    Variant,
)
from catalogue.pricing.engine import PriceAnswer, quote_unit
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
from catalogue.querysets import valid_on
from core.history import GONE, START, as_they_were, end_of, events_of
from core.reasons import Text, say
from customers.models import (
    Customer,
    CustomerGroup,
    PricingTier,
    Segment,
    SegmentCustomer,
    SegmentGroup,
    ShopSettings,
)

_SINCE = {
    "customer": _("What the shop knows of this customer begins on %(day)s."),
    "variant": _("What the shop knows of this article begins on %(day)s."),
    "shop": _("What was taken away from price lists and agreements is remembered since %(day)s."),
}


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A price of a day gone by, and what its reader must know of how it is told."""

    answer: PriceAnswer
    notes: tuple[Text, ...] = ()


def past_answer(customer: Customer, variant: Variant, quantity: int, day: date) -> PastAnswer:
    """What one piece cost the customer when `quantity` were bought at the end of `day`.

    At most 21 queries. ValueError for a day that has not come.
    """
    if day > timezone.localdate():
        raise ValueError("A past price is asked for a day that has come.")
    known = _known_since(customer, variant)
    late = {what: since for what, since in known.items() if since >= end_of(day)}
    told_from = timezone.localdate(max(late.values())) if late else day
    material = _material(customer, variant, day, end_of(told_from))
    answer = quote_unit(material.facts(customer.pk, variant.pk), quantity)
    return PastAnswer(answer, tuple(_notes(late, told_from)))


def _known_since(customer: Customer, variant: Variant) -> Mapping[str, datetime]:
    """Since when each of these is remembered. Three queries."""
    customers = events_of(Customer).filter(pgh_obj=customer.pk)
    variants = events_of(Variant).filter(pgh_obj=variant.pk)
    began = events_of(ShopSettings).filter(pgh_label=START)
    return {
        what: since
        for what, since in (
            ("customer", _first(customers) or timezone.now()),
            ("variant", _first(variants) or timezone.now()),
            ("shop", _first(began)),
        )
        if since is not None
    }


def _first(events: QuerySet[Any, Any]) -> datetime | None:
    found: datetime | None = (
        events.order_by("pgh_id").values_list("pgh_created_at", flat=True).first()
    )
    return found


def _notes(late: Mapping[str, datetime], told_from: date) -> list[Text]:
    notes = [say(_SINCE[what], day=timezone.localdate(since)) for what, since in late.items()]
    if notes:
        told = _("So the price is told from the oldest known facts, of %(day)s.")
        notes.append(say(told, day=told_from))
    return notes


@dataclass(frozen=True)
class _Then:
    """A moment of the past, and the day whose prices are asked for."""

    moment: datetime
    day: date

    def of(self, model: Any, *among: Q, **filters: Any) -> QuerySet[Any, Any]:
        return as_they_were(events_of(model).filter(*among, **filters), self.moment)

    def one(self, model: Any, pk: int) -> Any:
        """The row as it was; as it is when nothing is remembered of it."""
        return self.of(model, pgh_obj=pk).first() or model.objects.get(pk=pk)


def _material(customer: Customer, variant: Variant, day: date, moment: datetime) -> PriceMaterial:
    then = _Then(moment, day)
    buyer = then.one(Customer, customer.pk)
    goods = then.one(Variant, variant.pk)
    shop = then.of(ShopSettings).first() or ShopSettings(pk=1)
    tier = None
    if buyer.pricing_tier_id is not None:
        tier = then.one(PricingTier, buyer.pricing_tier_id)
    segments = _segments(then, customer.pk, buyer.main_group_id)
    connections = _connections(then, customer.pk, buyer, segments)
    agreements = _agreements(then, customer.pk, buyer.main_group_id, segments)
    group = then.one(CustomerGroup, buyer.main_group_id)
    return PriceMaterial(
        goods={variant.pk: Goods(goods.list_price_net, goods.is_free)},
        buyers={
            customer.pk: Buyer(
                buyer.name,
                buyer.discount_percent,
                buyer.main_group_id,
                buyer.pricing_tier_id,
                frozenset(segments),
            )
        },
        groups={buyer.main_group_id: Level(group.name, group.discount_percent)},
        tiers={buyer.pricing_tier_id: Level(tier.name, tier.discount_percent)} if tier else {},
        segments=segments,
        connections=connections,
        rows=_rows(then, variant, {connection.price_list_id for connection in connections}),
        agreements=agreements,
        items=_items(then, variant, agreements),
        currency=shop.currency,
        max_total_discount_percent=shop.max_total_discount_percent,
    )


def _segments(then: _Then, customer_id: int, group_id: int) -> Mapping[int, str]:
    """The segments that held the customer, or its main group as a whole. Three queries."""
    places = then.of(SegmentCustomer, customer=customer_id).values_list("segment_id", flat=True)
    groups = then.of(SegmentGroup, customergroup=group_id).values_list("segment_id", flat=True)
    found = then.of(Segment, pgh_obj__in={*places, *groups})
    return {segment.pgh_obj_id: segment.name for segment in found}


def _connections(
    then: _Then, customer_id: int, buyer: Any, segment_ids: Collection[int]
) -> list[Connection]:
    """Those of price lists in force, in the order in which they were made. Two queries."""
    held_by = (
        Q(customer=customer_id) | Q(group=buyer.main_group_id) | Q(segment__in=list(segment_ids))
    )
    if buyer.pricing_tier_id is not None:
        held_by |= Q(tier=buyer.pricing_tier_id)
    found = list(then.of(PriceListConnection, held_by).order_by("pgh_obj_id"))
    lists = then.of(PriceList, pgh_obj__in={connection.price_list_id for connection in found})
    in_force = set(lists.filter(valid_on(then.day)).values_list("pgh_obj_id", flat=True))
    return [
        Connection(
            connection.price_list_id,
            connection.customer_id,
            connection.group_id,
            connection.segment_id,
            connection.tier_id,
        )
        for connection in found
        if connection.price_list_id in in_force
    ]


def _of_variant(model: Any, variant: Variant) -> Q:
    """The events of the variant's rows in a table, by indexes: those that are, and those gone."""
    standing = model.objects.filter(variant=variant).values("pk")
    gone = events_of(model).filter(pgh_label=GONE, variant=variant.pk).values("pgh_obj_id")
    return Q(pgh_obj__in=standing.union(gone))


def _unremembered(model: Any) -> Q:
    """Rows of which nothing is written down: they stand as they always did."""
    return ~Q(Exists(events_of(model).filter(pgh_obj=OuterRef("pk"))))


def _rows(then: _Then, variant: Variant, price_list_ids: Collection[int]) -> list[Row]:
    found = [
        *then.of(PriceRow, _of_variant(PriceRow, variant), variant=variant.pk).filter(
            valid_on(then.day)
        ),
        *PriceRow.objects.valid_on(then.day).filter(_unremembered(PriceRow), variant=variant),
    ]
    return [
        Row(row.price_list_id, row.variant_id, row.from_quantity, row.unit_net, row.id)
        for row in found
        if row.price_list_id in price_list_ids
    ]


def _agreements(
    then: _Then, customer_id: int, group_id: int, segment_ids: Collection[int]
) -> Mapping[int, Agreement]:
    """Those in force. Four queries."""
    own = _assortments(then.of(AssortmentCustomer, customer=customer_id))
    of_group = _assortments(then.of(AssortmentGroup, customergroup=group_id))
    of_segments = _assortments(then.of(AssortmentSegment, segment__in=list(segment_ids)))
    found = then.of(Assortment, pgh_obj__in=own | of_group | of_segments).filter(valid_on(then.day))
    return {
        agreement.pgh_obj_id: Agreement(
            agreement.name,
            agreement.percentages_apply,
            customer_ids=frozenset({customer_id} if agreement.pgh_obj_id in own else ()),
            group_ids=frozenset({group_id} if agreement.pgh_obj_id in of_group else ()),
            segment_ids=frozenset(segment_ids if agreement.pgh_obj_id in of_segments else ()),
        )
        for agreement in found
    }


def _assortments(places: QuerySet[Any, Any]) -> set[int]:
    return set(places.values_list("assortment_id", flat=True))


def _items(
    then: _Then, variant: Variant, agreement_ids: Collection[int]
) -> Mapping[tuple[int, int], Item]:
    found = [
        *then.of(AssortmentItem, _of_variant(AssortmentItem, variant), variant=variant.pk),
        *AssortmentItem.objects.filter(_unremembered(AssortmentItem), variant=variant),
    ]
    return {
        (item.assortment_id, item.variant_id): Item(
            item.variant_id, item.contract_price_net, item.is_free
        )
        for item in found
        if item.assortment_id in agreement_ids
    }
