"""A list as data: its columns, filters, orders and rows, told once.

Its page, its export and the way from one of its records to the next all ask the same spec, so
that they cannot show different rows. Knows no shop.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_htmx.http import replace_url

from core.http import without_nul
from core.lists import (
    IN,
    WITHIN,
    AnyFilter,
    Asked,
    FilterBar,
    Words,
    address_with,
    filter_bar,
    list_context,
)
from core.saved_views import Kept, kept_for, may_remove
from core.tables import Page, Sort, in_order, keyset_page

Rows = TypeVar("Rows", bound=QuerySet[Any])
Rows_co = TypeVar("Rows_co", bound=QuerySet[Any], covariant=True)

_NO_COUNTS: Mapping[str, int] = MappingProxyType({})
COLUMNS = "columns"  # in the address: the keys of those shown, joined by a dot


class Viewer(Protocol):
    """Whoever looks at a list; `customers.actors.Actor` is one."""

    @property
    def user_id(self) -> int | None: ...
    def has(self, perm: str) -> bool: ...


@dataclass(frozen=True)
class Column:
    """`sort` is a key of the list's sorts; `is_fixed` cannot be hidden; `is_on` unless chosen."""

    key: str
    label: Words
    sort: str = ""
    is_on: bool = True
    is_fixed: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class ListSpec(Generic[Rows_co]):
    """One list of the shop.

    `name`: of its export, where there is one. `filters(actor)`: the ways to narrow it, without a
    query. `found(actor, asked)`: its rows, as `actor` may see them, narrowed and without an order;
    what `asked` holds that the list does not offer is passed over. `views`: (key, label) of those
    that come with the shop, the first one shown unless the address says another; `found` gets the
    key as asked["view"]. `perm_to_share` opens sharing one's views with everybody.
    """

    name: str
    label: Words
    sorts: Mapping[str, Sort]
    columns: Sequence[Column]
    filters: Callable[[Any], Sequence[AnyFilter]]
    found: Callable[[Any, Asked], Rows_co]
    views: Sequence[tuple[str, Words]] = ()
    perm_to_share: str = ""


@dataclass(frozen=True)
class Head:
    """The heading of a shown column (components/sort_heading.html)."""

    label: Words
    url: str
    direction: str
    is_number: bool


@dataclass(frozen=True)
class ViewTab:
    """One view of a list (components/tabs.html); `pk` of a saved one that may be removed."""

    label: Words
    url: str
    is_current: bool
    count: int | None = None
    pk: int | None = None


@dataclass(frozen=True)
class Listed:
    """One page of a list, and all that stands around it.

    `is_changed`: the list is narrowed as no view of it is, so that it could be saved as one.
    """

    spec: ListSpec[Any]
    page: Page[Any]
    bar: FilterBar
    asked: Asked
    view: str
    shown: frozenset[str]
    tabs: Sequence[ViewTab] = ()
    is_changed: bool = False

    @property
    def columns(self) -> Sequence[Column]:
        return [column for column in self.spec.columns if column.key in self.shown]


def ordered(spec: ListSpec[Rows]) -> Callable[[Any, Asked], Rows]:
    """What an Export takes as its `found`: the rows that the page shows, in its order."""

    def found(actor: Any, asked: Asked) -> Rows:
        return in_order(spec.found(actor, asked), sorts=spec.sorts, sort=asked.get("sort", ""))

    return found


def listed(
    request: HttpRequest,
    spec: ListSpec[Any],
    *,
    actor: Viewer,
    size: int = 30,
    view: str = "",
    counts: Mapping[str, int] = _NO_COUNTS,
) -> Listed:
    """The page that the address asks for: one query for its views and columns, and its rows'.

    `view` is the one to show when the address names none; `counts` stand on the shop's own views.
    """
    bar = filter_bar(request, spec.filters(actor))
    shown_view = _view(request, spec, view)
    if shown_view:
        clear_url = f"{request.path}?{urlencode({'view': shown_view})}"
        bar = replace(bar, hidden=[*bar.hidden, ("view", shown_view)], clear_url=clear_url)
    asked = {"q": bar.query, "view": shown_view, **bar.chosen}
    asked = {name: value for name, value in asked.items() if value}
    page = keyset_page(
        spec.found(actor, asked),
        sorts=spec.sorts,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
        size=size,
    )
    kept = kept_for(user_id=actor.user_id, list_name=spec.name)
    chosen = columns_in(spec, request.GET.get(COLUMNS, "")) or kept.columns
    tabs = view_tabs(request, spec, kept, _asked_again(spec, asked, page.sort), counts, actor)
    is_changed = not any(tab.is_current for tab in tabs)
    if is_changed and spec.views:  # narrowed further: still seen as a part of that view
        at = [key for key, _label in spec.views].index(shown_view)
        tabs[at] = replace(tabs[at], is_current=True)
    return Listed(
        spec=spec,
        page=page,
        bar=bar,
        asked={**asked, "sort": page.sort},
        view=shown_view,
        shown=shown_columns(spec, chosen),
        tabs=tabs,
        is_changed=is_changed,
    )


def _view(request: HttpRequest, spec: ListSpec[Any], otherwise: str) -> str:
    keys = [key for key, _label in spec.views]
    asked = request.GET.get("view", "")
    if asked in keys:
        return asked
    return otherwise or (keys[0] if keys else "")


def columns_in(spec: ListSpec[Any], written: str) -> Sequence[str]:
    """Those that an address names, as far as the list has them."""
    asked = written.split(".")
    return [column.key for column in spec.columns if column.key in asked]


def shown_columns(spec: ListSpec[Any], chosen: Sequence[str]) -> frozenset[str]:
    """The fixed ones and the chosen; those of the list itself when nothing of it is chosen."""
    keys = {column.key for column in spec.columns} & set(chosen)
    if not keys:
        keys = {column.key for column in spec.columns if column.is_on}
    return frozenset(keys | {column.key for column in spec.columns if column.is_fixed})


def _asked_again(spec: ListSpec[Any], asked: Asked, sort: str) -> Asked:
    """The address that asks for the same once more; the list's own order is not said."""
    key = next(iter(spec.sorts))
    usual = f"-{key}" if spec.sorts[key].descending_first else key
    return dict(asked) if sort == usual else {**asked, "sort": sort}


def what_to_keep(spec: ListSpec[Any], actor: Any, written: str) -> Asked:
    """Of an address of the list, what a view of it keeps: names that it has, short values."""
    known = {"q", "sort", *(each.name for each in spec.filters(actor))}
    if spec.views:
        known.add("view")
    values = QueryDict(without_nul(written))
    kept = {name: str(values.get(name, ""))[:200] for name in values if name in known}
    sort = kept.pop("sort", "")
    if sort.removeprefix("-") not in spec.sorts:
        return {name: value for name, value in kept.items() if value}
    return _asked_again(spec, {name: value for name, value in kept.items() if value}, sort)


def walk_query(spec: ListSpec[Any], asked: Asked) -> str:
    """Behind the address of a record: its page then leads to the next one of the list.

    Told in two names, so that a list on that page keeps its own filters.
    """
    within = urlencode(asked)
    return urlencode({IN: spec.name, WITHIN: within} if within else {IN: spec.name})


def view_tabs(
    request: HttpRequest,
    spec: ListSpec[Any],
    kept: Kept,
    asked: Asked,
    counts: Mapping[str, int],
    actor: Viewer,
) -> list[ViewTab]:
    """The shop's own views, or "All"; then the saved ones."""
    shown_columns = request.GET.get(COLUMNS, "")
    own = [({"view": key}, label, counts.get(key)) for key, label in spec.views]
    tabs = [
        ViewTab(label, _address(request, given), asked == given, count)
        for given, label, count in own or [({}, _("All"), None)]
    ]
    for view in kept.views:
        columns = ".".join(columns_in(spec, ".".join(map(str, view.columns))))
        given = {str(name): str(value) for name, value in view.asked.items()}
        tabs.append(
            ViewTab(
                label=view.name,
                url=_address(request, {**given, COLUMNS: columns} if columns else given),
                is_current=asked == given and columns == shown_columns,
                pk=view.pk
                if may_remove(view, user_id=actor.user_id, may_share=actor.has(spec.perm_to_share))
                else None,
            )
        )
    return tabs


def _address(request: HttpRequest, asked: Asked) -> str:
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def listed_context(request: HttpRequest, found: Listed) -> dict[str, Any]:
    """What the templates of a list need: `list_context`, its headings, views and columns.

    `walk` goes behind the address of a record, so that its page can lead to the next one.
    """
    context = list_context(request, found.page, found.bar)
    asked = urlencode(found.asked)
    others = {name: value for name, value in found.asked.items() if name != "sort"}
    keys = [column.key for column in found.columns]
    chosen = [] if found.shown == shown_columns(found.spec, ()) else keys
    return context | {
        "list_spec": found.spec,
        "heads": [_head(request, found, column) for column in found.columns],
        "shown": found.shown,
        "asked": asked,
        "walk": walk_query(found.spec, _asked_again(found.spec, others, found.page.sort)),
        "view": found.view,
        "tabs": found.tabs if len(found.tabs) > 1 else (),
        "is_changed": found.is_changed,
        "may_share": request.actor.has(found.spec.perm_to_share),  # type: ignore[attr-defined]
        "removable": next((tab for tab in found.tabs if tab.is_current and tab.pk), None),
        "columns_asked": ".".join(chosen) if chosen else "",
        "here": address_with(request, **{COLUMNS: None}),
    }


def _head(request: HttpRequest, found: Listed, column: Column) -> Head:
    link = found.page.headings.get(column.sort) if column.sort else None
    if link is None:
        return Head(column.label, "", "", column.is_number)
    url = address_with(request, sort=link.target)
    return Head(column.label, url, link.direction, column.is_number)


def list_page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """The drawn list. While one types, the address bar gets the address without blank fields."""
    response = render(request, template, dict(context))
    if request.htmx:  # type: ignore[attr-defined]
        return replace_url(response, address_with(request))
    return response
