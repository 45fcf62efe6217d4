"""One variant's prices by buyer: a group's, a customer's own, a segment's, a tier's."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import (
    AssortmentItem,
    PriceList,
    PriceListConnection,
    PriceRow,
    Variant,
)
from catalogue.pricing.engine import PriceAnswer, quote_unit
from catalogue.pricing.facts import ContractOffer, FixedRow, Percent, PriceFacts, RowSource
from catalogue.pricing.steps import StepKind
from catalogue.querysets import valid_on
from catalogue.selectors.prices import quote
from catalogue.selectors.staff_prices import OwnPrice
from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Membership, Segment, ShopSettings
from customers.querysets import CustomerGroupQuerySet

GROUP_SORTS = {"name": Sort.by("name", label=_("Customer group"))}
VARIANT_SORTS = {"sku": Sort.by("sku", label=_("Article number"))}
OTHER_SORTS = {"list": Sort.by("price_list__name", "from_quantity", label=_("Price list"))}


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """What one buyer has of one variant. `lists` are those that are for it only, the one where
    prices are set first; `prices` stand there. `elsewhere` are rows of lists shared with others.
    """

    lists: Sequence[PriceList]
    prices: Sequence[OwnPrice]
    elsewhere: Sequence[PriceRow]


@dataclass(frozen=True, slots=True)
class Pays:
    """What one piece costs from a quantity on."""

    from_quantity: int
    answer: PriceAnswer

    @property
    def agreement(self) -> str:
        """The agreement whose contract price it is; empty when the lists decide."""
        applied = (step for step in self.answer.steps if step.applied)
        return next((step.label for step in applied if step.kind == StepKind.CONTRACT), "")


def lists_only_for(
    buyer: Customer | CustomerGroup, variant: Variant | None = None
) -> Sequence[PriceList]:
    """The lists in force that are connected to this buyer and nobody else; those that have a row
    of the variant first. Two queries."""
    return _own_lists(type(buyer), [buyer.pk], variant).get(buyer.pk, [])


def _field(model: type[Customer] | type[CustomerGroup]) -> str:
    return "customer" if model is Customer else "group"


def _own_lists(
    model: type[Customer] | type[CustomerGroup], ids: Collection[int], variant: Variant | None
) -> Mapping[int, list[PriceList]]:
    field = _field(model)
    today = timezone.localdate()
    others = PriceListConnection.objects.filter(price_list=OuterRef("price_list")).exclude(
        pk=OuterRef("pk")
    )
    mine = (
        PriceListConnection.objects.valid_on(today)
        .filter(~Exists(others), **{f"{field}__in": list(ids)})
        .select_related("price_list")
        .order_by("price_list_id")
    )
    found: defaultdict[int, list[PriceList]] = defaultdict(list)
    for connection in mine:
        found[getattr(connection, f"{field}_id")].append(connection.price_list)
    if variant is not None and any(len(lists) > 1 for lists in found.values()):
        listed = [each.pk for lists in found.values() for each in lists]
        rows = PriceRow.objects.valid_on(today).filter(variant=variant, price_list__in=listed)
        having = set(rows.values_list("price_list_id", flat=True))
        for lists in found.values():
            lists.sort(key=lambda each: (each.pk not in having, each.pk))
    return found


def groups_with_prices(actor: Actor, variant: Variant) -> "QuerySet[CustomerGroup]":
    """The groups that have a price of this variant today, in any of their lists, as far as the
    actor may know of them."""
    found: QuerySet[CustomerGroup] = _priced_groups(variant).visible_to(actor)
    return found


def unseen_groups_with_prices(actor: Actor, variant: Variant) -> int:
    """How many more there are, of other sales teams. Two queries for a member of a team."""
    if actor.team_ids is None:
        return 0
    return _priced_groups(variant).count() - groups_with_prices(actor, variant).count()


def _priced_groups(variant: Variant) -> CustomerGroupQuerySet:
    rows = PriceRow.objects.valid_on(timezone.localdate()).filter(variant=variant)
    connected = PriceListConnection.objects.filter(
        group=OuterRef("pk"), price_list__in=rows.values("price_list")
    )
    found: CustomerGroupQuerySet = CustomerGroup.objects.filter(Exists(connected))
    return found


def own_prices(
    model: type[Customer] | type[CustomerGroup], ids: Collection[int], variant: Variant
) -> Mapping[int, OwnPrices]:
    """What these buyers have of the variant, keyed by the buyer's id. Four queries at most."""
    field, today = _field(model), timezone.localdate()
    lists = _own_lists(model, ids, variant)
    rows: defaultdict[int, list[PriceRow]] = defaultdict(list)
    connected = PriceListConnection.objects.valid_on(today).filter(**{f"{field}__in": list(ids)})
    buyers: defaultdict[int, list[int]] = defaultdict(list)
    for list_id, buyer_id in connected.values_list("price_list_id", f"{field}_id"):
        buyers[list_id].append(buyer_id)
    found = (
        PriceRow.objects.valid_on(today)
        .filter(variant=variant, price_list__in=list(buyers))
        .select_related("price_list")
        .order_by("from_quantity", "pk")
    )
    for row in found:
        for buyer_id in buyers[row.price_list_id]:
            rows[buyer_id].append(row)
    return {buyer_id: _own(lists.get(buyer_id, []), rows[buyer_id]) for buyer_id in ids}


def _own(lists: Sequence[PriceList], rows: Sequence[PriceRow]) -> OwnPrices:
    here = lists[0].pk if lists else None
    return OwnPrices(
        lists,
        [OwnPrice(row.from_quantity, row.unit_net) for row in rows if row.price_list_id == here],
        [row for row in rows if row.price_list_id != here],
    )


def member_pays(
    shop: ShopSettings, variant: Variant, groups: Sequence[CustomerGroup]
) -> Mapping[int, Sequence[Pays]]:
    """What a member of each group pays who has nothing of its own, by the one price function.

    Keyed by group id; one entry per quantity at which the group's own rows begin. Three queries.
    """
    today = timezone.localdate()
    ids = [group.pk for group in groups]
    rows = _group_rows(variant, ids, today)
    contracts = _group_contracts(variant, ids, today)
    found: dict[int, Sequence[Pays]] = {}
    for group in groups:
        facts = PriceFacts(
            list_price_net=variant.list_price_net,
            currency=shop.currency,
            is_free=variant.is_free,
            contracts=tuple(contracts[group.pk]),
            fixed_rows=tuple(rows[group.pk]),
            group_percent=Percent(group.discount_percent, group.name),
            max_total_discount_percent=shop.max_total_discount_percent,
        )
        quantities = sorted({1, *(row.from_quantity for row in facts.fixed_rows)})
        found[group.pk] = [Pays(quantity, quote_unit(facts, quantity)) for quantity in quantities]
    return found


def _group_rows(
    variant: Variant, group_ids: Collection[int], day: date
) -> Mapping[int, list[FixedRow]]:
    """The rows of lists connected to the groups, or to segments that hold them as a whole."""
    in_segment = Segment.groups.through.objects.filter(customergroup__in=group_ids)
    groups_of: defaultdict[int, list[int]] = defaultdict(list)
    for segment_id, group_id in in_segment.values_list("segment_id", "customergroup_id"):
        groups_of[segment_id].append(group_id)
    connections: defaultdict[int, list[tuple[int, RowSource, str]]] = defaultdict(list)
    connected = (
        PriceListConnection.objects.valid_on(day)
        .filter(Q(group__in=group_ids) | Q(segment__in=list(groups_of)))
        .select_related("group", "segment")
        .order_by("pk")
    )
    for each in connected:
        if each.group is not None:
            holder = (each.group.pk, RowSource.GROUP, each.group.name)
            connections[each.price_list_id].append(holder)
        elif each.segment is not None:
            connections[each.price_list_id] += [
                (group_id, RowSource.SEGMENT, each.segment.name)
                for group_id in groups_of[each.segment.pk]
            ]
    rows: defaultdict[int, list[FixedRow]] = defaultdict(list)
    found = PriceRow.objects.valid_on(day).filter(variant=variant, price_list__in=list(connections))
    for row in found.order_by("from_quantity", "pk"):
        for group_id, source, label in connections[row.price_list_id]:
            rows[group_id].append(FixedRow(row.unit_net, row.from_quantity, source, label))
    return rows


def _group_contracts(
    variant: Variant, group_ids: Collection[int], day: date
) -> Mapping[int, list[ContractOffer]]:
    offers: defaultdict[int, list[ContractOffer]] = defaultdict(list)
    items = (
        AssortmentItem.objects.filter(
            valid_on(day, "assortment__"), variant=variant, assortment__groups__in=group_ids
        )
        .select_related("assortment")
        .order_by("assortment__name", "pk")
        .values_list(
            "assortment__groups",
            "contract_price_net",
            "assortment__name",
            "assortment__percentages_apply",
            "is_free",
        )
    )
    for group_id, unit_net, name, percentages_apply, is_free in items:
        offers[group_id].append(ContractOffer(unit_net, name, False, percentages_apply, is_free))
    return offers


def other_rows(variant: Variant) -> "QuerySet[PriceRow]":
    """The variant's rows today in lists for customers, segments or tiers: who else has a price."""
    connected = PriceListConnection.objects.filter(price_list=OuterRef("price_list"))
    return (
        PriceRow.objects.valid_on(timezone.localdate())
        .filter(Exists(connected.filter(group=None)), variant=variant)
        .filter(valid_on(timezone.localdate(), "price_list__"))
        .select_related("price_list")
    )


def variants_priced_for(customer: Customer, *, text: str = "") -> "QuerySet[Variant]":
    """The goods that the customer has a price of its own for today, by part of article number."""
    today = timezone.localdate()
    lists = PriceListConnection.objects.valid_on(today).filter(customer=customer)
    rows = PriceRow.objects.valid_on(today).filter(
        variant=OuterRef("pk"), price_list__in=lists.values("price_list")
    )
    found = Variant.objects.select_related("product").filter(Exists(rows))
    return found.filter(sku__icontains=text) if text else found


def customer_rows(customer: Customer, variants: Iterable[Variant]) -> Mapping[int, list[PriceRow]]:
    """The customer's own rows today of these goods, keyed by variant id. One query."""
    today = timezone.localdate()
    lists = PriceListConnection.objects.valid_on(today).filter(customer=customer)
    found: defaultdict[int, list[PriceRow]] = defaultdict(list)
    rows = PriceRow.objects.valid_on(today).filter(
        variant__in=list(variants), price_list__in=lists.values("price_list")
    )
    for row in rows.select_related("price_list").order_by("from_quantity", "pk"):
        found[row.variant_id].append(row)
    return found


def buyers_of_lists(
    actor: Actor, list_ids: Collection[int]
) -> Mapping[int, Sequence[PriceListConnection]]:
    """Some of those a list is for, customers, segments and tiers, at most four a list."""
    found: defaultdict[int, list[PriceListConnection]] = defaultdict(list)
    for list_id in list_ids:
        found[list_id] = []
    rows = (
        PriceListConnection.objects.naming_seen(actor)
        .filter(price_list__in=list(list_ids), group=None)
        .select_related("customer", "segment", "tier")
        .order_by("pk")[:200]
    )
    for connection in rows:
        found[connection.price_list_id].append(connection)
    return found


def price_for(
    actor: Actor, customer: Customer, variant_id: int, quantity: int
) -> PriceAnswer | None:
    """What anybody who buys for the customer pays, and why; None when there is no such variant.

    The price of a membership is its customer's: `actor` only looks.
    """
    member = Actor(user=actor.user, membership=Membership(customer=customer))
    return quote(member, {variant_id: quantity}).get(variant_id)


def variant_numbered(sku: str) -> Variant | None:
    """By its article number, as written, or in capitals or small letters. One query."""
    asked = sku.strip()
    rows = Variant.objects.select_related("product").filter(
        sku__in={asked, asked.upper(), asked.lower()}
    )
    found = {variant.sku: variant for variant in rows}
    return found.get(asked) or (next(iter(found.values())) if len(found) == 1 else None)
