"""What the planners of groups' and segments' sheets must know of the shop."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet

from customers.card_import import Known, Named
from customers.group_import import (
    GROUP_IN_SEGMENT,
    IN_SEGMENT,
    GroupFact,
    GroupState,
)
from customers.models import CustomerGroup, GroupKind, Membership, Segment
from customers.selectors.customer_import import among

HOLDS_CUSTOMER = Segment.customers.through
HOLDS_GROUP = Segment.groups.through


def groups_with_chains() -> frozenset[int]:
    """Organisations where somebody's next approver is at another of its customers. One query."""
    return frozenset(_between().values_list("customer__main_group_id", flat=True).distinct())


def chains_within(group_ids: Collection[int]) -> QuerySet[Membership, Any]:
    """The chains that lead from one customer of such a group to another."""
    return _between().filter(customer__main_group__in=group_ids)


def _between() -> QuerySet[Membership, Any]:
    chained = Membership.objects.filter(next_approver__isnull=False)
    return chained.exclude(next_approver__customer=F("customer"))


def group_facts() -> Known[GroupFact]:
    """Every group: there are hundreds, not thousands. Two queries."""
    chained = groups_with_chains()
    rows = CustomerGroup.objects.values_list(
        *("pk", "name", "kind", "discount_percent", "every_step_must_approve", "comment_required")
    )
    return Known(
        {
            name: GroupFact(pk, name, GroupState(*card), has_chains=pk in chained)
            for pk, name, *card in rows
        }
    )


def not_organisations(group_ids: Collection[int]) -> QuerySet[CustomerGroup, Any]:
    return CustomerGroup.objects.filter(pk__in=group_ids).exclude(kind=GroupKind.ORGANISATION)


def segments_by_name() -> Known[Named]:
    return Known.named(Segment.objects.values_list("pk", "name"))


def held_by(
    segment_ids: Collection[int], customer_ids: Collection[int], group_ids: Collection[int]
) -> dict[tuple[str, int, int], int]:
    """Which of these customers and groups the segments hold: `SegmentFacts.held`. Two queries."""
    customers = HOLDS_CUSTOMER.objects.filter(
        segment__in=segment_ids, customer__in=among(customer_ids)
    )
    groups = HOLDS_GROUP.objects.filter(segment__in=segment_ids, customergroup__in=group_ids)
    found = {
        (IN_SEGMENT, segment, customer): pk
        for pk, segment, customer in customers.values_list("pk", "segment_id", "customer_id")
    }
    for pk, segment, group in groups.values_list("pk", "segment_id", "customergroup_id"):
        found[GROUP_IN_SEGMENT, segment, group] = pk
    return found
