"""What the planner of customer sheets must know of the shop, in a fixed number of queries."""

from collections.abc import Iterable

from django.db.models import F, Prefetch

from customers.customer_import import CustomerFacts, CustomerState
from customers.models import Customer, CustomerGroup, Membership, PricingTier
from customers.selectors.user_import import customers_numbered


def customer_facts(numbers: Iterable[str]) -> CustomerFacts:
    """The customers with these numbers, and every group and tier by name."""
    ids = [customer.pk for customer in customers_numbered(numbers).values()]
    customers = (
        Customer.objects.filter(pk__in=ids)
        .select_related("main_group", "pricing_tier")
        .prefetch_related(Prefetch("further_groups", CustomerGroup.objects.order_by("name")))
    )
    crossing = Membership.objects.filter(next_approver__isnull=False).exclude(
        next_approver__customer=F("customer")
    )
    bound = set(crossing.values_list("customer__number", flat=True))
    bound |= set(crossing.values_list("next_approver__customer__number", flat=True))
    return CustomerFacts(
        customers={customer.number.lower(): _state(customer) for customer in customers},
        groups={
            name.lower(): name for name in CustomerGroup.objects.values_list("name", flat=True)
        },
        tiers={name.lower(): name for name in PricingTier.objects.values_list("name", flat=True)},
        bound=frozenset(number.lower() for number in bound),
    )


def _state(customer: Customer) -> CustomerState:
    return CustomerState(
        name=customer.name,
        org_number=customer.org_number,
        vat_number=customer.vat_number,
        country=str(customer.country),
        email=customer.email,
        phone=customer.phone,
        main_group=customer.main_group.name,
        further_groups=tuple(group.name for group in customer.further_groups.all()),
        pricing_tier=customer.pricing_tier.name if customer.pricing_tier else "",
        discount_percent=customer.discount_percent,
        allowed_outstanding=customer.allowed_outstanding,
        payment_days=customer.payment_days,
        is_active=customer.is_active,
    )
