"""Amounts: Decimals in the shop's one currency, rounded in one function and written in one way."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)

# Currencies whose minor unit is not a hundredth (ISO 4217).
_DECIMALS = {"ISK": 0, "JPY": 0, "KWD": 3, "BHD": 3}

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


def decimals_of(currency: str) -> int:
    """How many decimals the currency's minor unit has: 2 for SEK, NOK, EUR and almost all."""
    return _DECIMALS.get(currency, 2)


@cache
def smallest_unit(currency: str) -> Decimal:
    """One minor unit: 0.01 of SEK."""
    return Decimal(1).scaleb(-decimals_of(currency))


def round_money(amount: Decimal, currency: str = "SEK") -> Decimal:
    """The amount in whole minor units of `currency`, half up (away from zero at exactly half).

    The only rounding of money in the shop (DESIGN §4, Price 5).
    """
    return amount.quantize(smallest_unit(currency), rounding=ROUND_HALF_UP)


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """`percent` per cent of `amount`, unrounded."""
    return amount * percent / HUNDRED


def less_percent(amount: Decimal, percent: Decimal) -> Decimal:
    """`amount` lowered by `percent` per cent, unrounded."""
    return amount * (HUNDRED - percent) / HUNDRED


def format_amount(amount: Decimal, currency: str = "SEK", *, decimal_mark: str = ",") -> str:
    """'12 495,00' with no-break spaces for thousands, a true minus sign and every decimal."""
    rounded = round_money(amount, currency)
    text = f"{abs(rounded):,.{decimals_of(currency)}f}"
    text = text.replace(",", NO_BREAK_SPACE).replace(".", decimal_mark)
    return f"{MINUS}{text}" if rounded < 0 else text


_SYMBOLS = {"SEK": "kr", "NOK": "kr", "DKK": "kr"}


def currency_symbol(currency: str) -> str:
    """'kr', 'EUR': what stands after an amount."""
    return _SYMBOLS.get(currency, currency)


def format_money(amount: Decimal, currency: str = "SEK") -> str:
    """'12 495,00 kr': amount and currency, never broken over two lines."""
    return f"{format_amount(amount, currency)}{NO_BREAK_SPACE}{currency_symbol(currency)}"
