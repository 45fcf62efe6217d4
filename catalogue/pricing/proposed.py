"""A price row as somebody proposes it, before it is published: what an impact preview weighs."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A change of one row of a price list that does not hold yet.

    `unit_net` is a unit price ex VAT in the shop's currency; None or 0 = the normal price, never
    free. `ends` = the list's row for this quantity ends, and `unit_net` says nothing.
    """

    price_list_id: int
    variant_id: int
    from_quantity: int
    unit_net: Decimal | None
    ends: bool = False
