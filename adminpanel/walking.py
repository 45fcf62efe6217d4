"""From one record to the next, through the list that one came from, as it was narrowed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse

from adminpanel.lists import LISTS
from core.access.menu import may_open
from core.list_specs import walk_query, what_to_keep
from core.lists import IN, WITHIN
from core.tables import neighbours
from customers.actors import ShopRequest


@dataclass(frozen=True, slots=True)
class Walk:
    """The ways on from a record (components/record_walk.html); "" at the ends of the list."""

    before_url: str
    after_url: str
    list_url: str
    query: str  # what keeps the walk, behind the address of another part of the same record

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as hidden fields of a form that asks."""
        return parse_qsl(self.query)


def behind(walk: Walk | None) -> str:
    """What goes behind the address of another part of the same record."""
    return f"?{walk.query}" if walk else ""


def walk_of(
    request: ShopRequest, list_name: str, *, pk: Any, record_url: Callable[[Any], str]
) -> Walk | None:
    """The neighbours of the record `pk`, when its address says so (`core.list_specs.walk_query`).

    None when one did not come from that list, may not open it, or the record is no longer in it.
    One query of three rows, none without `in`. `record_url` is given a neighbour, a row.
    """
    found = LISTS.get(list_name)
    if found is None or request.GET.get(IN) != list_name:
        return None
    if not may_open(request.actor, found.url_name):
        return None
    asked = what_to_keep(found.spec, request.actor, request.GET.get(WITHIN, "")[:2000])
    beside = neighbours(
        found.spec.found(request.actor, asked),
        sorts=found.spec.sorts,
        sort=asked.get("sort", ""),
        pk=pk,
    )
    if beside is None:
        return None
    query = walk_query(found.spec, asked)

    def way(neighbour: Any) -> str:
        return f"{record_url(neighbour)}?{query}" if neighbour else ""

    list_url = reverse(found.url_name) + (f"?{urlencode(asked)}" if asked else "")
    return Walk(way(beside.before), way(beside.after), list_url, query)
