"""Agreement assortments as the back office shows them: the list, the items, whom they are for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Assortment, AssortmentItem, ProductCategory
from catalogue.selectors.staff_tree import Counted
from catalogue.selectors.tree import names_at
from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Segment
from customers.querysets import CustomerQuerySet
from customers.search import customers_matching

MOST_COUNTED = 1000
NAMED = 3
MOST_FOUND = 10

ASSORTMENT_SORTS = {
    "name": Sort.by("name", label=_("Name")),
    "from": Sort.by("valid_from", label=_("Valid from"), descending_first=True),
    "until": Sort.by("valid_until", label=_("Valid until"), nullable=True),
}
ITEM_SORTS = {
    "place": Sort.by("place", "variant__product__sort_key", label=_("Category")),
    "sku": Sort.by("variant__sku", label=_("Article number")),
    "price": Sort.by("contract_price_net", label=_("Contract price"), nullable=True),
}
HOLDER_SORTS = {"name": Sort.by("name", label=_("Company"))}


class AgreementState(StrEnum):
    """Where an agreement stands today."""

    NOW = "now"
    LATER = "later"
    ENDED = "ended"


def state_of(assortment: Assortment) -> AgreementState:
    return _state(assortment.valid_from, assortment.valid_until, timezone.localdate())


def _state(starts: date, ends: date | None, today: date) -> AgreementState:
    if ends is not None and ends < today:
        return AgreementState.ENDED
    return AgreementState.LATER if starts > today else AgreementState.NOW


def assortment_list(actor: Actor, *, text: str = "", state: str = "") -> "QuerySet[Assortment]":
    """By part of the name, or of the name of somebody it is for."""
    today = timezone.localdate()
    found: QuerySet[Assortment] = Assortment.objects.order_by()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(pk__in=_held_by(actor, text)))
    match state:
        case AgreementState.NOW:
            return found.filter(valid_from__lte=today).exclude(valid_until__lt=today)
        case AgreementState.LATER:
            return found.filter(valid_from__gt=today).exclude(valid_until__lt=today)
        case AgreementState.ENDED:
            return found.filter(valid_until__lt=today)
    return found


def _held_by(actor: Actor, text: str) -> "QuerySet[Assortment, dict[str, int]]":
    named = Q(name__icontains=text)
    customers = Customer.objects.visible_to(actor).filter(named)
    groups = CustomerGroup.objects.visible_to(actor).filter(named)
    held: Any = Assortment.objects.order_by().filter(
        Q(groups__in=groups.order_by().values("pk"))
        | Q(customers__in=customers.order_by().values("pk"))
        | Q(segments__name__icontains=text)
    )
    found: QuerySet[Assortment, dict[str, int]] = held.values("pk")
    return found


def assortment_of(assortment_id: int) -> Assortment:
    """For its card, or Http404."""
    found = Assortment.objects.filter(pk=assortment_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Numbers:
    """What an agreement holds and whom it is for, counted up to `MOST_COUNTED`."""

    items: Counted
    priced: Counted  # of the items: with a contract price of their own, or free
    groups: Counted
    customers: Counted
    segments: Counted
    names: tuple[str, ...]  # the first few it is for

    @property
    def holders(self) -> int:
        return self.groups.count + self.customers.count + self.segments.count

    @property
    def more(self) -> int:
        return self.holders - len(self.names)


def numbers_of(actor: Actor, assortment_ids: Sequence[int]) -> Mapping[int, Numbers]:
    """One query. A member of a sales team is told how many an agreement is for, not who."""
    values: dict[str, Any] = {"ids": list(assortment_ids), "most": MOST_COUNTED + 1, "named": NAMED}
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, values)
        rows = cursor.fetchall()
    return {
        pk: Numbers(
            items=_counted(items),
            priced=_counted(priced),
            groups=_counted(groups),
            customers=_counted(customers),
            segments=_counted(segments),
            names=tuple(names) if actor.team_ids is None else (),
        )
        for pk, items, priced, groups, customers, segments, names in rows
    }


def _counted(count: int) -> Counted:
    return Counted(min(count, MOST_COUNTED), count > MOST_COUNTED)


_NUMBERS = """
SELECT wanted.id,
    (SELECT count(*) FROM (SELECT 1 FROM catalogue_assortmentitem
        WHERE assortment_id = wanted.id LIMIT %(most)s) few),
    (SELECT count(*) FROM (SELECT 1 FROM catalogue_assortmentitem
        WHERE assortment_id = wanted.id AND (contract_price_net > 0 OR is_free)
        LIMIT %(most)s) few),
    (SELECT count(*) FROM (SELECT 1 FROM catalogue_assortment_groups
        WHERE assortment_id = wanted.id LIMIT %(most)s) few),
    (SELECT count(*) FROM (SELECT 1 FROM catalogue_assortment_customers
        WHERE assortment_id = wanted.id LIMIT %(most)s) few),
    (SELECT count(*) FROM (SELECT 1 FROM catalogue_assortment_segments
        WHERE assortment_id = wanted.id LIMIT %(most)s) few),
    ARRAY(
        SELECT name FROM (
            (SELECT 1 AS kind, holder.name FROM catalogue_assortment_groups held
             JOIN customers_customergroup holder ON holder.id = held.customergroup_id
             WHERE held.assortment_id = wanted.id ORDER BY holder.name LIMIT %(named)s)
          UNION ALL
            (SELECT 2, holder.name FROM catalogue_assortment_segments held
             JOIN customers_segment holder ON holder.id = held.segment_id
             WHERE held.assortment_id = wanted.id ORDER BY holder.name LIMIT %(named)s)
          UNION ALL
            (SELECT 3, holder.name FROM catalogue_assortment_customers held
             JOIN customers_customer holder ON holder.id = held.customer_id
             WHERE held.assortment_id = wanted.id LIMIT %(named)s)
        ) holders ORDER BY kind, name LIMIT %(named)s
    )
FROM unnest(%(ids)s::bigint[]) AS wanted(id)
"""


def items_of(assortment: Assortment, text: str = "") -> "QuerySet[AssortmentItem]":
    """Its items with their goods; `place` is the address of the category they stand under.

    Its cost grows with the agreement, never with the catalogue.
    """
    place = ProductCategory.objects.filter(product=OuterRef("variant__product")).order_by("pk")
    found: QuerySet[AssortmentItem] = (
        AssortmentItem.objects.filter(assortment=assortment)
        .select_related("variant__product")
        .annotate(place=Coalesce(Subquery(place.values("category__path")[:1]), Value("")))
    )
    if text:
        found = found.filter(
            Q(variant__sku__icontains=text)
            | Q(variant__product__name__icontains=text)
            | Q(variant__ean=text)
        )
    return found


def items_by_id(assortment: Assortment, item_ids: Collection[int]) -> Sequence[AssortmentItem]:
    """These of its items, in the order of the list. One query."""
    found: QuerySet[Any] = items_of(assortment).filter(pk__in=item_ids)
    return list(found.order_by("place", "variant__product__sort_key", "pk"))


def place_names(paths: Collection[str]) -> Mapping[str, str]:
    """'Datorer / Dockningsstationer' for each address. One query."""
    ways: dict[str, list[str]] = {}
    for path in paths:
        slugs = path.split("/")
        ways[path] = ["/".join(slugs[: depth + 1]) for depth in range(len(slugs))]
    names = names_at({step for way in ways.values() for step in way})
    return {path: " / ".join(names.get(step, step) for step in way) for path, way in ways.items()}


def groups_holding(actor: Actor, assortment: Assortment) -> Sequence[CustomerGroup]:
    """Those that the actor may know of."""
    held = Assortment.groups.through.objects.filter(assortment=assortment)
    seen = CustomerGroup.objects.visible_to(actor).filter(pk__in=held.values("customergroup"))
    return list(seen.order_by("name"))


def segments_holding(assortment: Assortment) -> Sequence[Segment]:
    return list(assortment.segments.order_by("name"))


def customers_holding(actor: Actor, assortment: Assortment) -> CustomerQuerySet:
    """Those that the actor may see, for a list of their own."""
    held = Assortment.customers.through.objects.filter(assortment=assortment)
    found: CustomerQuerySet = Customer.objects.visible_to(actor).filter(
        pk__in=held.values("customer_id")
    )
    return found.select_related("main_group")


def unseen_holders(actor: Actor, assortment: Assortment) -> int:
    """How many more groups and customers it is for, of other sales teams. Four queries for a member
    of a team, none for others."""
    if actor.team_ids is None:
        return 0
    groups, customers = assortment.groups.all(), assortment.customers.all()
    hidden_groups = (
        groups.count()
        - CustomerGroup.objects.visible_to(actor)
        .filter(pk__in=groups.order_by().values("pk"))
        .count()
    )
    return hidden_groups + customers.count() - customers_holding(actor, assortment).count()


@dataclass(frozen=True, slots=True)
class HoldersFound:
    """Whom the agreement could be for too, by what was typed."""

    groups: Sequence[CustomerGroup]
    segments: Sequence[Segment]
    customers: Sequence[Customer]

    @property
    def any(self) -> bool:
        return bool(self.groups or self.segments or self.customers)


def holders_found(actor: Actor, assortment: Assortment, text: str) -> HoldersFound:
    """Not those it is for already. Three queries."""
    visible = Customer.objects.visible_to(actor)
    customers = customers_matching(visible, text).order_by("name", "pk")
    held = Assortment.customers.through.objects.filter(assortment=assortment)
    return HoldersFound(
        list(
            CustomerGroup.objects.visible_to(actor)
            .filter(name__icontains=text)
            .exclude(pk__in=assortment.groups.values("pk"))
            .order_by("name")[:MOST_FOUND]
        ),
        list(
            Segment.objects.filter(name__icontains=text)
            .exclude(pk__in=assortment.segments.values("pk"))
            .order_by("name")[:MOST_FOUND]
        ),
        list(customers.exclude(pk__in=held.values("customer_id"))[:MOST_FOUND]),
    )


def holder_of(actor: Actor, kind: str, pk: int) -> Customer | CustomerGroup | Segment:
    """A group, segment or a customer that the actor may see; Http404."""
    found: Customer | CustomerGroup | Segment | None = None
    match kind:
        case "group":
            found = CustomerGroup.objects.filter(pk=pk).first()
        case "segment":
            found = Segment.objects.filter(pk=pk).first()
        case "customer":
            found = Customer.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
