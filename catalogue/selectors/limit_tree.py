"""The tree with its limits: who may see a branch when all limits on the way to it are combined."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from catalogue.models import Category
from catalogue.visibility import Limit, combine


@dataclass(frozen=True)
class LimitTree:
    """The whole tree: parents and limits by category id. A shop has thousands, not millions."""

    parents: Mapping[int, int | None]
    limits: Mapping[int, Limit]

    def path_to(self, category_id: int) -> list[Limit]:
        """The limits from the root down to the category."""
        limits: list[Limit] = []
        step: int | None = category_id
        while step is not None:
            limits.append(self.limits.get(step))
            step = self.parents[step]
        return limits[::-1]

    def audience_of(self, category_id: int | None) -> Limit:
        """Who may see the branch; the root is for everyone."""
        return None if category_id is None else combine([self.path_to(category_id)])

    def with_all_below(self, category_ids: Iterable[int]) -> set[int]:
        children: defaultdict[int | None, list[int]] = defaultdict(list)
        for category_id, parent_id in self.parents.items():
            children[parent_id].append(category_id)
        found: set[int] = set()
        ahead = list(category_ids)
        while ahead:
            category_id = ahead.pop()
            if category_id not in found:
                found.add(category_id)
                ahead.extend(children[category_id])
        return found

    def limited(self, category_id: int, limit: Limit) -> "LimitTree":
        """As it would be with this limit on the category."""
        return replace(self, limits={**self.limits, category_id: limit})

    def hung(self, category_id: int, parent_id: int | None) -> "LimitTree":
        """As it would be with the category below another parent."""
        return replace(self, parents={**self.parents, category_id: parent_id})


def load_limit_tree() -> LimitTree:
    """Two queries."""
    return LimitTree(
        parents=dict(Category.objects.order_by().values_list("pk", "parent_id")),
        limits=limits_by_owner(Category.limit_groups.through.objects.all(), "category_id"),
    )


def limits_by_owner(rows: "QuerySet[Any]", owner: str) -> dict[int, Limit]:
    """The groups of 'limit by group', by the id of what they limit. One query."""
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for owner_id, group_id in rows.values_list(owner, "customergroup_id"):
        groups[owner_id].add(group_id)
    return {owner_id: frozenset(found) for owner_id, found in groups.items()}
