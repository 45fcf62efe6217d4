"""What another limit on the tree would hide and show, and from whom, before anybody saves it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalogue.selectors.limit_agreements import AgreementLoss, agreements_losing
from catalogue.selectors.limit_change import (
    GROUPS_OF,
    NAMED,
    Buyers,
    Groups,
    LimitChange,
    Shift,
    Some,
    shift_of,
    together,
)
from catalogue.visibility import Limit, any_of, is_visible_to


@dataclass(frozen=True, slots=True)
class Difference:
    """Goods that somebody sees no more (or sees anew), and the customers it happens to."""

    products: int
    variants: int
    customers: Some
    strangers: bool  # also whoever is not logged in


@dataclass(frozen=True, slots=True)
class LimitPreview:
    """What the change comes to."""

    hidden: Difference
    shown: Difference
    agreements: tuple[AgreementLoss, ...]


def limit_preview(change: LimitChange) -> LimitPreview:
    """Six queries; they read the branch's goods in one sum, not one by one."""
    kinds = list(_kinds(change))
    buyers = _buyers()
    return LimitPreview(
        hidden=_difference(kinds, buyers, lambda seen, seen_then: seen and not seen_then),
        shown=_difference(kinds, buyers, lambda seen, seen_then: seen_then and not seen),
        agreements=agreements_losing(change),
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """Goods that are limited in the same way: how many products, and their variants."""

    products: int
    shift: Shift
    variants: tuple[tuple[Shift, int], ...]


_STRANGERS: Groups = frozenset()


def _difference(kinds: Sequence[_Kind], buyers: Sequence[Buyers], happens: Any) -> Difference:
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
            (shift_of(change, categories, _limit(own), _limit(groups)), count * products)
            for groups, count in json.loads(versions)
        ]
        shift = Shift(
            any_of(each.before for each, _count in of_versions),
            any_of(each.after for each, _count in of_versions),
        )
        yield _Kind(products, shift, tuple(of_versions))


def _limit(groups: Sequence[int] | None) -> Limit:
    return None if groups is None else frozenset(groups)


_BUYERS = f"""
SELECT groups, count(*), (array_agg(name ORDER BY name))[1:%(named)s]
FROM ({GROUPS_OF}) buyer GROUP BY groups
"""  # noqa: S608  # of the constant above only


def _buyers() -> list[Buyers]:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS, {"named": NAMED})
        return [
            Buyers(frozenset(groups), Some(count, tuple(names)))
            for groups, count, names in cursor.fetchall()
        ]
