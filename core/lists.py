"""What every list page has: filters in the address, sorting, paging by key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.tables import Page

Words = str | Promise
# What a list shows: its filters that took effect and its order, by their names in its address.
Asked = Mapping[str, str]

FIND = "find-"  # before the name of a NamedFilter: the text that one looks for it by
OFFERED_AT_MOST = 8
# In the address of a record: the list that one came from, and how that was narrowed.
IN, WITHIN = "in", "within"


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list: a name in the address and the few values it may have."""

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]


@dataclass(frozen=True)
class NamedFilter:
    """A value among too many for a menu: found by text, then shown as a chip.

    `name_of(value)`: its name, or None when there is none that this visitor may choose; asked
    only when the address has a value. `like(text)`: (value, name) of the nearest, at most
    OFFERED_AT_MOST; asked only while somebody looks. One query each.
    """

    name: str
    label: Words
    name_of: Callable[[str], Words | None]
    like: Callable[[str], Sequence[tuple[str, Words]]]


@dataclass(frozen=True)
class DayFilter:
    """A day, written 2026-03-31 in the address."""

    name: str
    label: Words


@dataclass(frozen=True)
class ManyFilter:
    """Any of several values: ?status=a&status=b, which the list is asked for as "a,b"."""

    name: str
    label: Words
    options: Sequence[tuple[str, Words]]


AnyFilter = Filter | NamedFilter | DayFilter | ManyFilter


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
class Field:
    """A field to write in: a day, or the text that a NamedFilter is looked for by."""

    name: str
    label: Words
    value: str


@dataclass(frozen=True)
class Offer:
    """What a NamedFilter found for a text: the ways on, perhaps none."""

    label: Words
    text: str
    choices: Sequence[tuple[Words, str]]  # (name, address)


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
    named: Sequence[Field] = ()
    days: Sequence[Field] = ()
    many: Sequence[Select] = ()
    offers: Sequence[Offer] = ()

    @property
    def is_set(self) -> bool:
        return bool(self.query or self.chosen)


@dataclass
class _Reading:
    """A filter bar in the making."""

    request: HttpRequest
    chosen: dict[str, str] = field(default_factory=dict)
    chips: list[Chip] = field(default_factory=list)
    selects: list[Select] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    named: list[Field] = field(default_factory=list)
    days: list[Field] = field(default_factory=list)
    many: list[Select] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    def choose(self, each: AnyFilter, value: str, words: object, *, hidden: bool = True) -> None:
        self.chosen[each.name] = value
        without = address_with(self.request, **{each.name: None, FIND + each.name: None})
        self.chips.append(Chip(f"{each.label}: {words}", without))
        if hidden:
            self.hidden.append((each.name, value))

    def read(self, each: AnyFilter) -> None:
        match each:
            case NamedFilter():
                self._read_named(each)
            case DayFilter():
                self._read_day(each)
            case ManyFilter():
                self._read_many(each)
            case Filter():
                value = self.request.GET.get(each.name, "")
                words = dict(each.options)
                if value and value in words:
                    self.choose(each, value, words[value])
                else:
                    self.selects.append(Select(each.name, each.label, each.options))

    def _read_named(self, each: NamedFilter) -> None:
        value = self.request.GET.get(each.name, "")[:200]
        words = each.name_of(value) if value else None
        if words is not None:
            self.choose(each, value, words)
            return
        text = self.request.GET.get(FIND + each.name, "").strip()[:200]
        found = list(each.like(text)) if text else []
        if len(found) == 1 and not getattr(self.request, "htmx", False):
            self.choose(each, *found[0])  # who pressed Filter meant this one
            return
        self.named.append(Field(FIND + each.name, each.label, text))
        if text:
            ways = [
                (name, address_with(self.request, **{each.name: key, FIND + each.name: None}))
                for key, name in found
            ]
            self.offers.append(Offer(each.label, text, ways))

    def _read_day(self, each: DayFilter) -> None:
        written = self.request.GET.get(each.name, "")
        try:
            day = date.fromisoformat(written).isoformat()
        except ValueError:
            day = ""
        self.days.append(Field(each.name, each.label, day))
        if day:
            self.choose(each, day, day, hidden=False)

    def _read_many(self, each: ManyFilter) -> None:
        words = dict(each.options)
        asked = [part for value in self.request.GET.getlist(each.name) for part in value.split(",")]
        values = [value for value in words if value in asked]
        if values:
            self.choose(each, ",".join(values), ", ".join(str(words[value]) for value in values))
        else:
            self.many.append(Select(each.name, each.label, each.options))


def filter_bar(request: HttpRequest, filters: Iterable[AnyFilter]) -> FilterBar:
    """Reads the address. `q` is the text to find; set filters become chips."""
    reading = _Reading(request)
    for each in filters:
        reading.read(each)
    walk = {name: request.GET[name] for name in (IN, WITHIN) if request.GET.get(name)}
    for kept in ("sort", "columns"):
        if value := request.GET.get(kept):
            reading.hidden.append((kept, value))
    reading.hidden.extend(walk.items())
    return FilterBar(
        query=request.GET.get("q", "").strip()[:200],
        chosen=reading.chosen,
        chips=reading.chips,
        selects=reading.selects,
        hidden=reading.hidden,
        clear_url=f"{request.path}?{urlencode(walk)}" if walk else request.path,
        named=reading.named,
        days=reading.days,
        many=reading.many,
        offers=reading.offers,
    )


def address_with(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some parameters changed, or removed (None), from its first page."""
    values: QueryDict = request.GET.copy()
    values.pop("cursor", None)
    for name in [name for name in values if not any(values.getlist(name))]:
        values.pop(name)  # a form sends what was left blank, too
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
