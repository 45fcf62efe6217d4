"""Which rule for small orders holds for a buyer, and all of them for the settings."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from core.money import ZERO
from core.prepared import Prepared
from core.tables import Sort
from customers.models import Customer, Segment
from orders.models import SmallOrderRule
from orders.small_orders import RuleLevel, SmallOrderTerms, terms_among

RULE_SORTS = {"newest": Sort.by("pk", descending_first=True)}


def small_order_terms(customer: Customer | None) -> SmallOrderTerms | None:
    """What holds for orders of `customer`, or for a stranger; None = nothing. One query."""
    rules = _REACHING.rows(
        customer_id=customer.pk if customer else None,
        group_id=customer.main_group_id if customer else None,
    )
    return terms_among(_terms_of(rule) for rule in rules)


def rules_for_small_orders() -> "QuerySet[SmallOrderRule]":
    """Every rule with whose it is; to be shown page by page."""
    return SmallOrderRule.objects.select_related("customer", "group", "segment", "vat_rate")


def small_order_rule_of(rule_id: int) -> SmallOrderRule:
    """One of them, or Http404."""
    return get_object_or_404(rules_for_small_orders(), pk=rule_id)


def _reaching(customer_id: int, group_id: int) -> "QuerySet[SmallOrderRule]":
    """The shop's, the customer's own, those of its groups and of the segments it is in."""
    further: Any = Customer.further_groups.through.objects.filter(customer=customer_id)
    by_itself: Any = Segment.customers.through.objects.filter(customer=customer_id)
    with_group: Any = Segment.groups.through.objects.filter(customergroup=group_id)
    reaching = (
        Q(customer__isnull=True, group__isnull=True, segment__isnull=True)
        | Q(customer=customer_id)
        | Q(group=group_id)
        | Q(group__in=further.values("customergroup"))
        | Q(segment__in=by_itself.values("segment"))
        | Q(segment__in=with_group.values("segment"))
    )
    return rules_for_small_orders().filter(reaching).order_by("pk")


_REACHING: Prepared[SmallOrderRule] = Prepared(_reaching, customer_id=int, group_id=int)


def _terms_of(rule: SmallOrderRule) -> SmallOrderTerms:
    level = RuleLevel.SHOP
    if rule.customer_id is not None:
        level = RuleLevel.CUSTOMER
    elif rule.segment_id is not None:
        level = RuleLevel.SEGMENT
    elif rule.group_id is not None:
        level = RuleLevel.GROUP
    return SmallOrderTerms(
        value_net=rule.value_net,
        fee_net=rule.fee_net,
        vat_percent=rule.vat_rate.percent if rule.vat_rate else ZERO,
        level=level,
        source=rule.of.name if rule.of else "",
    )
