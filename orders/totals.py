"""What an order adds up to: goods, shipping, fees, VAT per rate. Pure.

`order_value` is the one function behind break points, purchase limits and statistics.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.money import ZERO, percent_of, round_money

# Member states as of 2026, by ISO 3166-1 code. Greece is GR here, though EL in VAT numbers.
EU_COUNTRIES = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)


class VatTreatment(StrEnum):
    """Which VAT the order carries; the last two are 0 % with their own sentence on the invoice."""

    DOMESTIC = "domestic"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class LineAmount:
    """A line as far as sums need it: the rounded unit price ex VAT, and its VAT rate in percent."""

    quantity: int
    unit_net: Decimal
    vat_percent: Decimal

    @property
    def net(self) -> Decimal:
        """Line = unit × quantity."""
        return self.unit_net * self.quantity


@dataclass(frozen=True, slots=True)
class CostAmount:
    """Shipping or a fee, ex VAT. Percentage discounts never touch it."""

    net: Decimal
    vat_percent: Decimal


@dataclass(frozen=True, slots=True)
class VatAmount:
    """All of the order that has one rate, and the VAT on it."""

    percent: Decimal
    base_net: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """The sums of an order; `value_net` is the order value, `gross` what is to be paid.

    `small_order_fee_net` is what of `fees_net` the order costs for being small.
    """

    goods_net: Decimal
    shipping_net: Decimal
    fees_net: Decimal
    value_net: Decimal
    vat: tuple[VatAmount, ...]
    vat_total: Decimal
    gross: Decimal
    small_order_fee_net: Decimal = ZERO
    small_order_vat_percent: Decimal = ZERO

    @property
    def payment_fee_net(self) -> Decimal:
        """What paying so costs."""
        return self.fees_net - self.small_order_fee_net


def order_value(
    lines: Iterable[LineAmount],
    shipping: Iterable[CostAmount] = (),
    fees: Iterable[CostAmount] = (),
) -> Decimal:
    """The order value: ex VAT, after discounts, with shipping and fees."""
    return _net(lines) + _net(shipping) + _net(fees)


def order_totals(
    lines: Sequence[LineAmount],
    shipping: Sequence[CostAmount] = (),
    fees: Sequence[CostAmount] = (),
    *,
    small_order_fee: CostAmount | None = None,
    treatment: VatTreatment = VatTreatment.DOMESTIC,
    currency: str = "SEK",
) -> OrderTotals:
    """Every sum of the order. VAT is rounded once per rate, on the order, not on its lines.

    `small_order_fee` is a fee beside the others, told by itself.
    """
    if small_order_fee is not None:
        fees = [*fees, small_order_fee]
    bases: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    amounts: list[LineAmount | CostAmount] = [*lines, *shipping, *fees]
    for amount in amounts:
        percent = amount.vat_percent if treatment == VatTreatment.DOMESTIC else Decimal(0)
        bases[percent] += amount.net
    vat = tuple(
        VatAmount(percent, base, round_money(percent_of(base, percent), currency))
        for percent, base in sorted(bases.items())
    )
    vat_total = sum((rate.amount for rate in vat), ZERO)
    value_net = order_value(lines, shipping, fees)
    return OrderTotals(
        goods_net=_net(lines),
        shipping_net=_net(shipping),
        fees_net=_net(fees),
        value_net=value_net,
        vat=vat,
        vat_total=vat_total,
        gross=value_net + vat_total,
        small_order_fee_net=small_order_fee.net if small_order_fee else ZERO,
        small_order_vat_percent=small_order_fee.vat_percent if small_order_fee else ZERO,
    )


def gross_of(net: Decimal, vat_percent: Decimal, currency: str = "SEK") -> Decimal:
    """A single price inc VAT, as shown beside the price ex VAT; an order's VAT is not its sum."""
    return round_money(net + percent_of(net, vat_percent), currency)


def vat_treatment(
    *, shop_country: str, customer_country: str, has_vat_number: bool
) -> VatTreatment:
    """Which VAT an order to `customer_country` carries (ISO codes).

    Between two EU countries a customer with a VAT number is reverse charged, one without pays the
    shop's VAT; what leaves the EU, or leaves a shop outside it, carries none.
    """
    shop, customer = shop_country.upper(), customer_country.upper()
    if shop == customer:
        return VatTreatment.DOMESTIC
    if shop not in EU_COUNTRIES or customer not in EU_COUNTRIES:
        return VatTreatment.EXPORT
    return VatTreatment.REVERSE_CHARGE if has_vat_number else VatTreatment.DOMESTIC


def _net(amounts: Iterable[LineAmount | CostAmount]) -> Decimal:
    return sum((amount.net for amount in amounts), ZERO)
