"""The parts of the shop as staff see them, and who switched each last."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Q

from core.history import events_of
from customers.add_ons import PARTS, AddOn, Part
from customers.models import AddOnSwitch, ShopSettings
from customers.selectors.record_history import Entry, say_who


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part, whether it is on, and its last switch; None = nobody has touched it."""

    part: Part
    is_on: bool
    switched: Entry | None


def parts_shown(shop: ShopSettings) -> Sequence[PartShown]:
    """By number. One query, two when something was ever switched."""
    events = events_of(AddOnSwitch).select_related("pgh_context")
    newest = list(events.order_by("number", "-pgh_id").distinct("number"))
    entries = {str(row.number): Entry(row.pgh_created_at) for row in newest}
    said = {str(row.number): row.pgh_context for row in newest}
    say_who(entries, {key: each.metadata if each else {} for key, each in said.items()})
    return [
        PartShown(part, shop.is_on(part.number), entries.get(str(part.number.value)))
        for part in sorted(PARTS, key=lambda part: part.number)
    ]


def is_closed(number: AddOn) -> Exists:
    """Whether the part is off, to be asked inside another question."""
    return Exists(ShopSettings.objects.filter(pk=1, closed_add_ons__contains=[number.value]))


def while_on(number: AddOn) -> Q:
    """For a query's own filter: no row while the part is off. No statement of its own."""
    return Q(~is_closed(number))
