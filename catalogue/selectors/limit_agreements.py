"""Agreements that would hold goods which some of those they are for see no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from catalogue.models import Assortment, AssortmentItem, ProductCategory
from catalogue.selectors.limit_change import (
    GROUPS_OF,
    NAMED,
    Buyers,
    LimitChange,
    Some,
    shifts_of,
    together,
)

MOST_AGREEMENTS = 50


@dataclass(frozen=True, slots=True)
class AgreementLoss:
    """An agreement that holds goods which some of those it is for would no longer see."""

    assortment: Assortment
    items: int
    customers: Some


# Whom the agreements are for, by the ways they can be connected.
_HELD_BY = f"""
WITH buyer AS MATERIALIZED ({GROUPS_OF}), holder AS (
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


def agreements_losing(change: LimitChange) -> tuple[AgreementLoss, ...]:
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


def _holders(assortment_ids: Sequence[int]) -> Mapping[int, list[Buyers]]:
    """One query."""
    found: dict[int, list[Buyers]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD_BY, {"assortments": list(assortment_ids), "named": NAMED})
        for assortment_id, groups, count, names in cursor.fetchall():
            buyers = Buyers(frozenset(groups), Some(count, tuple(names)))
            found.setdefault(assortment_id, []).append(buyers)
    return found
