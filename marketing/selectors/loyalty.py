"""Read answers about points: the programme, a customer's account, its statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum

from core.tables import Sort
from customers.models import Customer, CustomerGroup, ShopSettings
from marketing.loyalty_rules import RuleTerms, SpendingTerms
from marketing.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    LoyaltyLot,
    LoyaltyProgramme,
    LoyaltyRule,
)

ENTRY_SORTS = {"newest": Sort.by("id", descending_first=True)}
RULE_SORTS = {"newest": Sort.by("id", descending_first=True)}


@dataclass(frozen=True, slots=True)
class Expiring:
    """So many points are gone from this day on; None = they never expire."""

    points: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class PointsStanding:
    """What a customer has, what it is worth, and when it expires (the soonest first)."""

    programme: LoyaltyProgramme
    terms: SpendingTerms
    balance: int
    owed: int
    expiring: Sequence[Expiring]
    account_id: int | None


def programme() -> LoyaltyProgramme | None:
    """None while nobody has set it up. One query."""
    return LoyaltyProgramme.objects.filter(pk=1).first()


def terms_of(found: LoyaltyProgramme, shop: ShopSettings) -> SpendingTerms:
    return SpendingTerms(
        point_value=found.point_value,
        largest_percent=found.largest_percent,
        least_points=found.least_points,
        points_name=found.points_name,
        currency=shop.currency,
    )


def balance_of(customer_id: int) -> QuerySet[LoyaltyAccount]:
    """The account, for a question that asks more at once; none without points."""
    return LoyaltyAccount.objects.filter(customer_id=customer_id, balance__gt=0)


def standing_of(customer: Customer, shop: ShopSettings) -> PointsStanding | None:
    """None without a programme. Three queries."""
    found = programme()
    if found is None:
        return None
    account = LoyaltyAccount.objects.filter(customer=customer).first()
    return PointsStanding(
        programme=found,
        terms=terms_of(found, shop),
        balance=account.balance if account else 0,
        owed=account.owed if account else 0,
        expiring=_expiring(account) if account else (),
        account_id=account.pk if account else None,
    )


def _expiring(account: LoyaltyAccount) -> Sequence[Expiring]:
    lots = LoyaltyLot.objects.filter(account=account, points_left__gt=0)
    days = (
        lots.order_by()
        .values("expires_on")
        .annotate(points=Sum("points_left"))
        .order_by(F("expires_on").asc(nulls_last=True))
    )
    return tuple(Expiring(day["points"], day["expires_on"]) for day in days[:24])


def entries_of(account_id: int | None) -> QuerySet[LoyaltyEntry]:
    """Every entry, with who acted."""
    return LoyaltyEntry.objects.filter(account_id=account_id).select_related("user", "acted_by")


def loyalty_rules() -> QuerySet[LoyaltyRule]:
    return LoyaltyRule.objects.select_related("group")


def rule_terms() -> list[RuleTerms]:
    """All rules; a shop has a handful. One query."""
    return [
        RuleTerms(
            pk=rule.pk,
            points_per_100=rule.points_per_100,
            factor=rule.factor,
            group_id=rule.group_id,
            name=rule.group.name if rule.group else "",
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
        )
        for rule in loyalty_rules()
    ]


def group_ids_of(customer: Customer) -> frozenset[int]:
    """Its main and further groups. One query."""
    further = CustomerGroup.objects.filter(further_customers=customer)
    return frozenset({customer.main_group_id, *further.values_list("pk", flat=True)})
