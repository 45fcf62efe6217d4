"""What the price of a variant depends on, loaded for one actor and moment. No rules here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class RowSource(StrEnum):
    """What a price list with fixed prices is connected to."""

    CUSTOMER = "customer"
    GROUP = "group"
    SEGMENT = "segment"
    TIER = "tier"


@dataclass(frozen=True, slots=True)
class ContractOffer:
    """A price in a valid agreement assortment of the customer; `label` names the assortment.

    `unit_net` of 0 or None is no price, unless `is_free` says that it is meant.
    """

    unit_net: Decimal | None
    label: str
    own_customer: bool = False
    percentages_apply: bool = False
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A fixed unit price from a quantity; 0 or None is no price, unless `is_free`."""

    unit_net: Decimal | None
    from_quantity: int
    source: RowSource
    label: str
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Percent:
    """A discount in per cent; `label` names the group, tier or customer that has it, of a person's
    own the last day, ISO 8601.
    """

    value: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """All that decides the price of one variant, ex VAT. Only valid rows and offers are handed in.

    `is_free` says that the variant itself costs nothing. `max_total_discount_percent` is the
    setting that stops discounts made by mistake; None = not set. `is_for_stranger`: whoever is
    told the price is nobody known, at a customer's site.
    """

    list_price_net: Decimal | None
    currency: str = "SEK"
    is_free: bool = False
    contracts: tuple[ContractOffer, ...] = ()
    fixed_rows: tuple[FixedRow, ...] = ()
    group_percent: Percent | None = None
    tier_percent: Percent | None = None
    customer_percent: Percent | None = None
    personal_percent: Percent | None = None  # of whoever asks, for some days
    max_total_discount_percent: Decimal | None = None
    is_for_stranger: bool = False
