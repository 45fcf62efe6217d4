"""The purchase limit as a bank statement: dated facts in, lines with a running balance out. Pure.

A statement is of one period. It opens with the limit as it was on the period's first day and closes
with limit − used − reserved, whatever happened in between. Amounts ex VAT, shop currency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from core.money import ZERO
from customers.limits import LimitTerms, LimitVersion, limit_period
from customers.periods import Period


class Move(StrEnum):
    """What happened on a line."""

    RESERVED = "reserved"  # placed, waits for approval
    BOUGHT = "bought"  # placed without anybody's approval
    ADJUSTED = "adjusted"  # changed by an approver or by the shop
    APPROVED = "approved"  # from reserved to used; the balance stands
    RELEASED = "released"  # rejected, withdrawn or cancelled
    LIMIT = "limit"  # the limit itself was set, changed or removed


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One move of an order. `amount` is what it adds to what counts: 0 when it was approved.

    `counts_on` is the order's placing day. `outcome` is the status that a release led to, `who`
    the one who did it.
    """

    at: datetime
    day: date
    move: Move
    order_number: int
    amount: Decimal
    counts_on: date
    who: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class TermsChange:
    """A limit before and after, and the earlier orders that it takes in or leaves out."""

    before: LimitTerms | None
    after: LimitTerms | None
    now_count: tuple[int, ...] = ()
    no_longer_count: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line. `change` is its effect on the balance, `balance` what is left after it.

    `old` and `new` are the order's value before and after the line.
    """

    at: datetime
    day: date
    move: Move
    change: Decimal
    balance: Decimal
    who: str = ""
    order_number: int | None = None
    old: Decimal = ZERO
    new: Decimal = ZERO
    outcome: str = ""
    terms: TermsChange | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Opening + the changes of all lines = closing. The lines are in the order they happened."""

    period: Period
    opening: Decimal
    lines: tuple[StatementLine, ...]

    @property
    def closing(self) -> Decimal:
        return self.lines[-1].balance if self.lines else self.opening


def days_needed(versions: Sequence[LimitVersion], period: Period) -> list[Period]:
    """The periods whose orders the statement of `period` speaks of: its own, and others that a
    change within it took in or left out."""
    needed = [period]
    for before, version in _changes(versions, period):
        if period.contains(version.day):
            for terms in (before, version.terms):
                other = limit_period(terms, version.day)
                if other is not None and other not in needed:
                    needed.append(other)
    return needed


def make_statement(
    *, period: Period, versions: Sequence[LimitVersion], facts: Sequence[OrderFact]
) -> Statement:
    """The statement of `period`, from the limit's versions up to the one that answers for it.

    `facts` are those of `days_needed`, in the order they were written; those of other days are not
    lines, they only tell which orders a changed period took in or left out.
    """
    opening = _opening(versions, period)
    writer = _Writer(period, balance=opening, amount=opening)
    changes = _changes(versions, period)
    todo: list[tuple[datetime, int, int]] = [
        (version.at, 0, number) for number, (_before, version) in enumerate(changes)
    ]
    todo += [(fact.at, 1, number) for number, fact in enumerate(facts)]
    for _at, kind, number in sorted(todo):
        if kind:
            writer.order(facts[number])
        else:
            writer.limit(*changes[number])
    return Statement(period, opening, tuple(writer.lines))


def _first_in_force(versions: Sequence[LimitVersion], period: Period) -> int:
    """The version in force when the period began; the first one, when there was none yet."""
    found = None
    for number, version in enumerate(versions):
        if version.terms is not None and (found is None or version.day < period.starts_on):
            found = number
    if found is None:
        raise ValueError("A statement needs a limit.")
    return found


def _opening(versions: Sequence[LimitVersion], period: Period) -> Decimal:
    terms = versions[_first_in_force(versions, period)].terms
    return terms.amount if terms is not None else ZERO


def _changes(
    versions: Sequence[LimitVersion], period: Period
) -> list[tuple[LimitTerms | None, LimitVersion]]:
    """What was set since the period began, each with the terms before it."""
    changes = []
    for number, version in enumerate(versions):
        before = versions[number - 1].terms if number else None
        if version.day >= period.starts_on and (before or version.terms):
            changes.append((before, version))
    return changes


class _Writer:
    """Writes line after line and keeps what is left and what each order counts for."""

    def __init__(self, period: Period, *, balance: Decimal, amount: Decimal) -> None:
        self.lines: list[StatementLine] = []
        self._period = period
        self._balance = balance
        self._amount = amount  # of the latest limit that was set
        self._values: dict[int, Decimal] = {}
        self._counts_on: dict[int, date] = {}

    def order(self, fact: OrderFact) -> None:
        number = fact.order_number
        old = self._values.get(number, ZERO)
        self._values[number] = old + fact.amount
        self._counts_on.setdefault(number, fact.counts_on)
        if not self._period.contains(fact.counts_on):
            return
        self._balance -= fact.amount
        self.lines.append(
            StatementLine(
                at=fact.at,
                day=fact.day,
                move=fact.move,
                change=-fact.amount,
                balance=self._balance,
                who=fact.who,
                order_number=number,
                old=old,
                new=self._values[number],
                outcome=fact.outcome,
            )
        )

    def limit(self, before: LimitTerms | None, version: LimitVersion) -> None:
        change = ZERO
        if version.terms is not None:
            change = version.terms.amount - self._amount
            self._amount = version.terms.amount
        self._balance += change
        self.lines.append(
            StatementLine(
                at=version.at,
                day=version.day,
                move=Move.LIMIT,
                change=change,
                balance=self._balance,
                who=version.who,
                terms=self._terms_change(before, version),
            )
        )

    def _terms_change(self, before: LimitTerms | None, version: LimitVersion) -> TermsChange:
        old = limit_period(before, version.day)
        new = limit_period(version.terms, version.day)
        if old == new or version.terms is None or not self._period.contains(version.day):
            return TermsChange(before, version.terms)
        return TermsChange(
            before,
            version.terms,
            now_count=_orders_in(new, self._counting, besides=old),
            no_longer_count=_orders_in(old, self._counting, besides=new),
        )

    @property
    def _counting(self) -> Mapping[int, date]:
        return {number: self._counts_on[number] for number, net in self._values.items() if net}


def _orders_in(
    period: Period | None, orders: Mapping[int, date], *, besides: Period | None
) -> tuple[int, ...]:
    if period is None:
        return ()
    return tuple(
        sorted(
            number
            for number, day in orders.items()
            if period.contains(day) and not (besides is not None and besides.contains(day))
        )
    )
