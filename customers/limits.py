"""The purchase limit of a membership: what is left, and may this order be placed. Pure.

A limit blocks; the break point (approvals/routing.py) only routes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, format_money
from core.reasons import ALLOWED, Refused, Text, Verdict, say
from customers.periods import Period, Recurrence, period_containing


class OutsideWindow(TextChoices):
    """What holds on a day that the limit's dates do not cover."""

    BLOCK = "block", _("Nothing may be bought")
    UNLIMITED = "unlimited", _("No limit")


@dataclass(frozen=True, slots=True)
class LimitTerms:
    """An amount ex VAT for a window (start and end) or for each period (start and recurrence)."""

    amount: Decimal
    starts_on: date
    ends_on: date | None = None
    recurrence: Recurrence | None = None
    outside: OutsideWindow = OutsideWindow.BLOCK

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A purchase limit is not negative.")
        if self.ends_on is None and self.recurrence is None:
            raise ValueError("A purchase limit has an end date or a recurrence.")
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("A purchase limit does not end before it starts.")


@dataclass(frozen=True, slots=True)
class LimitStanding:
    """Where a limit stands on one day: `used` is bought, `reserved` awaits approval, ex VAT.

    `period` is None when no limit is set and on a day outside the limit's dates.
    """

    terms: LimitTerms | None
    period: Period | None
    used: Decimal
    reserved: Decimal

    @property
    def is_unlimited(self) -> bool:
        if self.terms is None:
            return True
        return self.period is None and self.terms.outside == OutsideWindow.UNLIMITED

    @property
    def blocks_all(self) -> bool:
        """Nothing may be bought, free goods included: the limit is 0, or its dates say so."""
        if self.terms is None or self.is_unlimited:
            return False
        return self.period is None or self.terms.amount == 0

    @property
    def remaining(self) -> Decimal | None:
        """Limit − used − reserved; None when no limit holds.

        Below zero when the limit was lowered after the money was spent.
        """
        if self.terms is None or self.is_unlimited:
            return None
        if self.period is None:
            return ZERO
        return self.terms.amount - self.used - self.reserved

    @property
    def can_buy(self) -> Decimal | None:
        """What an order placed now may come to at most; None when no limit holds."""
        remaining = self.remaining
        return None if remaining is None else max(remaining, ZERO)


@dataclass(frozen=True, slots=True)
class LimitVersion:
    """A limit as it was set (`terms`) or removed (None), when and on which day, and by whom."""

    at: datetime
    day: date
    terms: LimitTerms | None
    who: str = ""


@dataclass(frozen=True, slots=True)
class LimitAnswer:
    """May an order of this value be placed, by how much is it over, and why."""

    allowed: bool
    standing: LimitStanding
    over_by: Decimal
    reason: Text = ""
    code: str = ""

    @property
    def verdict(self) -> Verdict:
        return ALLOWED if self.allowed else Refused(self.reason, self.code)


def limit_period(terms: LimitTerms | None, day: date) -> Period | None:
    """The period whose orders count together on `day`."""
    if terms is None:
        return None
    return period_containing(
        day, starts_on=terms.starts_on, ends_on=terms.ends_on, recurrence=terms.recurrence
    )


def standing_on(
    terms: LimitTerms | None, *, day: date, used: Decimal, reserved: Decimal
) -> LimitStanding:
    """What header, cart and My pages show. `used` and `reserved` are those of the day's period."""
    return LimitStanding(terms, limit_period(terms, day), used, reserved)


def check_limit(
    terms: LimitTerms | None,
    *,
    day: date,
    used: Decimal,
    reserved: Decimal,
    order_value: Decimal,
    currency: str = "SEK",
    raised_by: str = "",
) -> LimitAnswer:
    """May an order of `order_value` (ex VAT, with shipping and fees) be placed on `day`?

    No terms = no limit; amount 0 = nothing may be bought; exactly at the limit is allowed. When an
    order that already reserves is checked again, leave its own amount out of `reserved`.
    `raised_by` names who can raise the limit.
    """
    standing = standing_on(terms, day=day, used=used, reserved=reserved)
    remaining = standing.remaining
    if terms is None or remaining is None:
        return LimitAnswer(True, standing, ZERO)
    over_by = max(order_value - remaining, ZERO)
    if standing.period is None:
        return LimitAnswer(False, standing, over_by, _outside(terms, day), "limit_outside_dates")
    if terms.amount == 0:
        reason = say(
            _("Your purchase limit is %(amount)s, so nothing may be bought."),
            amount=format_money(ZERO, currency),
        )
        return LimitAnswer(False, standing, over_by, reason, "limit_zero")
    if over_by > 0:
        reason = _over(standing.period, remaining, over_by, currency, raised_by)
        return LimitAnswer(False, standing, over_by, reason, "limit_exceeded")
    return LimitAnswer(True, standing, ZERO)


def _outside(terms: LimitTerms, day: date) -> Text:
    if day < terms.starts_on:
        return say(
            _("Your purchase limit starts on %(day)s. Until then nothing may be bought."),
            day=terms.starts_on,
        )
    return say(
        _("Your purchase limit ended on %(day)s. Until it is renewed nothing may be bought."),
        day=terms.ends_on,
    )


def _over(
    period: Period, remaining: Decimal, over_by: Decimal, currency: str, raised_by: str
) -> Text:
    numbers = {
        "over": format_money(over_by, currency),
        "left": format_money(remaining, currency),
        "day": period.ends_on,
    }
    if raised_by:
        return say(
            _(
                "The order is %(over)s over your purchase limit: %(left)s is left until %(day)s. "
                "Remove something, or ask %(name)s to raise it."
            ),
            name=raised_by,
            **numbers,
        )
    return say(
        _(
            "The order is %(over)s over your purchase limit: %(left)s is left until %(day)s. "
            "Remove something, or ask for a higher limit."
        ),
        **numbers,
    )
