"""The points' ledger: the one place that writes entries. The account is locked before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from customers.actors import Actor
from customers.models import Customer, User
from customers.periods import months_after
from marketing.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    LoyaltyKind,
    LoyaltyLot,
    LoyaltyProgramme,
)

_DEFAULT_NOTICE = 30


@dataclass(frozen=True, slots=True)
class Writing:
    """What an entry is about: an order, who acted, the words and figures that say why."""

    order_number: int | None = None
    user: User | None = None
    acted_by: User | None = None
    reason: str = ""

    @classmethod
    def by(cls, actor: Actor, order_number: int | None = None, reason: str = "") -> "Writing":
        return cls(order_number, actor.user, actor.acted_by, reason)


def lock_account(customer: Customer | int) -> LoyaltyAccount:
    """The customer's account, made when there is none, held until the transaction ends.

    The last lock of all: after order, customer, membership and cart.
    """
    customer_id = customer if isinstance(customer, int) else customer.pk
    found = _locked(customer_id)
    if found is None:
        LoyaltyAccount.objects.bulk_create(
            [LoyaltyAccount(customer_id=customer_id)], ignore_conflicts=True
        )
        found = _locked(customer_id)
    assert found is not None  # noqa: S101 - just made
    return found


def _locked(customer_id: int) -> LoyaltyAccount | None:
    accounts = LoyaltyAccount.objects.select_for_update(no_key=True)
    return accounts.filter(customer_id=customer_id).first()


def write_entry(
    account: LoyaltyAccount,
    kind: LoyaltyKind,
    points: int,
    writing: Writing,
    *,
    owed: int = 0,
    details: dict[str, Any] | None = None,
) -> LoyaltyEntry:
    """One line; the database moves the balance, and `account` here follows it."""
    entry: LoyaltyEntry = LoyaltyEntry.objects.create(
        account=account,
        kind=kind,
        points=points,
        owed=owed,
        order_number=writing.order_number,
        user=writing.user,
        acted_by=writing.acted_by,
        reason=writing.reason,
        details=details or {},
    )
    account.balance += points
    account.owed += owed
    return entry


def add_points(
    account: LoyaltyAccount,
    entry: LoyaltyEntry,
    points: int,
    expires_on: date | None,
) -> None:
    """The points of an entry as what can be used until they expire."""
    if points:
        LoyaltyLot.objects.create(
            account=account,
            entry=entry,
            points=points,
            points_left=points,
            expires_on=expires_on,
        )


Taken = list[tuple[date | None, int]]


def take_points(account: LoyaltyAccount, points: int, *, first_of: int | None = None) -> Taken:
    """Takes so many, the soonest to expire first; returns from where. They are there.

    `first_of` = the number of an order whose earned points go before all others.
    """
    lots = LoyaltyLot.objects.filter(account=account, points_left__gt=0)
    ordered = lots.order_by(F("expires_on").asc(nulls_last=True), "id")
    if first_of is not None:
        own = lots.filter(entry__order_number=first_of, entry__kind=LoyaltyKind.EARN)
        rows = [*own, *ordered.exclude(pk__in=own.values("pk"))]
    else:
        rows = list(ordered)
    taken: Taken = []
    touched: list[LoyaltyLot] = []
    wanted = points
    for lot in rows:
        if not wanted:
            break
        part = min(wanted, lot.points_left)
        lot.points_left -= part
        wanted -= part
        touched.append(lot)
        taken.append((lot.expires_on, part))
    assert not wanted, "more points than there are"  # noqa: S101 - the balance was asked
    LoyaltyLot.objects.bulk_update(touched, ["points_left"])
    return taken


def written(taken: Taken) -> list[list[Any]]:
    """From where points were taken, as an entry keeps it."""
    return [[day.isoformat() if day else None, points] for day, points in taken]


def parts_given_back(kept: Sequence[Sequence[Any]], *, before: int, points: int) -> Taken:
    """Where `points` of what was taken go back to, the last to expire first; `before` have gone
    back earlier."""
    back: Taken = []
    for day, many in reversed(kept):
        skipped = min(before, many)
        before -= skipped
        part = min(many - skipped, points)
        points -= part
        if part:
            back.append((date.fromisoformat(day) if day else None, part))
    return back


def settle_owed(account: LoyaltyAccount, writing: Writing) -> None:
    """What is owed is paid by the points that have just come."""
    pays = min(account.owed, account.balance)
    if pays:
        taken = take_points(account, pays)
        write_entry(
            account,
            LoyaltyKind.REVERSE,
            -pays,
            writing,
            owed=-pays,
            details={"settles": True, "from": written(taken)},
        )


def expires_on(programme: LoyaltyProgramme | None) -> date | None:
    """The first day on which points that come today are gone."""
    if programme is None or programme.life_months is None:
        return None
    return months_after(timezone.localdate(), programme.life_months)


def notice_time(programme: LoyaltyProgramme | None) -> timedelta:
    return timedelta(days=programme.notice_days if programme else _DEFAULT_NOTICE)
