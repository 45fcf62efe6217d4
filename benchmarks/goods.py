"""The tree and its goods, laid in by COPY with the values that the shop's services would store."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from benchmarks.loading import continue_numbers, copy_rows, without_indexes
from benchmarks.texts import Text, Texts, category_names
from catalogue.models import EVERYONE_ID, Category, Product, ProductCategory, Variant, VatRate
from catalogue.services.audiences import audiences_for
from catalogue.services.visibility import refresh_audiences
from catalogue.slugs import slug_of
from catalogue.sorting import sort_key
from catalogue.visibility import Limit, combine
from customers.models import CustomerGroup

_ROOTS, _BRANCHES, _LEAVES = 10, 10, 9
_PARTED, _PARTS = 45, 2  # so many of the third level have so many below them
_CATEGORY_SETS, _PRODUCT_SETS = 40, 220
_LIMITED_CATEGORIES = 60
_LIMITED = 0.2  # of the products in open categories
_LIMITED_TWICE = 0.02  # of those in limited ones
_SEVERAL_VERSIONS = 0.1
_IN_TWO_CATEGORIES = 0.05
_AT_ONCE = 20_000


@dataclass(frozen=True)
class Tree:
    """The categories that goods lie in, with the limits on the way down to each."""

    leaves: Sequence[Category]
    paths: Mapping[int, Sequence[Limit]]


@dataclass(frozen=True)
class _Product:
    """One product with its versions, before it has any of its rows."""

    pk: int
    text: Text
    categories: Sequence[int]
    own_limit: Limit
    audience_id: int
    prices: Sequence[Decimal]
    popularity: int
    created_at: datetime

    def codes(self, version: int) -> tuple[str, str, str]:
        """Article number, part number and EAN."""
        number = self.pk * 3 + version
        brand = "".join(c for c in self.text.brand.upper() if "A" <= c <= "Z")[:3] or "X"
        return f"BM-{number:08}", f"{brand}{number * 7919 % 99_999_989:08}-{version}", ean(number)


def make_tree(groups: Sequence[CustomerGroup]) -> Tree:
    """About 1 100 categories in three and four levels, some limited to some of the groups."""
    names = iter(category_names(_ROOTS * (1 + _BRANCHES * (1 + _LEAVES)) + _PARTED * _PARTS))
    roots = _children([None], _ROOTS, names)
    branches = _children(roots, _BRANCHES, names)
    leaves = _children(branches, _LEAVES, names)
    parts = _children(leaves[:_PARTED], _PARTS, names)
    chance = random.Random("category limits")
    sets = group_sets(groups, _CATEGORY_SETS, chance)
    limited = chance.sample([*branches[1:], *leaves], _LIMITED_CATEGORIES)
    limits: dict[int, Limit] = {
        category.pk: sets[n % len(sets)] for n, category in enumerate(limited)
    }
    copy_rows(
        Category.limit_groups.through,
        ["category", "customergroup"],
        ((pk, group) for pk, limit in limits.items() for group in sorted(limit or ())),
    )
    refresh_audiences(category_ids=[root.pk for root in roots])
    parents = {c.pk: c.parent_id for level in (roots, branches, leaves, parts) for c in level}
    bottom = [*leaves[_PARTED:], *parts]
    return Tree(bottom, {leaf.pk: _path(leaf.pk, parents, limits) for leaf in bottom})


def group_sets(
    groups: Sequence[CustomerGroup], count: int, chance: random.Random
) -> list[frozenset[int]]:
    """Different sets of groups. The first group, the measured visitor's, is in a third of them."""
    others = [group.pk for group in groups[1:]]
    sets: dict[frozenset[int], None] = {}
    while len(sets) < count:
        chosen = set(chance.sample(others, chance.randint(1, min(10, len(others)))))
        if len(sets) % 3 == 0:
            chosen.add(groups[0].pk)
        sets[frozenset(chosen)] = None
    return list(sets)


def make_goods(count: int, tree: Tree, groups: Sequence[CustomerGroup], texts: Texts) -> None:
    """So many products with their places, limits and versions; lists and search come after."""
    rate, _made = VatRate.objects.get_or_create(
        percent=25, defaults={"name": "25 %", "is_default": True}
    )
    sets = group_sets(groups, _PRODUCT_SETS, random.Random("product limits"))
    audiences = _Audiences()
    with without_indexes(Product, Variant, ProductCategory, Product.limit_groups.through):
        for start in range(1, count + 1, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, count + 1))
            _copy(list(_products(numbers, tree, sets, audiences, texts)), rate)
    continue_numbers(Product, Variant)


class _Audiences:
    """The id of each set of groups; asked of the shop the first time only."""

    def __init__(self) -> None:
        self._ids: dict[Limit, int] = {None: EVERYONE_ID}

    def of(self, limit: Limit) -> int:
        if limit not in self._ids:
            self._ids |= audiences_for([limit])
        return self._ids[limit]


def _products(
    numbers: Sequence[int],
    tree: Tree,
    sets: Sequence[frozenset[int]],
    audiences: _Audiences,
    texts: Texts,
) -> Iterator[_Product]:
    now = timezone.now()
    for number in numbers:
        chance = random.Random(-number)
        # Some branches hold many times more than others.
        categories = [tree.leaves[int(len(tree.leaves) * chance.random() ** 1.5)].pk]
        if chance.random() < _IN_TWO_CATEGORIES:
            second = chance.choice(tree.leaves).pk
            categories += [second] if second != categories[0] else []
        paths = [tree.paths[pk] for pk in categories]
        share = _LIMITED if combine(paths) is None else _LIMITED_TWICE
        own = sets[chance.randrange(len(sets))] if chance.random() < share else None
        versions = chance.choice((2, 3)) if chance.random() < _SEVERAL_VERSIONS else 1
        price = Decimal(chance.randrange(900, 900_000)) / 100
        yield _Product(
            pk=number,
            text=texts.of(number),
            categories=categories,
            own_limit=own,
            audience_id=audiences.of(combine(paths, own)),
            prices=[price + 25 * version for version in range(versions)],
            popularity=min(int(chance.paretovariate(0.9)) - 1, 100_000),
            created_at=now - timedelta(minutes=chance.randrange(2_000_000)),
        )


def _copy(products: Sequence[_Product], rate: VatRate) -> None:
    copy_rows(
        Product,
        [
            *("id", "name", "slug", "sort_key", "brand", "summary", "description"),
            *("external_id", "audience", "popularity", "created_at"),
        ],
        map(_product_row, products),
    )
    copy_rows(
        Variant,
        [
            *("id", "product", "sku", "part_number", "ean", "name", "list_price_net", "vat_rate"),
            *("stock_quantity", "unit", "audience", "position", "attributes"),
        ],
        (row for product in products for row in _variant_rows(product, rate)),
    )
    copy_rows(
        ProductCategory,
        ["product", "category"],
        ((product.pk, category) for product in products for category in product.categories),
    )
    copy_rows(
        Product.limit_groups.through,
        ["product", "customergroup"],
        ((p.pk, group) for p in products for group in sorted(p.own_limit or ())),
    )


def _product_row(product: _Product) -> tuple[object, ...]:
    text = product.text
    return (
        *(product.pk, text.name, f"{slug_of(text.name)}-{product.pk}", sort_key(text.name)),
        *(text.brand, text.summary, text.description, f"bm-{product.pk}"),
        *(product.audience_id, product.popularity, product.created_at),
    )


def _variant_rows(product: _Product, rate: VatRate) -> Iterator[tuple[object, ...]]:
    for version, price in enumerate(product.prices):
        sku, part_number, ean_code = product.codes(version)
        name = f"Version {version + 1}" if len(product.prices) > 1 else ""
        pk = product.pk * 3 + version
        yield (
            *(pk, product.pk, sku, part_number, ean_code, name, price, rate.pk),
            *(pk % 400, "st", product.audience_id, version),
            json.dumps(product.text.attributes),
        )


def ean(number: int) -> str:
    """A thirteen-digit code with its check digit."""
    digits = f"735{number:09}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _children(
    parents: Sequence[Category | None], each: int, names: Iterator[str]
) -> list[Category]:
    made = []
    for parent in parents:
        for position in range(each):
            name = next(names)
            slug = slug_of(name)
            path = f"{parent.path}/{slug}" if parent else slug
            made.append(Category(name=name, slug=slug, path=path, parent=parent, position=position))
    return list(Category.objects.bulk_create(made))


def _path(leaf: int, parents: Mapping[int, int | None], limits: Mapping[int, Limit]) -> list[Limit]:
    path: list[Limit] = []
    step: int | None = leaf
    while step is not None:
        path.append(limits.get(step))
        step = parents[step]
    return path[::-1]
