"""A price raised or lowered by a percentage, and how large a change is. Pure."""

from decimal import Decimal

from core.money import HUNDRED, decimals_of, less_percent, round_money

# To what a raised or lowered price may be rounded, in the shop's currency.
STEPS = tuple(map(Decimal, ("0.01", "0.05", "0.10", "0.50", "1", "5", "10")))
BIG_CHANGE = Decimal(10)  # per cent, either way

_WHOLE = "JPY"  # a currency without decimals: whole numbers, half up


def adjusted(amount: Decimal, percent: Decimal, *, step: Decimal, currency: str) -> Decimal:
    """`amount` raised by `percent` (lowered when it is below 0), to the nearest `step`, half up.

    Never less than the smallest amount above 0: a price of 0 would mean the normal price.
    """
    exact = less_percent(amount, -percent)
    stepped = round_money(exact / step, _WHOLE) * step
    smallest = Decimal(1).scaleb(-decimals_of(currency))
    return max(round_money(stepped, currency), smallest)


def change_in_percent(old: Decimal | None, new: Decimal | None) -> Decimal | None:
    """From old to new, to a tenth of a per cent; None where either is no price."""
    if not old or not new:
        return None
    return ((new - old) * HUNDRED / old).quantize(Decimal("0.1"))


def is_big(change: Decimal | None) -> bool:
    """Whether a change in per cent is one to look at twice."""
    return change is not None and abs(change) > BIG_CHANGE
