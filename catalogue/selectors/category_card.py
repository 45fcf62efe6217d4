"""A category's card in the back office: its limits, what lies in it, and what a move changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from catalogue.models import Category, MovedPath, ProductCategory
from catalogue.selectors.limit_tree import LimitTree, load_limit_tree
from catalogue.selectors.staff_tree import (
    MOST_COUNTED,
    Counted,
    counted,
    products_in,
)
from catalogue.tree_rules import may_move, moved_to
from catalogue.visibility import Limit
from core.reasons import Verdict
from customers.actors import Actor
from customers.selectors.group_names import GroupNames, group_names


@dataclass(frozen=True, slots=True)
class LimitStep:
    """A limit on the way down: whose it is, and the names of its groups."""

    category: Category
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitsOn:
    """The limits of a category: inherited from above, its own, and what they come to.

    `all_together` None = everyone, empty = nobody.
    """

    inherited: tuple[LimitStep, ...]
    own: tuple[str, ...]
    own_ids: frozenset[int]
    all_together: tuple[str, ...] | None


def limits_on(actor: Actor, category: Category, tree: LimitTree | None = None) -> LimitsOn:
    """Four queries; `tree` says how it would be, else it is as it is. The actor reads the names of
    the groups that they may know of."""
    tree = tree or load_limit_tree()
    steps: list[int] = []
    step = tree.parents[category.pk]
    while step is not None:
        steps.append(step)
        step = tree.parents[step]
    above = {pk: tree.limits[pk] for pk in reversed(steps) if tree.limits.get(pk) is not None}
    own = tree.limits.get(category.pk)
    result = tree.audience_of(category.pk)
    wanted = {pk for limit in (*above.values(), own, result) for pk in limit or ()}
    names = group_names(actor, wanted)
    categories = Category.objects.order_by().in_bulk(list(above))
    return LimitsOn(
        inherited=tuple(
            LimitStep(categories[pk], _named(limit, names) or ())
            for pk, limit in above.items()
            if pk in categories
        ),
        own=_named(own, names) or (),
        own_ids=own or frozenset(),
        all_together=_named(result, names),
    )


def _named(limit: Limit, names: GroupNames) -> tuple[str, ...] | None:
    return None if limit is None else names.of(limit)


def earlier_paths(category: Category) -> Sequence[str]:
    """Addresses that lead here since a move, at most twenty. One query."""
    found = MovedPath.objects.filter(category=category).order_by("path")
    return list(found.values_list("path", flat=True)[:20])


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a category itself, and in its branch."""

    children: int
    below: int  # categories in the branch beside itself
    placed: Counted  # products placed in it, those not for sale too
    products: Counted  # products for sale in the branch

    @property
    def is_empty(self) -> bool:
        return not self.children and not self.placed.count


def contents_of(category: Category) -> Contents:
    """Four queries."""
    rows = Category.objects.order_by()
    placed = ProductCategory.objects.filter(category=category)[: MOST_COUNTED + 1]
    return Contents(
        children=rows.filter(parent=category).count(),
        below=rows.filter(path__startswith=f"{category.path}/").count(),
        placed=counted(len(placed.values_list("pk"))),
        products=products_in([category.pk])[category.pk],
    )


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move would change. `addresses`: old and new, the first few of `below` + 1."""

    verdict: Verdict
    addresses: tuple[tuple[str, str], ...]
    contents: Contents


def move_preview(category: Category, parent: Category | None, *, few: int = 5) -> MovePreview:
    """Six queries; nothing is changed."""
    above = parent.path if parent else ""
    old, new = category.path, moved_to(category.path, above)
    rows = Category.objects.order_by("path")
    inside = Q(path=old) | Q(path__startswith=f"{old}/")
    branch = list(rows.filter(inside).values_list("path", flat=True))
    is_taken = rows.filter(path=new).exclude(pk=category.pk).exists()
    return MovePreview(
        verdict=may_move(branch, old, above, is_taken=is_taken),
        addresses=tuple((path, new + path.removeprefix(old)) for path in branch[:few]),
        contents=contents_of(category),
    )
