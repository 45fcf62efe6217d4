"""What an affiliate earns by an order, and how a code is written. Pure."""

import re
from decimal import Decimal

from core.money import percent_of, round_money

CODE_FORM = re.compile(r"[a-z0-9-]{3,30}")
REMEMBERED_DAYS = 30


def commission_on(goods_net: Decimal, *, is_percent: bool, rate: Decimal, currency: str) -> Decimal:
    """On the goods ex VAT after discounts, without shipping and fees; half up to the minor unit."""
    return round_money(percent_of(goods_net, rate) if is_percent else rate, currency)


def as_kept(code: str) -> str:
    """Codes are the same in any letter case."""
    return code.strip().lower()


def is_code(code: str) -> bool:
    """3 to 30 of a–z, 0–9 and hyphen."""
    return CODE_FORM.fullmatch(code) is not None
