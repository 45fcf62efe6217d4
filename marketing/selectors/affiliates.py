"""Who is an affiliate, which link holds, and what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.money import ZERO
from core.tables import Sort
from customers.models import Customer, Membership, User
from customers.querysets import in_organisation
from customers.search import users_matching
from marketing.commission import as_kept, is_code
from marketing.models import Affiliate, Attribution, CommissionEntry, Payout

SHOWN_AT_MOST = 50


def in_force(day: date) -> "QuerySet[Affiliate]":
    """Whose links hold on that day."""
    last = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return Affiliate.objects.filter(last, is_active=True, starts_on__lte=day, user__is_active=True)


def recommending(code: str) -> Affiliate | None:
    """The affiliate whose link was followed; None for an unknown, ended or damaged code."""
    kept = as_kept(code)
    if not is_code(kept):
        return None
    return in_force(timezone.localdate()).filter(code=kept).first()


def recommender_of(code: str, *, customer: Customer, people: Sequence[int]) -> Affiliate | None:
    """Who is to have commission on an order of this customer, ordered and placed by `people`.

    Nobody by their own orders, or by those of their own organisation. One query.
    """
    kept = as_kept(code)
    if not is_code(kept):
        return None
    own = Membership.objects.filter(in_organisation(customer, "customer__"), is_active=True)
    found = in_force(timezone.localdate()).filter(code=kept).exclude(user_id__in=people)
    return found.exclude(Exists(own.filter(user_id=OuterRef("user_id")))).first()


def affiliate_people() -> "QuerySet[Any, Any]":
    """The people whose links hold today, for the list beside the groups (K-16)."""
    return in_force(timezone.localdate()).order_by().values("user_id")


def affiliate_of(user: User) -> Affiliate | None:
    """What this person is, or was, as an affiliate. One query."""
    return Affiliate.objects.filter(user=user).first()


def affiliate_numbered(affiliate_id: int) -> Affiliate:
    found = Affiliate.objects.select_related("user").filter(pk=affiliate_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Owed:
    """Entries that no payout holds: their sum and the days they are of."""

    amount: Decimal = ZERO
    first: date | None = None
    last: date | None = None


def unpaid_entries(affiliate_id: int, *, until: date | None = None) -> "QuerySet[CommissionEntry]":
    found = CommissionEntry.objects.filter(
        attribution__affiliate_id=affiliate_id, paid__isnull=True
    )
    return found.filter(counts_on__lte=until) if until is not None else found


def owed_to(affiliate_id: int, *, until: date | None = None) -> Owed:
    """One query."""
    found = unpaid_entries(affiliate_id, until=until).aggregate(
        amount=Sum("amount"), first=Min("counts_on"), last=Max("counts_on")
    )
    return Owed(found["amount"] or ZERO, found["first"], found["last"])


def paid_to(affiliate_id: int) -> Decimal:
    """All payouts together. One query."""
    found = Payout.objects.filter(affiliate_id=affiliate_id).aggregate(amount=Sum("amount"))
    return found["amount"] or ZERO


def payouts_to(affiliate_id: int) -> "QuerySet[Payout]":
    """The newest."""
    found = Payout.objects.filter(affiliate_id=affiliate_id).select_related("paid_by")
    return found.order_by("-pk")[:SHOWN_AT_MOST]


def entries_of(affiliate_id: int) -> "QuerySet[CommissionEntry]":
    """The newest of the ledger, each with its order and whether it is paid."""
    found = CommissionEntry.objects.filter(attribution__affiliate_id=affiliate_id)
    return found.select_related("attribution", "paid__payout").order_by("-pk")[:SHOWN_AT_MOST]


def _sum(rows: "QuerySet[Any, Any]", amount: str) -> Any:
    """A sum of other rows beside each row; 0 where there are none."""
    total = rows.order_by().values("of").annotate(total=Sum(amount)).values("total")
    return Coalesce(Subquery(total), ZERO)


def with_commission(
    found: "QuerySet[Affiliate]", *, first: date | None, last: date | None
) -> "QuerySet[Affiliate]":
    """`.earned`, `.paid` and `.due` of those days: earned then, paid then, of it not yet paid."""
    entries = CommissionEntry.objects.filter(attribution__affiliate=OuterRef("pk")).annotate(
        of=F("attribution__affiliate")
    )
    payouts = Payout.objects.filter(affiliate=OuterRef("pk")).annotate(of=F("affiliate"))
    if first is not None:
        entries = entries.filter(counts_on__gte=first)
        payouts = payouts.filter(ends_on__gte=first)
    if last is not None:
        entries = entries.filter(counts_on__lte=last)
        payouts = payouts.filter(ends_on__lte=last)
    return found.annotate(
        earned=_sum(entries, "amount"),
        due=_sum(entries.filter(paid__isnull=True), "amount"),
        paid=_sum(payouts, "amount"),
    )


AFFILIATE_SORTS = {
    "name": Sort.by("user__last_name", "user__first_name", label=_("Name")),
    "code": Sort.by("code", label=_("Code")),
    "from": Sort.by("starts_on", label=_("From"), descending_first=True),
}


def affiliate_list(*, text: str, state: str) -> "QuerySet[Affiliate]":
    """All, ended ones too; found by the person's name and e-mail, or by the code."""
    found = Affiliate.objects.select_related("user")
    holding = in_force(timezone.localdate()).values("pk")
    if state == "active":
        found = found.filter(pk__in=holding)
    elif state == "ended":
        found = found.exclude(pk__in=holding)
    if text.strip():
        people = users_matching(User.objects.all(), text).order_by().values("pk")
        found = found.filter(
            Q(user__in=people) | Q(code__contains=as_kept(text)) | Q(shown_as__icontains=text)
        )
    return found


def attributions_of(affiliate_id: int) -> "QuerySet[Attribution]":
    """Every order that came by the link."""
    return Attribution.objects.filter(affiliate_id=affiliate_id)
