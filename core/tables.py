"""List pages: sorted, and paged by key in both directions. Knows no shop; never counts.

    page = keyset_page(queryset, sorts=SORTS, sort=request.GET.get("sort", ""),
                       cursor=request.GET.get("cursor"))

Templates link with `{% querystring cursor=page.older %}` and, for headings, with
`{% querystring sort=link.target cursor=None %}`, so every filter stays in the address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, OrderBy, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull
from django.utils.functional import Promise

M = TypeVar("M", bound=Model)
Listed = TypeVar("Listed", bound=QuerySet[Any])

_signer = Signer(salt="core.tables.cursor")


@dataclass(frozen=True)
class Sort:
    """One way to order a list: by `fields` (or annotations), then always by id.

    Rows without a value stand last in both directions; say `nullable` where that can happen,
    for one of the fields. `descending_first`: a first click on the heading shows the largest.
    """

    fields: tuple[str, ...]
    label: str | Promise = ""
    nullable: bool = False
    descending_first: bool = False

    @classmethod
    def by(cls, *fields: str, **options: Any) -> "Sort":
        return cls(fields, **options)


@dataclass(frozen=True)
class SortLink:
    """A column heading: what a click on it asks for, and how it stands now."""

    key: str
    label: str | Promise
    target: str
    direction: str  # "ascending", "descending", or "" when the list is sorted by another

    @property
    def is_active(self) -> bool:
        return bool(self.direction)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list. `newer` and `older` are the cursors before and after, or None."""

    rows: Sequence[M]
    sort: str
    newer: str | None = None
    older: str | None = None
    headings: Mapping[str, SortLink] = field(default_factory=dict)

    @property
    def has_others(self) -> bool:
        return bool(self.newer or self.older)


def keyset_page(
    queryset: QuerySet[M],
    *,
    sorts: Mapping[str, Sort],
    sort: str,
    cursor: str | None,
    size: int = 30,
) -> Page[M]:
    """At most `size` rows from where `cursor` points. One query; its cost is that of the page.

    `sort` is a key of `sorts`, with "-" in front for descending; anything unknown means the first
    key. A cursor that is damaged, or belongs to another sort, means the first page. Foreign-key
    paths in a Sort need their select_related.
    """
    key, descending = _chosen(sorts, sort)
    active = f"-{key}" if descending else key
    order = _Order((*sorts[key].fields, "pk"), descending, sorts[key].nullable)
    headings = _headings(sorts, key, descending)
    step = _read_cursor(cursor, active, len(order.fields))
    if step is None:
        rows = order.first(queryset, size + 1)
        older = order.cursor(active, "after", rows[size - 1]) if len(rows) > size else None
        return Page(rows[:size], active, None, older, headings)
    way, values = step
    if way == "before":
        rows = order.before(queryset, values, size + 1)
        if len(rows) <= size:  # the beginning is near: show it as a whole page
            return keyset_page(queryset, sorts=sorts, sort=active, cursor=None, size=size)
        rows = rows[1:]
        has_older = True
    else:
        rows = order.after(queryset, values, size + 1)
        if not rows:  # what was there has gone
            return keyset_page(queryset, sorts=sorts, sort=active, cursor=None, size=size)
        has_older = len(rows) > size
        rows = rows[:size]
    return Page(
        rows,
        active,
        order.cursor(active, "before", rows[0]),
        order.cursor(active, "after", rows[-1]) if has_older else None,
        headings,
    )


def in_order(queryset: Listed, *, sorts: Mapping[str, Sort], sort: str) -> Listed:
    """The whole list in the order in which `keyset_page` pages through it."""
    key, descending = _chosen(sorts, sort)
    order = _Order((*sorts[key].fields, "pk"), descending, sorts[key].nullable)
    return queryset.order_by(*order.order_by(backwards=False))


@dataclass(frozen=True)
class Neighbours(Generic[M]):
    """The rows before and after one, in the list's own order; None at its ends."""

    before: M | None
    after: M | None


def neighbours(
    queryset: QuerySet[M], *, sorts: Mapping[str, Sort], sort: str, pk: Any
) -> Neighbours[M] | None:
    """Who stands beside the row `pk`. None when the list has no such row (any more).

    One query of three rows at most. `queryset` and `sort` as for `keyset_page`.
    """
    rows = queryset.select_related(None).prefetch_related(None)  # only where it stands is asked
    key, descending = _chosen(sorts, sort)
    order = _Order((*sorts[key].fields, "pk"), descending, sorts[key].nullable)
    here = rows.filter(pk=pk)
    there: QuerySet[Any] = here.annotate(place=Value(0)).order_by()
    before = order.nearest(rows, here, backwards=True)
    after = order.nearest(rows, here, backwards=False)
    found = {row.place: row for row in there.union(*before, *after, all=True)}
    if 0 not in found:
        return None
    above, below = [place for place in found if place < 0], [place for place in found if place > 0]
    return Neighbours(found[max(above)] if above else None, found[min(below)] if below else None)


def _chosen(sorts: Mapping[str, Sort], sort: str) -> tuple[str, bool]:
    key = sort.removeprefix("-")
    if key in sorts:
        return key, sort.startswith("-")
    first = next(iter(sorts))
    return first, sorts[first].descending_first


def _headings(sorts: Mapping[str, Sort], active: str, descending: bool) -> dict[str, SortLink]:
    found = {}
    for key, sort in sorts.items():
        downwards = not descending if key == active else sort.descending_first
        direction = ("descending" if descending else "ascending") if key == active else ""
        found[key] = SortLink(key, sort.label, f"-{key}" if downwards else key, direction)
    return found


@dataclass(frozen=True)
class _Order:
    """The order of one list: every field in the same direction, empty values last."""

    fields: tuple[str, ...]
    descending: bool
    nullable: bool

    def first(self, queryset: QuerySet[M], size: int) -> list[M]:
        return list(queryset.order_by(*self.order_by(backwards=False))[:size])

    def after(self, queryset: QuerySet[M], values: list[Any], size: int) -> list[M]:
        found = queryset.filter(self._beyond(values, backwards=False))
        return list(found.order_by(*self.order_by(backwards=False))[:size])

    def before(self, queryset: QuerySet[M], values: list[Any], size: int) -> list[M]:
        """The `size` rows nearest before, in the list's own order."""
        found = queryset.filter(self._beyond(values, backwards=True))
        return list(found.order_by(*self.order_by(backwards=True))[:size])[::-1]

    def nearest(
        self, queryset: Listed, here: QuerySet[Any], *, backwards: bool
    ) -> Sequence[Listed]:
        """The next rows beyond the one of `here`, or before it, each by one range of an index: at
        most one row of each, and the less its `place` (below 0 before it), the nearer it is.
        """
        sign = -1 if backwards else 1
        return [
            queryset.annotate(place=Value(sign * place))
            .filter(way)
            .order_by(*self.order_by(backwards=backwards))[:1]
            for place, way in enumerate(self._ways(here, backwards=backwards), start=1)
        ]

    def _ways(self, here: QuerySet[Any], *, backwards: bool) -> Sequence[Q]:
        """As `_beyond`, of the row of `here`, whose values the database looks up itself.

        Where values can be empty, one range for each case, the nearest first: together no index
        answers them.
        """
        same, ways = [Q()], list[Q]()
        comparison = self._comparison(backwards)
        for path in self.fields:
            value = Subquery(here.order_by().values(path)[:1])
            further, equal = [Q(**{f"{path}__{comparison}": value})], [Q(**{path: value})]
            if self._can_be_empty(path):
                is_empty, none = Q(**{f"{path}__isnull": True}), Q(IsNull(value, True))
                equal.append(is_empty & none)
                further.append((none & ~is_empty) if backwards else (is_empty & ~none))
            ways[:0] = [each & beyond for each in same for beyond in further]
            same = [each & also for each in same for also in equal]
        if self.nullable:
            return ways
        first = Subquery(here.order_by().values(self.fields[0])[:1])
        return [reduce(or_, ways) & Q(**{f"{self.fields[0]}__{comparison}e": first})]

    def cursor(self, sort: str, way: str, row: Model) -> str:
        values = [_encode(_value_at(row, path)) for path in self.fields]
        return _signer.sign_object([sort, way, values])

    def _can_be_empty(self, path: str) -> bool:
        return self.nullable and path != "pk"

    def order_by(self, *, backwards: bool) -> list[OrderBy]:
        found = []
        for path in self.fields:
            downwards = self.descending != backwards
            # Said only where it matters: an index is in the database's own order of empties.
            places: dict[str, Any] = {}
            if self._can_be_empty(path):
                places = {"nulls_first": True} if backwards else {"nulls_last": True}
            found.append(OrderBy(F(path), descending=downwards, **places))
        return found

    def _beyond(self, values: list[Any], *, backwards: bool) -> Q:
        """Rows strictly after (or before) the one that holds `values`."""
        same = Q()
        ways: list[Q] = []
        for path, value in zip(self.fields, values, strict=True):
            further = self._further(path, value, backwards=backwards)
            if further is not None:
                ways.append(same & further)
            same &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
        beyond = reduce(or_, ways)
        if not self.nullable:
            # Follows from the rest, but gives the index one plain range to begin at.
            beyond &= Q(**{f"{self.fields[0]}__{self._comparison(backwards)}e": values[0]})
        return beyond

    def _comparison(self, backwards: bool) -> str:
        return "lt" if self.descending != backwards else "gt"

    def _further(self, path: str, value: Any, *, backwards: bool) -> Q | None:
        if value is None:
            return Q(**{f"{path}__isnull": False}) if backwards else None
        further = Q(**{f"{path}__{self._comparison(backwards)}": value})
        if self._can_be_empty(path) and not backwards:
            further |= Q(**{f"{path}__isnull": True})
        return further


def _value_at(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def _encode(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return value


def _decode(value: Any) -> Any:
    match value:
        case ["t", str(written)]:
            return datetime.fromisoformat(written)
        case ["d", str(written)]:
            return date.fromisoformat(written)
        case ["n", str(written)]:
            return Decimal(written)
    return value


def _read_cursor(cursor: str | None, sort: str, width: int) -> tuple[str, list[Any]] | None:
    if not cursor:
        return None
    try:
        signed_sort, way, values = _signer.unsign_object(cursor)
    except (BadSignature, ValueError):
        return None
    if signed_sort != sort or len(values) != width:
        return None
    return way, [_decode(value) for value in values]
