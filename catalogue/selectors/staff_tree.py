"""The tree as the back office shows it: the open levels, the lines of a list, and finding one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from catalogue.models import NOBODY_ID, Audience, Category
from catalogue.selectors.tree import names_at, path_to
from core.tables import Sort
from customers.actors import Actor
from customers.selectors.group_names import group_names

MOST_OPEN = 60  # branches that one address can hold open
MOST_SISTERS = 100  # shown of one level; the rest is found by name
MOST_COUNTED = 500
CATEGORY_SORTS = {
    "path": Sort.by("path", label=_("Place in the tree")),
    "name": Sort.by("name", label=_("Name")),
}
CHILD_SORTS = {"position": Sort.by("position", "name", label=_("Order"))}


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that is counted only so far: '500+'."""

    count: int
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A category as a line of the tree. `depth` 1 = the top; `groups` may see it, None = all.

    `is_cut`: more sisters follow than one level shows.
    """

    category: Category
    depth: int
    has_children: bool
    is_open: bool
    products: Counted
    groups: tuple[str, ...] | None
    is_first: bool
    is_last: bool
    is_cut: bool = False

    @property
    def is_for_nobody(self) -> bool:
        return bool(self.category.audience_id == NOBODY_ID)


def tree_lines(actor: Actor, open_ids: Collection[int]) -> Sequence[TreeLine]:
    """The top and what lies right below each open branch, from the top down. Four queries.

    Its cost is that of the lines: a closed branch is not read.
    """
    levels: defaultdict[int | None, list[Category]] = defaultdict(list)
    ways = Q(parent=None) | Q(parent__in=list(open_ids)[:MOST_OPEN])
    place = Window(RowNumber(), partition_by=[F("parent_id")], order_by=["position", "name", "pk"])
    rows = _with_children(Category.objects.order_by()).filter(ways).annotate(place=place)
    for row in rows.filter(place__lte=MOST_SISTERS + 1).order_by("position", "name", "pk"):
        levels[row.parent_id].append(row)
    shown = [row for level in levels.values() for row in level[:MOST_SISTERS]]
    counts = products_in([row.pk for row in shown])
    groups = groups_of(actor, {row.audience_id for row in shown})
    lines: list[TreeLine] = []

    def walk(parent_id: int | None, depth: int) -> None:
        level = levels.get(parent_id, [])
        for n, row in enumerate(level[:MOST_SISTERS]):
            is_open = row.pk in levels
            is_cut = n == MOST_SISTERS - 1 and len(level) > MOST_SISTERS
            lines.append(
                TreeLine(
                    category=row,
                    depth=depth,
                    has_children=row.has_children,
                    is_open=is_open,
                    products=counts[row.pk],
                    groups=groups[row.audience_id],
                    is_first=n == 0,
                    is_last=n == len(level) - 1,
                    is_cut=is_cut,
                )
            )
            if is_open:
                walk(row.pk, depth + 1)

    walk(None, 1)
    return lines


def lines_of(actor: Actor, rows: Sequence[Category]) -> Sequence[TreeLine]:
    """Categories of a list as such lines, all at the top. Three queries with `has_children`."""
    counts = products_in([row.pk for row in rows])
    groups = groups_of(actor, {row.audience_id for row in rows})
    return [
        TreeLine(
            category=row,
            depth=1,
            has_children=getattr(row, "has_children", False),
            is_open=False,
            products=counts[row.pk],
            groups=groups[row.audience_id],
            is_first=False,
            is_last=False,
        )
        for row in rows
    ]


def _with_children(rows: "QuerySet[Category]") -> "QuerySet[Category]":
    below = Category.objects.order_by().filter(parent=OuterRef("pk"))
    found: QuerySet[Category] = rows.annotate(has_children=Exists(below))
    return found


def categories_found(text: str) -> "QuerySet[Category]":
    """By part of the name or the address."""
    found: QuerySet[Category] = _with_children(Category.objects.order_by())
    return found.filter(Q(name__icontains=text) | Q(path__icontains=text)) if text else found


def categories_outside(category: Category, text: str) -> "QuerySet[Category]":
    """As `categories_found`, without the category and what lies below it; by address."""
    inside = Q(path=category.path) | Q(path__startswith=f"{category.path}/")
    found: QuerySet[Category] = categories_found(text).exclude(inside).order_by("path")
    return found


def children_of(category: Category) -> "QuerySet[Category]":
    """The next level down, for a list of its own."""
    found: QuerySet[Category] = _with_children(Category.objects.order_by().filter(parent=category))
    return found


def category_of(category_id: int) -> Category:
    """For its card, or Http404."""
    found: Category | None = Category.objects.filter(pk=category_id).first()
    if found is None:
        raise Http404
    return found


def category_by_id(category_id: int) -> Category | None:
    """None when there is no such."""
    found: Category | None = Category.objects.filter(pk=category_id).first()
    return found


def open_down_to(category: Category) -> list[int]:
    """The branches to open so that the category's line shows. One query."""
    return [step.pk for step in path_to(category)[:-1]]


def way_names(categories: Collection[Category]) -> Mapping[int, str]:
    """'Datorer / Dockningsstationer' for each. One query."""
    ways: dict[int, list[str]] = {}
    for category in categories:
        slugs = category.path.split("/")
        ways[category.pk] = ["/".join(slugs[: depth + 1]) for depth in range(len(slugs))]
    names = names_at({step for way in ways.values() for step in way})
    return {pk: " / ".join(names.get(step, step) for step in way) for pk, way in ways.items()}


def products_in(category_ids: Sequence[int]) -> Mapping[int, Counted]:
    """Products for sale in each branch, counted up to `MOST_COUNTED`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCTS, {"ids": list(category_ids), "most": MOST_COUNTED + 1})
        found = dict(cursor.fetchall())
    return {pk: counted(found[pk]) for pk in category_ids}


_PRODUCTS = """
SELECT wanted.id, (
    SELECT count(*) FROM (
        SELECT 1 FROM catalogue_listingrow row WHERE row.category_id = wanted.id LIMIT %(most)s
    ) few
) FROM unnest(%(ids)s::bigint[]) AS wanted(id)
"""


def counted(count: int) -> Counted:
    """A number that may be of one more than is counted."""
    return Counted(min(count, MOST_COUNTED), count > MOST_COUNTED)


def groups_of(actor: Actor, audience_ids: Collection[int]) -> Mapping[int, tuple[str, ...] | None]:
    """The groups in each audience as the actor may know of them; None = everyone. Two queries."""
    limits = dict(Audience.objects.filter(pk__in=audience_ids).values_list("pk", "group_ids"))
    names = group_names(actor, {pk for groups in limits.values() for pk in groups or ()})
    return {
        audience: None if groups is None else names.of(groups)
        for audience, groups in limits.items()
    }
