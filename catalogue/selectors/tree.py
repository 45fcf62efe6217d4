"""The tree as a visitor sees it: only categories whose audience holds them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection

from catalogue.models import EVERYONE_ID, Audience, Category, ProductCategory, TreeVersion
from catalogue.querysets import in_audiences
from catalogue.selectors.visibility import audiences_of, shows_only_agreement
from customers.actors import Actor


@dataclass(frozen=True)
class Tree:
    """All categories and audiences at one version. A shop has thousands, not millions.

    `audiences` holds the groups of each audience; None is everyone.
    """

    version: UUID | None
    categories: Mapping[int, Category]
    audiences: Mapping[int, frozenset[int] | None]

    def audience_ids(self, actor: Actor) -> frozenset[int]:
        """As `visibility.audience_ids`, from the copy: no query in a visit."""
        mine = actor.group_ids
        return frozenset(
            pk
            for pk, groups in self.audiences.items()
            if groups is None or not groups.isdisjoint(mine)
        )

    def top(self, audience_ids: Collection[int]) -> Sequence[Category]:
        return self._seen(self._below[None], audience_ids)

    def below(self, category: Category, audience_ids: Collection[int]) -> Sequence[Category]:
        return self._seen(self._below[category.pk], audience_ids)

    def at(self, path: str, audience_ids: Collection[int]) -> Category | None:
        """The category at an address, None when there is none for these audiences."""
        return next(iter(self._seen(self._at.get(path, ()), audience_ids)), None)

    def way_to(self, category: Category) -> Sequence[Category]:
        """From the root down to the category itself; whoever sees it sees these too."""
        way = [category]
        while way[-1].parent_id is not None:
            way.append(self.categories[way[-1].parent_id])
        return way[::-1]

    def drawing_of(self, category_id: int | None) -> str:
        """The category's pictogram, else that of the nearest above it that has one."""
        while category_id is not None and (category := self.categories.get(category_id)):
            if category.pictogram:
                return str(category.pictogram)
            category_id = category.parent_id
        return ""

    def _seen(
        self, categories: Iterable[Category], audience_ids: Collection[int]
    ) -> Sequence[Category]:
        return [each for each in categories if each.audience_id in audience_ids]

    @cached_property
    def _below(self) -> Mapping[int | None, Sequence[Category]]:
        below: defaultdict[int | None, list[Category]] = defaultdict(list)
        for category in self.categories.values():
            below[category.parent_id].append(category)
        return below

    @cached_property
    def _at(self) -> Mapping[str, Sequence[Category]]:
        return {category.path: (category,) for category in self.categories.values()}


# The last copy of each database; a page that asks for another version reads it anew.
_COPIES: dict[str, Tree] = {}


def tree_now(version: UUID | None = None) -> Tree:
    """The tree as it is. One query, none when `version` was just read; three when it changed."""
    version = version or latest_version()
    place = str(connection.settings_dict["NAME"])
    copy = _COPIES.get(place)
    if copy is None or version is None or copy.version != version:
        copy = _COPIES[place] = _read(version)
    return copy


def latest_version() -> UUID | None:
    """What `tree_now` compares with; None before the first category. One query."""
    return TreeVersion.objects.values_list("version", flat=True).first()


def _read(version: UUID | None) -> Tree:
    # In the order of the menu, which every list of the copy keeps.
    rows = Category.objects.order_by("position", "name", "pk")
    audiences = Audience.objects.values_list("pk", "group_ids")
    return Tree(
        version,
        {category.pk: category for category in rows},
        {EVERYONE_ID: None}
        | {pk: None if ids is None else frozenset(ids) for pk, ids in audiences},
    )


def menu_categories(actor: Actor) -> Sequence[Category]:
    """The top of the tree for the menu; nothing for who sees only the agreement. One query."""
    if shows_only_agreement(actor):
        return ()
    tree = tree_now()
    return tree.top(tree.audience_ids(actor))


def category_at(actor: Actor, path: str) -> Category | None:
    """The category at an address, or None when there is none for this visitor. One query."""
    return None if shows_only_agreement(actor) else category_seen_at(actor, path)


def category_seen_at(actor: Actor, path: str) -> Category | None:
    """As `category_at`, also for who is shown only the agreement. One query."""
    tree = tree_now()
    return tree.at(path, tree.audience_ids(actor))


def path_to(category: Category) -> Sequence[Category]:
    """From the root down to the category itself. One query; whoever sees it sees these too."""
    slugs = category.path.split("/")
    paths = ["/".join(slugs[: depth + 1]) for depth in range(len(slugs))]
    found = {step.path: step for step in Category.objects.order_by().filter(path__in=paths)}
    return [found[path] for path in paths if path in found]


def first_paths(actor: Actor, product_ids: Collection[int]) -> Mapping[int, str]:
    """The address of one category for each product, for those that have one. One query.

    That of the first place it was given among those that the visitor may see, as its page has it.
    """
    places = ProductCategory.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), product__in=product_ids
    )
    firsts = places.order_by("product_id", "pk").distinct("product_id")
    return dict(firsts.values_list("product_id", "category__path"))


def names_at(paths: Collection[str]) -> Mapping[str, str]:
    """The names of the categories at these addresses. One query."""
    found = Category.objects.order_by().filter(path__in=paths)
    return dict(found.values_list("path", "name"))
