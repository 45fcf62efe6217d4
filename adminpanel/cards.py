"""The parts of a record's card as tabs (components/tabs.html), each shown where it would open."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.menu import way_in
from core.reasons import Text
from customers.actors import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a card, by the name of its URL. `count`: only one that cannot grow for ever."""

    url_name: str
    label: Text
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    count: int | None
    is_current: bool


def tabs(
    actor: Actor, parts: Sequence[Part], *, current: str, query: str = "", **ids: int
) -> list[Tab]:
    """Those that `actor` may enter, in order; `query` goes behind each. Asks no database."""
    found = []
    for part in parts:
        if url := way_in(actor, part.url_name, **ids):
            behind = f"?{query}" if query else ""
            found.append(Tab(part.label, url + behind, part.count, part.url_name == current))
    return found
