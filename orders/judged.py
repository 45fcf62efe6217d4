"""A line of a quick order with its verdict: what it means, what it costs, why it cannot be."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from catalogue.models import Variant
from core.reasons import Text
from orders.pasting import AskedLine


class LineState(StrEnum):
    """What the page says of a line; only a good one goes into the cart."""

    GOOD = "good"
    NOT_FOUND = "not-found"
    CHOOSE = "choose"  # several goods bear the number
    QUANTITY = "quantity"
    PACK = "pack"
    STOCK = "stock"
    REPLACED = "replaced"
    NO_PRICE = "no-price"
    ANSWER = "answer"  # an extra field cannot be answered so


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """A variant that a line may mean instead, with its price of now."""

    variant: Variant
    unit_net: Decimal | None

    @property
    def name(self) -> str:
        return name_of(self.variant)


@dataclass(frozen=True)
class JudgedLine:
    """A line and its verdict. Prices ex VAT for `quantity` pieces, in the shop's currency.

    `reason` says why it cannot go into the cart; `notes` what else there is to know. `suggested`
    is the quantity that would do. `price_then` is what a sheet said, shown and never charged.
    `sources` are the places of the lines that were merged into this one, its own first.
    """

    asked: AskedLine
    state: LineState
    reason: Text = ""
    variant: Variant | None = None
    quantity: int | None = None
    unit_net: Decimal | None = None
    own_number: str = ""
    suggested: int | None = None
    offered: tuple[OfferedItem, ...] = ()
    notes: tuple[Text, ...] = ()
    price_then: Decimal | None = None
    sources: tuple[int, ...] = ()

    @property
    def is_good(self) -> bool:
        return self.state == LineState.GOOD

    @property
    def name(self) -> str:
        return name_of(self.variant) if self.variant else ""

    @property
    def line_net(self) -> Decimal | None:
        if self.unit_net is None or self.quantity is None:
            return None
        return self.unit_net * self.quantity

    @property
    def has_other_price(self) -> bool:
        return self.price_then is not None and self.unit_net not in (None, self.price_then)


@dataclass(frozen=True)
class Judged:
    """All lines in the order they were written; those of one item are one."""

    lines: tuple[JudgedLine, ...]

    @property
    def good(self) -> tuple[JudgedLine, ...]:
        return tuple(line for line in self.lines if line.is_good)

    @property
    def bad(self) -> tuple[JudgedLine, ...]:
        return tuple(line for line in self.lines if not line.is_good)

    @property
    def net(self) -> Decimal:
        """What the good lines come to, ex VAT."""
        return sum((line.line_net or Decimal(0) for line in self.good), Decimal("0.00"))


def name_of(variant: Variant) -> str:
    return ", ".join(part for part in (variant.product.name, variant.name) if part)
