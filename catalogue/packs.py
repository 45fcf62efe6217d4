"""Whole packs: how many pieces of a variant may be bought together. Pure."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from core.reasons import Refused, say


class Packed(Protocol):
    """What is sold in packs; `catalogue.models.Variant` is one."""

    @property
    def pack_size(self) -> int: ...


def whole_packs(variant: Packed, quantity: int) -> int:
    """The next number of pieces, from `quantity` up, that is whole packs; at least one pack."""
    size = variant.pack_size
    return max(1, -(-quantity // size)) * size


def pack_problem(variant: Packed, quantity: int) -> Refused | None:
    """Why so many cannot be bought, and which number is the next that can; None when they can."""
    if quantity % variant.pack_size == 0:
        return None
    return Refused(
        reason=say(
            _("Sold in packs of %(size)s: %(next)s is the next."),
            size=variant.pack_size,
            next=whole_packs(variant, quantity),
        ),
        code="pack",
    )
