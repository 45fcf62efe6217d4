"""Points that staff give or take, and those whose time is over."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.erasing import Traces
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from customers.actors import SYSTEM, Actor
from customers.add_ons import AddOn
from customers.models import Customer, Membership, ShopSettings, User
from customers.policies import may_change_customer
from customers.selectors.shop import shop_settings
from marketing.errors import MarketingRefused
from marketing.loyalty_rules import MOST_POINTS
from marketing.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    LoyaltyKind,
    LoyaltyLot,
    LoyaltyProgramme,
)
from marketing.selectors.loyalty import programme, terms_of
from marketing.services.loyalty_ledger import (
    Writing,
    add_points,
    expires_on,
    lock_account,
    notice_time,
    settle_owed,
    take_points,
    write_entry,
    written,
)


@use_case("points.adjust")
def adjust_points(*, actor: Actor, customer_id: int, points: int, reason: str) -> int:
    """Staff give points, or take them (below 0), with the reason that the customer reads.

    What is owed is paid first by those that are given. Returns the balance.
    Raises MarketingRefused: no right, no reason, or more than there are.
    """
    customer = Customer.objects.select_related("main_group").get(pk=customer_id)
    verdict = may_change_customer(actor, customer)
    if isinstance(verdict, Refused):
        raise MarketingRefused(verdict)
    if not reason.strip():
        raise MarketingRefused(Refused(_("Write why."), "reason"))
    if not points or abs(points) > MOST_POINTS:
        raise MarketingRefused(
            Refused(_("Write how many points, with a minus to take them."), "points")
        )
    account = lock_account(customer)
    if account.balance + points < 0:
        raise MarketingRefused(
            Refused(_("The customer has fewer points than that. Nothing is taken."), "points")
        )
    if account.balance + points > MOST_POINTS:
        raise MarketingRefused(Refused(_("That is more points than fit."), "points"))
    details = {} if points > 0 else {"from": written(take_points(account, -points))}
    entry = write_entry(
        account,
        LoyaltyKind.ADJUST,
        points,
        Writing.by(actor, reason=reason.strip()),
        details=details,
    )
    add_points(account, entry, max(points, 0), expires_on(programme()))
    settle_owed(account, Writing())
    return account.balance


def heed_expiry(*, actor: Actor = SYSTEM, today: date | None = None) -> tuple[int, int]:
    """Tells of points that soon expire, then takes those whose day has come and that were told.

    Each account in a transaction of its own, however often it is run. Returns how many accounts
    were told and how many lost points. Nothing while the part is off.
    """
    day, shop, found = today or timezone.localdate(), shop_settings(), programme()
    if found is None or not shop.is_on(AddOn.LOYALTY):
        return 0, 0
    soon = LoyaltyLot.objects.filter(
        points_left__gt=0, told_at=None, expires_on__lte=day + notice_time(found)
    )
    told = sum(
        _tell(actor=actor, account_id=pk, day=day, shop=shop, found=found) for pk in _accounts(soon)
    )
    over = LoyaltyLot.objects.filter(points_left__gt=0, told_at__isnull=False, expires_on__lte=day)
    gone = sum(_expire(actor=actor, account_id=pk, day=day) for pk in _accounts(over))
    return told, gone


def _accounts(lots: "object") -> list[int]:
    return list(lots.order_by("account_id").values_list("account_id", flat=True).distinct())  # type: ignore[attr-defined]


@use_case("points.tell")
def _tell(
    *, actor: Actor, account_id: int, day: date, shop: ShopSettings, found: LoyaltyProgramme
) -> bool:
    """A mail for each day on which points of the account expire. What should have been told
    before lives as long as a notice takes from now."""
    account = LoyaltyAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    until = day + notice_time(found)
    lots = LoyaltyLot.objects.filter(account=account, points_left__gt=0)
    lots.filter(told_at=None, expires_on__lte=day).update(expires_on=until)
    untold = lots.filter(told_at=None, expires_on__lte=until)
    days: dict[date, int] = {}
    newest = 0  # more points with the same day may come after a mail: they have one of their own
    for pk, gone_on, points in untold.values_list("pk", "expires_on", "points_left"):
        if gone_on is not None:  # those that live for ever are not asked for
            days[gone_on] = days.get(gone_on, 0) + points
            newest = max(newest, pk)
    customer = Customer.objects.get(pk=account.customer_id)
    people = _whom_to_tell(customer, untold.values("entry__user_id"))
    for expires, points in days.items():
        event_key = f"points-{account.pk}-{expires.isoformat()}-{newest}"
        context = {
            "shop": shop,
            "customer": customer,
            "points": points,
            "points_name": found.points_name,
            "worth": terms_of(found, shop).worth(points),
            "expires_on": expires,
            "link": absolute_url("/my/points/"),
        }
        for person in people:
            enqueue(
                event_key=event_key,
                template="loyalty/expiring",
                context=context,
                language=shop.language,
                to=person,
            )
        if not people and customer.email:
            enqueue(
                event_key=event_key,
                template="loyalty/expiring",
                context=context,
                language=shop.language,
                to_address=customer.email,
            )
    untold.update(told_at=timezone.now())
    return bool(days)


def _whom_to_tell(customer: Customer, user_ids: QuerySet[Any, Any]) -> list[User]:
    """Those whose orders earned the points and who still may buy here."""
    seats = Membership.objects.active().filter(
        customer=customer, is_buyer=True, user_id__in=user_ids
    )
    return [seat.user for seat in seats.select_related("user").order_by("id")]


@use_case("points.expire")
def _expire(*, actor: Actor, account_id: int, day: date) -> bool:
    account = LoyaltyAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    lots = LoyaltyLot.objects.filter(
        Q(account=account, points_left__gt=0, told_at__isnull=False, expires_on__lte=day)
    )
    rows = list(lots.select_related("entry").order_by("expires_on", "id"))
    over = [(lot.expires_on, lot.points_left) for lot in rows]
    points = sum(many for _day, many in over)
    if not points:
        return False
    lots.update(points_left=F("points_left") - F("points_left"))
    earned: dict[int | None, int] = {}
    for lot, (_day, many) in zip(rows, over, strict=True):
        if lot.entry.kind == LoyaltyKind.EARN:
            number = lot.entry.order_number
            earned[number] = earned.get(number, 0) + many
    details = {"from": written(over), "earned_by": list(earned.items())}
    write_entry(account, LoyaltyKind.EXPIRE, -points, Writing(), details=details)
    return True


def erase_points(*, user: User, traces: Traces) -> None:
    """The points are the customer's and stay with their sums; reasons no longer name the person."""
    seats = Membership.objects.filter(user=user)
    entries = LoyaltyEntry.objects.filter(account__customer__in=seats.values("customer"))
    for entry in entries.filter(traces.hit("reason")):
        words = traces.without(entry.reason)[:300]
        LoyaltyEntry.objects.filter(pk=entry.pk).update(reason=words)
