"""Menus that ask the route's own permission: an entry shows where its URL would open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, Resolver404, resolve

from core.access.routes import PUBLIC, Visitor
from core.addresses import address, address_of, below_prefix
from core.reasons import Text


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One way in, by the name of its URL. `count` is work that waits there; 0 shows nothing.

    `exact` marks it as current on its own address only, not on those below. `query` ("?view=all")
    leads to one view of a page that has an entry of its own; that entry is the current one.
    `also` names the beginnings of addresses elsewhere that belong to this entry.
    """

    label: Text
    url_name: str
    icon: str = ""
    count: int = 0
    exact: bool = False
    query: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An item that this visitor may open, ready to draw."""

    label: Text
    url: str
    icon: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries under one label, which may be blank."""

    label: Text
    items: Sequence[MenuEntry]


# The permission, whether it is closed while acting, and the add-on (0 = none) and section of My
# pages ("" = none) that it belongs to.
_Lock = tuple[str, bool, int, str]


def _address(url_name: str) -> str | None:
    """The address of a page that needs no id; None when the shop has none of that name."""
    try:
        return address(url_name)
    except NoReverseMatch:
        return None


def _door(url: str) -> _Lock:
    """What the address asks for."""
    return _door_below(below_prefix(url))


@cache
def _door_below(path: str) -> _Lock:
    return _lock_of(resolve(f"/{path}").func)


def _lock_of(view: object) -> _Lock:
    return (
        getattr(view, "access_perm", ""),
        getattr(view, "access_closed_while_acting", False),
        getattr(view, "access_add_on", 0),
        getattr(view, "access_section", ""),
    )


def may_open(visitor: Visitor, url_name: str) -> bool:
    """Whether `visitor` gets in at the URL of that name; also for buttons. No query.

    A door that the shop does not have opens to nobody; a test finds misspelt names.
    """
    url = _address(url_name)
    if url is None:
        return False
    return _opens(visitor, _door(url))


def _opens(visitor: Visitor, door: _Lock) -> bool:
    perm, closed_while_acting, add_on, section = door
    if closed_while_acting and visitor.is_acting:
        return False
    if add_on and not visitor.is_on(add_on):
        return False
    if section and not visitor.shows(section):
        return False
    return perm == PUBLIC or visitor.has(perm)


# The doors of pages with ids, by their names: their addresses have no end, their names have.
_named_doors: dict[str, _Lock] = {}


def way_in(visitor: Visitor, url_name: str, **ids: int | str) -> str:
    """The address of one record's page when `visitor` gets in there, else "". No query.

    Which records the visitor sees is for the page itself. A name that the shop does not have opens
    to nobody.
    """
    try:
        url = address_of(url_name, **ids)
    except NoReverseMatch:
        return ""
    door = _named_doors.get(url_name)
    if door is None:
        door = _named_doors[url_name] = _door_below.__wrapped__(below_prefix(url))
    return url if _opens(visitor, door) else ""


def may_enter(visitor: Visitor, url_name: str, **ids: int | str) -> bool:
    """As `may_open`, for the page of one record. No query."""
    return bool(way_in(visitor, url_name, **ids))


@dataclass(frozen=True, slots=True)
class AskedDoor:
    """The page at an address: its full name, what stands in the address, who gets in."""

    url_name: str
    ids: Mapping[str, object]
    perm: str
    opens: bool


def door_at(visitor: Visitor, address: str) -> AskedDoor | None:
    """Whether `visitor` gets in at an address ("/my/orders/7/?q=x"), None where no page is."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    lock = _lock_of(match.func)
    return AskedDoor(match.view_name, match.kwargs, lock[0], _opens(visitor, lock))


def visible_items(visitor: Visitor, items: Iterable[MenuItem], *, path: str) -> list[MenuEntry]:
    """The items that `visitor` may open, in order; `path` is where the visitor is now."""
    entries = []
    for item in items:
        if may_open(visitor, item.url_name):
            url = str(_address(item.url_name))
            here = path == url if item.exact else path.startswith((url, *item.also))
            here = here and not item.query
            entries.append(MenuEntry(item.label, url + item.query, item.icon, item.count, here))
    return entries
