"""How many of one item an order takes: the one place where a quantity is accepted. Pure."""

from django.utils.translation import gettext_lazy as _

from catalogue.packs import Packed, pack_problem, whole_packs
from core.reasons import Refused, say

MOST = 99_999


def number_problem(quantity: int) -> Refused | None:
    """Whether it is a number that a line can hold, whatever the item."""
    if quantity < 1:
        return Refused(reason=_("Write how many, as a whole number from 1."), code="quantity")
    if quantity > MOST:
        reason = say(_("At most %(most)s of one item fit in an order."), most=MOST)
        return Refused(reason=reason, code="quantity")
    return None


def quantity_problem(variant: Packed, quantity: int) -> Refused | None:
    """Why so many of the variant cannot be bought together; None when they can."""
    problem = number_problem(quantity)
    return pack_problem(variant, quantity) if problem is None else problem


def fitting_quantity(variant: Packed, quantity: int) -> int:
    """The nearest that can be bought: whole packs, upwards, and no more than an order holds.

    For what was kept before the item came in packs, or comes in larger ones since.
    """
    most = max(MOST // variant.pack_size, 1) * variant.pack_size
    return min(whole_packs(variant, quantity), most)
