"""Points come and go with orders: earned, used, given back, taken back. Orders call these.

Nothing here locks but the account, which is the last lock of all. What is given or taken back is
so also while the programme is off: the books hold.
"""

from datetime import date
from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.reasons import Refused
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Customer, ShopSettings, User
from marketing.errors import MarketingRefused
from marketing.loyalty_rules import earned_points, may_use, share_of
from marketing.models import LoyaltyAccount, LoyaltyEntry, LoyaltyKind
from marketing.selectors.loyalty import group_ids_of, programme, rule_terms, terms_of
from marketing.services.loyalty_ledger import (
    Writing,
    add_points,
    expires_on,
    lock_account,
    notice_time,
    parts_given_back,
    settle_owed,
    take_points,
    write_entry,
    written,
)


def earn_points(
    *,
    customer: Customer,
    order_number: int,
    orderer: User,
    value_net: Decimal,
    day: date,
    shop: ShopSettings,
) -> int:
    """The points of a completed order placed on `day`; 0 without a programme or a rule.

    No query while the part is off; one without a programme.
    """
    found = programme() if shop.is_on(AddOn.LOYALTY) else None
    if found is None:
        return 0
    earning = earned_points(
        rule_terms(),
        group_ids=group_ids_of(customer),
        day=day,
        value_net=value_net,
        rounding=found.rounding,
    )
    if not earning.points or earning.rule is None:
        return 0
    account = lock_account(customer)
    writing = Writing(order_number=order_number, user=orderer)
    details = {
        "value_net": str(value_net),
        "per_100": str(earning.rule.points_per_100),
        "factor": str(earning.rule.factor),
        "group": earning.rule.name,
        "currency": shop.currency,
    }
    entry = write_entry(account, LoyaltyKind.EARN, earning.points, writing, details=details)
    add_points(account, entry, earning.points, expires_on(found))
    settle_owed(account, writing)
    return earning.points


def worth_now(*, customer: Customer, points: int, gross: Decimal, shop: ShopSettings) -> Decimal:
    """What so many points pay of an order of `gross` inc VAT; holds the account.

    Raises MarketingRefused. Call `use_points` in the same transaction, once the order has its
    number.
    """
    found = programme() if shop.is_on(AddOn.LOYALTY) else None
    if found is None:
        raise MarketingRefused(Refused(_("Points cannot be used here any more."), "points-off"))
    terms = terms_of(found, shop)
    account = lock_account(customer)
    verdict = may_use(points, balance=account.balance, gross=gross, terms=terms)
    if isinstance(verdict, Refused):
        raise MarketingRefused(verdict)
    return terms.worth(points)


def use_points(*, actor: Actor, customer: Customer, order_number: int, points: int) -> None:
    """Takes them for the order, the soonest to expire first."""
    account = lock_account(customer)
    taken = take_points(account, points)
    write_entry(
        account,
        LoyaltyKind.REDEEM,
        -points,
        Writing.by(actor, order_number),
        details={"from": written(taken)},
    )


def give_back(
    *, actor: Actor, customer_id: int, order_number: int, points: int | None = None
) -> int:
    """Used points go back to where they came from: all that are still used, or `points` of them.

    What expired meanwhile lives as long as a notice takes. Returns how many.
    """
    used = LoyaltyEntry.objects.filter(order_number=order_number, kind=LoyaltyKind.REDEEM).first()
    if used is None:
        return 0
    account = lock_account(customer_id)
    before = _sum(order_number, LoyaltyKind.RETURN)
    left = -used.points - before
    back = left if points is None else min(points, left)
    if back <= 0:
        return 0
    writing = Writing.by(actor, order_number)
    entry = write_entry(account, LoyaltyKind.RETURN, back, writing)
    soonest = timezone.localdate() + notice_time(programme())
    for day, many in parts_given_back(used.details["from"], before=before, points=back):
        add_points(account, entry, many, max(day, soonest) if day else None)
    settle_owed(account, writing)
    return back


def take_back(
    *, actor: Actor, customer_id: int, order_number: int, part: Decimal, whole: Decimal
) -> int:
    """What a credited order had earned goes, in proportion: `part` of `whole` is credited in all.

    Spent points cannot be taken: what is missing is noted as owed, and the next ones pay it. What
    expired unused is gone already and is not asked for again.
    """
    earned = LoyaltyEntry.objects.filter(order_number=order_number, kind=LoyaltyKind.EARN).first()
    if earned is None:
        return 0
    account = lock_account(customer_id)
    so_far = LoyaltyEntry.objects.filter(
        order_number=order_number, kind=LoyaltyKind.REVERSE
    ).aggregate(sum=Sum(F("owed") - F("points")))["sum"]
    expired = _expired(account, order_number)
    back = share_of(earned.points, part, whole) - expired - (so_far or 0)
    if back <= 0:
        return 0
    there = min(back, account.balance)
    taken = take_points(account, there, first_of=order_number)
    write_entry(
        account,
        LoyaltyKind.REVERSE,
        -there,
        Writing.by(actor, order_number),
        owed=back - there,
        details={"from": written(taken)},
    )
    return back


def move_points(*, user: User, from_customer_id: int, to_customer_id: int) -> None:
    """All that is left at one customer of `user` is had at another, each with its own last day.

    Both accounts are held, always in the same order. One query where there is nothing to move.
    """
    if not LoyaltyAccount.objects.filter(customer_id=from_customer_id, balance__gt=0).exists():
        return
    held = {pk: lock_account(pk) for pk in sorted((from_customer_id, to_customer_id))}
    source, target = held[from_customer_id], held[to_customer_id]
    taken = take_points(source, source.balance)
    writing = Writing(user=user)
    details = {"moved": True, "from": written(taken)}
    entry = write_entry(target, LoyaltyKind.ADJUST, source.balance, writing, details=details)
    write_entry(source, LoyaltyKind.ADJUST, -source.balance, writing, details=details)
    for day, points in taken:
        add_points(target, entry, points, day)
    settle_owed(target, writing)


def _expired(account: LoyaltyAccount, order_number: int) -> int:
    """How many of the points that the order earned were never used before their day."""
    entries = LoyaltyEntry.objects.filter(account=account, kind=LoyaltyKind.EXPIRE)
    return sum(
        points
        for details in entries.values_list("details", flat=True)
        for number, points in details.get("earned_by", ())
        if number == order_number
    )


def _sum(order_number: int, kind: LoyaltyKind) -> int:
    entries = LoyaltyEntry.objects.filter(order_number=order_number, kind=kind)
    return entries.aggregate(sum=Sum("points"))["sum"] or 0
