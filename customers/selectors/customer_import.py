"""What the planner of customer sheets must know of the shop, a few queries for each part of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from customers.actors import Actor
from customers.card_import import Known, Named
from customers.customer_import import CustomerFact, CustomerState, in_order
from customers.freight_accounts import FreightAccount, in_order_of_carriers
from customers.models import (
    Customer,
    CustomerGroup,
    GroupKind,
    Membership,
    PricingTier,
    ShipperAccount,
)
from customers.org_number_warnings import Holder
from customers.org_numbers import spellings
from customers.search_texts import kept_org_number

FURTHER_GROUP = Customer.further_groups.through


def among(values: Iterable[int] | Iterable[str], kind: str = "bigint") -> RawSQL:
    """For `…__in=`: one array, where thousands of parameters take seconds to be written."""
    return RawSQL(f"SELECT unnest(%s::{kind}[])", (list(values),))  # noqa: S611 - our own words


def groups_by_name(actor: Actor) -> Known[Named]:
    return Known.named(CustomerGroup.objects.visible_to(actor).values_list("pk", "name"))


def tiers_by_name() -> Known[Named]:
    return Known.named(PricingTier.objects.values_list("pk", "name"))


def group_percents() -> dict[int, Decimal]:
    """Of the groups that have a discount. One query."""
    found = CustomerGroup.objects.filter(discount_percent__gt=0)
    return dict(found.values_list("pk", "discount_percent"))


def tier_percents() -> dict[int, Decimal]:
    """Of the tiers that have a discount. One query."""
    found = PricingTier.objects.filter(discount_percent__gt=0)
    return dict(found.values_list("pk", "discount_percent"))


def customers_numbered(numbers: Iterable[str]) -> QuerySet[Customer, Any]:
    """The customers with these numbers, in any letter case.

    Also exactly as written: the database's lower case is not Python's in every script.
    """
    wanted = set(numbers)
    folded = Q(key__in=among({number.lower() for number in wanted}, "text"))
    exact = Q(number__in=among(wanted, "text"))
    return Customer.objects.annotate(key=Lower("number")).filter(folded | exact)


def customers_by_number(numbers: Iterable[str]) -> Known[Named]:
    """For sheets that only point to customers. One query."""
    return Known.named(customers_numbered(numbers).values_list("pk", "number"))


def highest_number(customer_ids: Collection[int]) -> int:
    """Of those that look like our own; a longer one is an organisation's. 0 if none does."""
    rows = Customer.objects.filter(pk__in=among(customer_ids), number__regex=r"^[1-9][0-9]{0,6}$")
    return max((int(number) for number in rows.values_list("number", flat=True)), default=0)


def chained_across() -> frozenset[int]:
    """Customers that a chain leads into or out of: one that moved alone would cut it. One query."""
    pairs = _crossing().values_list("customer_id", "next_approver__customer_id").distinct()
    return frozenset(pk for pair in pairs.iterator() for pk in pair)


def chains_across(customer_ids: Collection[int]) -> QuerySet[Membership, Any]:
    """The chains that lead into or out of one of these customers."""
    return _crossing().filter(
        Q(customer__in=among(customer_ids)) | Q(next_approver__customer__in=among(customer_ids))
    )


def _crossing() -> QuerySet[Membership, Any]:
    chained = Membership.objects.filter(next_approver__isnull=False)
    return chained.exclude(next_approver__customer=F("customer"))


_CARD = (
    *("name", "org_number", "vat_number", "country", "email", "phone", "website", "ape_code"),
    *("discount_percent", "allowed_outstanding", "payment_days", "risk", "may_pay_on_account"),
    *("may_order_free_text", "free_delivery_address", "is_active"),
)
_NAMED = ("main_group_id", "main_group__name", "pricing_tier_id", "pricing_tier__name")


def customer_facts(numbers: Iterable[str], bound: Collection[int]) -> Known[CustomerFact]:
    """The customers with these numbers; `bound` as `chained_across`. Three queries."""
    rows = list(customers_numbered(numbers).values("pk", "number", *_CARD, *_NAMED))
    links: dict[int, dict[Named, int]] = defaultdict(dict)
    found = FURTHER_GROUP.objects.filter(customer__in=among(row["pk"] for row in rows))
    for pk, customer_id, group_id, name in found.values_list(
        "pk", "customer_id", "customergroup_id", "customergroup__name"
    ):
        links[customer_id][Named(group_id, name)] = pk
    accounts = _accounts_by_customer([row["pk"] for row in rows])
    return Known(
        {
            row["number"]: _fact(row, links.get(row["pk"], {}), accounts.get(row["pk"], {}), bound)
            for row in rows
        }
    )


def organisations() -> frozenset[int]:
    """The groups whose customers are units of one organisation. One query."""
    found = CustomerGroup.objects.filter(kind=GroupKind.ORGANISATION)
    return frozenset(found.values_list("pk", flat=True))


def org_number_holders(actor: Actor, written: Iterable[tuple[str, str]]) -> list[Holder]:
    """Who has one of these (country, organisation number), however it is written; of those that
    `actor` sees. One query, none without a number."""
    wanted = {spelling for country, number in written for spelling in spellings(country, number)}
    if not wanted:
        return []
    rows = (
        Customer.objects.visible_to(actor)
        .exclude(org_number="")
        .alias(kept=kept_org_number())
        .filter(kept__in=among(wanted, "text"))
        .order_by("name", "pk")
    )
    columns = ("pk", "name", "number", "country", "org_number", "main_group_id")
    return [
        Holder(pk, f"{name} ({number})", country, org_number, group_id)
        for pk, name, number, country, org_number, group_id in rows.values_list(*columns)
    ]


def _accounts_by_customer(customer_ids: Iterable[int]) -> Mapping[int, dict[int, FreightAccount]]:
    """Each account by its id, by customer. One query."""
    found: defaultdict[int, dict[int, FreightAccount]] = defaultdict(dict)
    rows = ShipperAccount.objects.filter(customer__in=among(customer_ids))
    for pk, customer_id, *account in rows.values_list("pk", "customer_id", "carrier", "number"):
        found[customer_id][pk] = FreightAccount(*account)
    return found


def _fact(
    row: Mapping[str, Any],
    links: Mapping[Named, int],
    accounts: Mapping[int, FreightAccount],
    bound: Collection[int],
) -> CustomerFact:
    tier_id = row["pricing_tier_id"]
    state = CustomerState(
        **{name: row[name] for name in _CARD},
        main_group=Named(row["main_group_id"], row["main_group__name"]),
        further_groups=in_order(links),
        pricing_tier=Named(tier_id, row["pricing_tier__name"]) if tier_id else None,
        shipper_accounts=in_order_of_carriers(accounts.values()),
    )
    by_group = {group.id: link for group, link in links.items()}
    is_bound = row["pk"] in bound
    return CustomerFact(row["pk"], row["number"], state, by_group, accounts, is_bound=is_bound)
