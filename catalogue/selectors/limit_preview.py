"""What another limit on the tree would hide and show, and from whom, before anybody saves it."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from catalogue.models import Assortment, AssortmentItem, Product, ProductCategory, Variant
from catalogue.selectors.limit_tree import LimitTree, limits_by_owner
from catalogue.visibility import Limit, any_of, combine, is_visible_to

NAMED = 5  # customers, lists … that a page calls by name
MOST_AGREEMENTS = 50

Groups = frozenset[int]


@dataclass(frozen=True)
class LimitChange:
    """The tree before and after, and the branch whose limits change."""

    before: LimitTree
    after: LimitTree
    branch: frozenset[int]


@dataclass(frozen=True, slots=True)
class Some:
    """How many, and the names of the first few."""

    count: int
    names: tuple[str, ...]

    @property
    def others(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Difference:
    """Goods that somebody sees no more (or sees anew), and the customers it happens to."""

    products: int
    variants: int
    customers: Some
    strangers: bool  # also whoever is not logged in


@dataclass(frozen=True, slots=True)
class AgreementLoss:
    """An agreement that holds goods which some of those it is for would no longer see."""

    assortment: Assortment
    items: int
    customers: Some


@dataclass(frozen=True, slots=True)
class LimitPreview:
    """What the change comes to."""

    hidden: Difference
    shown: Difference
    agreements: tuple[AgreementLoss, ...]


def limit_change(before: LimitTree, after: LimitTree, category_id: int) -> LimitChange:
    return LimitChange(before, after, frozenset(before.with_all_below([category_id])))


def limit_preview(change: LimitChange) -> LimitPreview:
    """Six queries; they read the branch's goods in one sum, not one by one."""
    kinds = list(_kinds(change))
    buyers = _buyers()
    return LimitPreview(
        hidden=_difference(kinds, buyers, lambda seen, seen_then: seen and not seen_then),
        shown=_difference(kinds, buyers, lambda seen, seen_then: seen_then and not seen),
        agreements=_agreements(change),
    )


@dataclass(frozen=True, slots=True)
class Shift:
    """A limit before and after."""

    before: Limit
    after: Limit

    def loses(self, groups: Groups) -> bool:
        return is_visible_to(self.before, groups) and not is_visible_to(self.after, groups)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Goods that are limited in the same way: how many products, and their variants."""

    products: int
    shift: Shift
    variants: tuple[tuple[Shift, int], ...]


@dataclass(frozen=True, slots=True)
class _Buyers:
    """Customers in exactly these groups."""

    groups: Groups
    customers: Some


_STRANGERS: Groups = frozenset()


def _difference(kinds: Sequence[_Kind], buyers: Sequence[_Buyers], happens: Any) -> Difference:
    """`happens(sees it now, would see it)` picks what is told of."""

    def touches(shift: Shift, groups: Groups) -> bool:
        now, then = is_visible_to(shift.before, groups), is_visible_to(shift.after, groups)
        return bool(happens(now, then))

    everybody = [_STRANGERS, *(each.groups for each in buyers)]
    products = variants = 0
    for kind in kinds:
        if any(touches(kind.shift, groups) for groups in everybody):
            products += kind.products
        for shift, count in kind.variants:
            if any(touches(shift, groups) for groups in everybody):
                variants += count
    shifts = {shift for kind in kinds for shift, _count in kind.variants}
    met = [each for each in buyers if any(touches(shift, each.groups) for shift in shifts)]
    return Difference(
        products=products,
        variants=variants,
        customers=together(each.customers for each in met),
        strangers=any(touches(shift, _STRANGERS) for shift in shifts),
    )


def together(parts: "Iterator[Some] | Collection[Some]") -> Some:
    count = 0
    names: set[str] = set()
    for part in parts:
        count += part.count
        names.update(part.names)
    return Some(count, tuple(sorted(names)[:NAMED]))


# The branch's goods for sale, counted by all that decides who sees them.
_KINDS = """
WITH inside AS MATERIALIZED (
    SELECT DISTINCT placed.product_id FROM catalogue_productcategory placed
    JOIN catalogue_product product ON product.id = placed.product_id
    WHERE placed.category_id = ANY(%(branch)s) AND product.is_active
), place AS (
    SELECT product_id, array_agg(category_id ORDER BY category_id) AS categories
    FROM catalogue_productcategory JOIN inside USING (product_id) GROUP BY product_id
), own AS (
    SELECT product_id, array_agg(customergroup_id ORDER BY customergroup_id) AS groups
    FROM catalogue_product_limit_groups JOIN inside USING (product_id) GROUP BY product_id
), version AS (
    SELECT variant.product_id, variant.id,
           array_agg(customergroup_id ORDER BY customergroup_id)
               FILTER (WHERE customergroup_id IS NOT NULL) AS groups
    FROM catalogue_variant variant
    JOIN inside ON inside.product_id = variant.product_id
    LEFT JOIN catalogue_variant_limit_groups of_version ON of_version.variant_id = variant.id
    WHERE variant.is_active GROUP BY variant.product_id, variant.id
), counted AS (
    SELECT product_id, groups, count(*) AS count FROM version GROUP BY product_id, groups
), versions AS (
    SELECT product_id, jsonb_agg(jsonb_build_array(to_jsonb(groups), count) ORDER BY groups)::text
        AS kinds
    FROM counted GROUP BY product_id
)
SELECT place.categories, own.groups, versions.kinds, count(*)
FROM place JOIN versions USING (product_id) LEFT JOIN own USING (product_id)
GROUP BY place.categories, own.groups, versions.kinds
"""


def _kinds(change: LimitChange) -> Iterator[_Kind]:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, {"branch": sorted(change.branch)})
        rows = cursor.fetchall()
    for categories, own, versions, products in rows:
        of_versions = [
            (_shift(change, categories, _limit(own), _limit(groups)), count * products)
            for groups, count in json.loads(versions)
        ]
        shift = Shift(
            any_of(each.before for each, _count in of_versions),
            any_of(each.after for each, _count in of_versions),
        )
        yield _Kind(products, shift, tuple(of_versions))


def _limit(groups: Sequence[int] | None) -> Limit:
    return None if groups is None else frozenset(groups)


def _shift(change: LimitChange, categories: Collection[int], own: Limit, variant: Limit) -> Shift:
    return Shift(
        combine([change.before.path_to(pk) for pk in categories], own, variant),
        combine([change.after.path_to(pk) for pk in categories], own, variant),
    )


# Every active customer's groups, main and further: customers in the same ones are one row.
_GROUPS_OF = """
    SELECT customer.id, customer.name,
           ARRAY(
               SELECT customer.main_group_id
             UNION
               SELECT customergroup_id FROM customers_customer_further_groups further
               WHERE further.customer_id = customer.id
             ORDER BY 1
           ) AS groups
    FROM customers_customer customer WHERE customer.is_active
"""
_BUYERS = f"""
SELECT groups, count(*), (array_agg(name ORDER BY name))[1:%(named)s]
FROM ({_GROUPS_OF}) buyer GROUP BY groups
"""  # noqa: S608  # of the constant above only


def _buyers() -> list[_Buyers]:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS, {"named": NAMED})
        return [
            _Buyers(frozenset(groups), Some(count, tuple(names)))
            for groups, count, names in cursor.fetchall()
        ]


def shifts_of(change: LimitChange, variant_ids: Collection[int]) -> Mapping[int, Shift]:
    """Who sees each of these variants before and after. Four queries."""
    rows = Variant.objects.filter(pk__in=variant_ids).order_by()
    product_of = dict(rows.values_list("pk", "product_id"))
    products = set(product_of.values())
    places: dict[int, list[int]] = {}
    placed = ProductCategory.objects.filter(product__in=products)
    for product_id, category_id in placed.values_list("product_id", "category_id"):
        places.setdefault(product_id, []).append(category_id)
    own = limits_by_owner(
        Product.limit_groups.through.objects.filter(product__in=products), "product_id"
    )
    of_variants = limits_by_owner(
        Variant.limit_groups.through.objects.filter(variant__in=variant_ids), "variant_id"
    )
    return {
        pk: _shift(change, places.get(product, ()), own.get(product), of_variants.get(pk))
        for pk, product in product_of.items()
    }


# Whom the agreements are for, by the ways they can be connected.
_HELD_BY = f"""
WITH buyer AS MATERIALIZED ({_GROUPS_OF}), holder AS (
    SELECT assortment_id, customer_id FROM catalogue_assortment_customers
    WHERE assortment_id = ANY(%(assortments)s)
  UNION
    SELECT held.assortment_id, buyer.id FROM catalogue_assortment_groups held
    JOIN buyer ON held.customergroup_id = ANY(buyer.groups)
    WHERE held.assortment_id = ANY(%(assortments)s)
  UNION
    SELECT held.assortment_id, inside.customer_id FROM catalogue_assortment_segments held
    JOIN customers_segment_customers inside USING (segment_id)
    WHERE held.assortment_id = ANY(%(assortments)s)
  UNION
    SELECT held.assortment_id, customer.id FROM catalogue_assortment_segments held
    JOIN customers_segment_groups inside USING (segment_id)
    JOIN customers_customer customer ON customer.main_group_id = inside.customergroup_id
    WHERE held.assortment_id = ANY(%(assortments)s)
)
SELECT holder.assortment_id, buyer.groups, count(*),
       (array_agg(buyer.name ORDER BY buyer.name))[1:%(named)s]
FROM holder JOIN buyer ON buyer.id = holder.customer_id
GROUP BY holder.assortment_id, buyer.groups
"""  # noqa: S608  # of the constant above only


def _agreements(change: LimitChange) -> tuple[AgreementLoss, ...]:
    """Those in force now or later that hold goods of the branch. Seven queries, two for none."""
    today = timezone.localdate()
    placed = ProductCategory.objects.filter(category__in=change.branch)
    items = AssortmentItem.objects.filter(
        variant__product__in=placed.values("product_id"), variant__is_active=True
    ).exclude(assortment__valid_until__lt=today)
    found = Assortment.objects.filter(pk__in=items.values("assortment_id")).order_by("name", "pk")
    assortments = list(found[:MOST_AGREEMENTS])
    if not assortments:
        return ()
    held: dict[int, list[int]] = {}
    of_these = items.filter(assortment__in=assortments).order_by()
    for assortment_id, variant_id in of_these.values_list("assortment_id", "variant_id"):
        held.setdefault(assortment_id, []).append(variant_id)
    shifts = shifts_of(change, {pk for variants in held.values() for pk in variants})
    holders = _holders(list(held))
    losses = []
    for assortment in assortments:
        variants = [shifts[pk] for pk in held.get(assortment.pk, ())]
        buyers = holders.get(assortment.pk, [])
        lost = [shift for shift in variants if any(shift.loses(each.groups) for each in buyers)]
        losing = [each for each in buyers if any(shift.loses(each.groups) for shift in lost)]
        if lost:
            customers = together([each.customers for each in losing])
            losses.append(AgreementLoss(assortment, len(lost), customers))
    return tuple(losses)


def _holders(assortment_ids: Sequence[int]) -> Mapping[int, list[_Buyers]]:
    """One query."""
    found: dict[int, list[_Buyers]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD_BY, {"assortments": list(assortment_ids), "named": NAMED})
        for assortment_id, groups, count, names in cursor.fetchall():
            buyers = _Buyers(frozenset(groups), Some(count, tuple(names)))
            found.setdefault(assortment_id, []).append(buyers)
    return found
