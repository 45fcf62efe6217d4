"""What every list page has: filters in the address, sorting, paging by key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.tables import Page

Words = str | Promise


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list: a name in the address and the values it may have."""

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]


@dataclass(frozen=True)
class Chip:
    label: str
    remove_url: str


@dataclass(frozen=True)
class Select:
    """An unset filter, drawn as a menu."""

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]
    value: str = ""


@dataclass(frozen=True)
class FilterBar:
    """The context of components/filter_bar.html, and what was chosen.

    A value that the filter does not offer is passed over, so that an old address still works.
    """

    query: str
    chosen: Mapping[str, str]
    chips: Sequence[Chip]
    selects: Sequence[Select]
    hidden: Sequence[tuple[str, str]]
    clear_url: str

    @property
    def is_set(self) -> bool:
        return bool(self.query or self.chosen)


def filter_bar(request: HttpRequest, filters: Iterable[Filter]) -> FilterBar:
    """Reads the address. `q` is the text to find; set filters become chips."""
    chosen: dict[str, str] = {}
    chips: list[Chip] = []
    selects: list[Select] = []
    for each in filters:
        words = dict(each.options)
        value = request.GET.get(each.name, "")
        if value in words and value:
            chosen[each.name] = value
            chips.append(
                Chip(f"{each.label}: {words[value]}", address_with(request, **{each.name: None}))
            )
        else:
            selects.append(Select(each.name, each.label, each.options))
    hidden = list(chosen.items())
    if sort := request.GET.get("sort"):
        hidden.append(("sort", sort))
    query = request.GET.get("q", "").strip()[:200]
    return FilterBar(query, chosen, chips, selects, hidden, request.path)


def address_with(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some parameters changed, or removed (None), from its first page."""
    values: QueryDict = request.GET.copy()
    values.pop("cursor", None)
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value
    return f"{request.path}?{values.urlencode()}" if values else request.path


def list_context(request: HttpRequest, page: Page[Any], bar: FilterBar) -> dict[str, Any]:
    """What the list templates need beside their own labels."""
    return {
        "page": page,
        "rows": page.rows,
        "bar": bar,
        "sort_urls": {
            key: address_with(request, sort=link.target) for key, link in page.headings.items()
        },
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
        "sorted_by": sorted_by(page),
        "asked": asked_of(page, bar),
    }


def asked_of(page: Page[Any], bar: FilterBar, **more: str) -> str:
    """What the list shows, as an address: its filters that took effect, and its order."""
    asked = {"q": bar.query, **bar.chosen, **more, "sort": page.sort}
    return urlencode({name: value for name, value in asked.items() if value})


def sorted_by(page: Page[Any]) -> str:
    """'Sorted by company, A to Z' in words, for the foot of the table."""
    link = next(link for link in page.headings.values() if link.is_active)
    if link.direction == "ascending":
        return _("Sorted by %(column)s, rising") % {"column": str(link.label).lower()}
    return _("Sorted by %(column)s, falling") % {"column": str(link.label).lower()}
