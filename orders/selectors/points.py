"""The lines of a customer's points, each with its order where the reader may see that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.reasons import Text
from customers.actors import Actor
from marketing.loyalty_words import why
from marketing.models import LoyaltyEntry, LoyaltyKind
from orders.models import Order

_OF_THE_SHOP = {LoyaltyKind.EXPIRE, LoyaltyKind.ADJUST}


@dataclass(frozen=True, slots=True)
class PointsRow:
    """`order_number` and `who` only where the reader may see the order; `is_others` where not."""

    entry: LoyaltyEntry
    why: Text
    who: str
    order_number: int | None
    is_others: bool


def points_rows(actor: Actor, entries: Iterable[LoyaltyEntry]) -> Sequence[PointsRow]:
    """One query for all of them: which of their orders the reader may see."""
    kept = list(entries)
    numbers = {entry.order_number for entry in kept if entry.order_number is not None}
    seen = set(
        Order.objects.visible_to(actor).filter(number__in=numbers).values_list("number", flat=True)
    )
    return [_row(entry, seen, for_staff=actor.is_staff) for entry in kept]


def _row(entry: LoyaltyEntry, seen: set[int], *, for_staff: bool) -> PointsRow:
    open_to_reader = entry.order_number is None or entry.order_number in seen
    # Who of the staff gave points is for staff to know.
    named = open_to_reader and (for_staff or entry.kind not in _OF_THE_SHOP)
    return PointsRow(
        entry=entry,
        why=why(entry) if open_to_reader else "",
        who=_who(entry) if named else "",
        order_number=entry.order_number if open_to_reader else None,
        is_others=not open_to_reader,
    )


def _who(entry: LoyaltyEntry) -> str:
    person = entry.acted_by or entry.user
    return person.full_name if person else ""
