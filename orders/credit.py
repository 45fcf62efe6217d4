"""The credit of a customer: may this order go on account, and when is it due. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.money import ZERO, format_money
from core.reasons import ALLOWED, Refused, Text, Verdict, say


@dataclass(frozen=True, slots=True)
class CreditAnswer:
    """May the order go on account; `remaining` (inc VAT, before this order) is None without a cap.

    `remaining` is below zero when the cap was lowered after the orders were placed.
    """

    allowed: bool
    remaining: Decimal | None
    over_by: Decimal = ZERO
    reason: Text = ""
    code: str = ""

    @property
    def verdict(self) -> Verdict:
        return ALLOWED if self.allowed else Refused(self.reason, self.code)


def check_credit(
    allowed: Decimal | None,
    *,
    outstanding_gross: Decimal,
    order_gross: Decimal,
    on_account: bool,
    currency: str = "SEK",
) -> CreditAnswer:
    """May an order of `order_gross` (inc VAT) be placed beside `outstanding_gross`?

    `allowed` is the customer's allowed outstanding amount inc VAT: None = no cap, 0 = no credit.
    Outstanding are the unpaid orders on account, waiting ones included, this one not. Orders paid
    in another way are never stopped here.
    """
    if allowed is None:
        return CreditAnswer(True, None)
    remaining = allowed - outstanding_gross
    over_by = max(order_gross - remaining, ZERO)
    if not on_account or over_by == 0:
        return CreditAnswer(True, remaining)
    if allowed == 0:
        reason: Text = _("There is no credit, so the order cannot go on account.")
        return CreditAnswer(False, remaining, over_by, reason, "credit_none")
    reason = say(
        _(
            "With VAT the order is %(over)s over the credit: %(left)s of %(allowed)s is left. "
            "Remove something, or pay in another way."
        ),
        over=format_money(over_by, currency),
        left=format_money(remaining, currency),
        allowed=format_money(allowed, currency),
    )
    return CreditAnswer(False, remaining, over_by, reason, "credit_exceeded")


def due_on(order_day: date, payment_days: int) -> date:
    """The due date: the order date and so many days."""
    return order_day + timedelta(days=payment_days)
