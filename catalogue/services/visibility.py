"""Keeps whom the limits on categories, products and variants leave (K-17..K-19)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from catalogue.errors import require
from catalogue.models import (
    EVERYONE_ID,
    NOBODY_ID,
    Category,
    Product,
    ProductCategory,
    Variant,
)
from catalogue.policies import may_change_goods
from catalogue.selectors.limit_tree import LimitTree, limits_by_owner, load_limit_tree
from catalogue.services.audiences import audiences_for, lock_audiences
from catalogue.services.goods_history import Noted, note
from catalogue.services.listing import NO_LOOPS, refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.visibility import Limit, any_of, combine
from core.audit import use_case
from customers.actors import Actor
from customers.models import CustomerGroup

_BATCH = 2000


@use_case("catalogue.limit")
def set_limit_groups(
    *, actor: Actor, target: Category | Product | Variant, groups: Collection[CustomerGroup]
) -> None:
    """'Limit by group': only members of `groups` see the target; without groups there is no limit.

    What lies under a category follows it. Raises `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    lock_audiences()
    before = sorted(target.limit_groups.values_list("name", flat=True))
    target.limit_groups.set(groups)
    if isinstance(target, Category):
        refresh_audiences(category_ids=[target.pk])
        return
    product_id = target.pk if isinstance(target, Product) else target.product_id
    refresh_audiences(product_ids=[product_id])
    after = sorted(group.name for group in groups)
    if before != after:
        what = "limit" if isinstance(target, Product) else "variant_limit"
        note([product_id], Noted(what, ", ".join(before), ", ".join(after)))


@transaction.atomic
def refresh_audiences(
    *, product_ids: Iterable[int] | None = None, category_ids: Iterable[int] | None = None
) -> None:
    """Works out anew whom the limits leave; what changed moves in lists and is indexed anew.

    Of these products; of these categories with all that lies under them; of everything when
    neither is said. Queries grow with the number of thousands of products, not with products.
    """
    lock_audiences()
    tree = load_limit_tree()
    if product_ids is None and category_ids is None:
        _refresh_categories(tree, list(tree.parents))
        everything = Product.objects.order_by("pk").values_list("pk", flat=True)
        _refresh_products(tree, list(everything))
        return
    products = set(product_ids or ())
    if category_ids is not None:
        products |= _refresh_branch(tree, category_ids)
    _refresh_products(tree, sorted(products))


@transaction.atomic
def work_out_audiences(
    *, product_ids: Collection[int], category_ids: Collection[int] = ()
) -> set[int]:
    """As `refresh_audiences`, for an import that itself lists and indexes what it touched.

    Returns the products that now are for others, also those of which only a version is.
    """
    lock_audiences()
    tree = load_limit_tree()
    products = set(product_ids)
    if category_ids:
        products |= _refresh_branch(tree, category_ids)
    moved: set[int] = set()
    limited = sorted(_less_unlimited(products, moved))
    of_products, of_variants = _settle(tree, limited)
    return moved.union(of_products, of_variants)


def _refresh_branch(tree: LimitTree, category_ids: Iterable[int]) -> set[int]:
    """These categories and all below them; returns the products in them."""
    branch = tree.with_all_below(category_ids)
    _refresh_categories(tree, sorted(branch))
    placed = ProductCategory.objects.filter(category__in=branch)
    return set(placed.values_list("product_id", flat=True))


# Joined, never NOT IN: that is quadratic as soon as the list outgrows the server's memory.
_UNLIMITED = """
    WITH limited AS MATERIALIZED (
        SELECT product_id FROM catalogue_product_limit_groups
      UNION
        SELECT version.product_id FROM catalogue_variant_limit_groups of_version
        JOIN catalogue_variant version ON version.id = of_version.variant_id
      UNION
        SELECT product_id FROM catalogue_variant
        WHERE product_id = ANY(%(products)s) AND audience_id <> %(everyone)s
      UNION
        SELECT placed.product_id FROM catalogue_productcategory placed
        JOIN catalogue_category category ON category.id = placed.category_id
        WHERE placed.product_id = ANY(%(products)s) AND category.audience_id <> %(everyone)s
    ), shown AS MATERIALIZED (
        SELECT DISTINCT product_id FROM catalogue_variant
        WHERE product_id = ANY(%(products)s) AND is_active
    ), unlimited AS MATERIALIZED (
        SELECT product.id, product.audience_id,
               CASE WHEN shown.product_id IS NULL THEN %(nobody)s ELSE %(everyone)s END AS wanted
        FROM catalogue_product product
        LEFT JOIN limited ON limited.product_id = product.id
        LEFT JOIN shown ON shown.product_id = product.id
        WHERE product.id = ANY(%(products)s) AND limited.product_id IS NULL
    ), changed AS (
        UPDATE catalogue_product product SET audience_id = unlimited.wanted
        FROM unlimited
        WHERE product.id = unlimited.id AND unlimited.audience_id <> unlimited.wanted
        RETURNING product.id
    )
    SELECT unlimited.id, changed.id IS NOT NULL FROM unlimited
    LEFT JOIN changed ON changed.id = unlimited.id
"""


def _less_unlimited(product_ids: set[int], moved: set[int]) -> set[int]:
    """Settles at once the products that nothing limits, by far the most; returns the others."""
    everything: dict[str, Any] = {
        "products": list(product_ids),
        "everyone": EVERYONE_ID,
        "nobody": NOBODY_ID,
    }
    with connection.cursor() as cursor:
        cursor.execute(NO_LOOPS, ["off"])
        cursor.execute(_UNLIMITED, everything)
        rows = cursor.fetchall()
        cursor.execute(NO_LOOPS, ["on"])
    moved.update(pk for pk, has_moved in rows if has_moved)
    return product_ids.difference(pk for pk, _has_moved in rows)


def _refresh_categories(tree: LimitTree, category_ids: Sequence[int]) -> None:
    wanted = {pk: combine([tree.path_to(pk)]) for pk in category_ids if pk in tree.parents}
    _store(Category, _differing(Category.objects.order_by().filter(pk__in=category_ids), wanted))


def _refresh_products(tree: LimitTree, product_ids: Sequence[int]) -> None:
    moved, of_variants = _settle(tree, product_ids)
    for batch in _batches(sorted(moved)):
        refresh_listing(batch)
    for batch in _batches(sorted({*moved, *of_variants})):
        reindex_products(batch)


def _settle(tree: LimitTree, product_ids: Sequence[int]) -> tuple[list[int], set[int]]:
    """Stores whom the limits leave. Products that moved, and products whose versions did.

    All is worked out before anything is written: versions are to be locked in one order.
    """
    of_products: dict[int, int] = {}
    of_variants: dict[int, int] = {}
    for batch in _batches(product_ids):
        variants, products = _work_out(tree, batch)
        of_variants |= _differing(Variant.objects.filter(pk__in=list(variants)), variants)
        of_products |= _differing(Product.objects.filter(pk__in=batch), products)
    _store(Variant, of_variants)
    _store(Product, of_products)
    owners: set[int] = set()
    for ids in _batches(sorted(of_variants)):
        rows = Variant.objects.filter(pk__in=ids).order_by()
        owners.update(rows.values_list("product_id", flat=True))
    return list(of_products), owners


def _work_out(
    tree: LimitTree, product_ids: Sequence[int]
) -> tuple[dict[int, Limit], dict[int, Limit]]:
    """Whom the limits leave, of the variants and of the products. Four queries.

    A product is for those who may see one of its active variants; with none, for nobody.
    """
    paths: defaultdict[int, list[list[Limit]]] = defaultdict(list)
    placements = ProductCategory.objects.filter(product__in=product_ids)
    for product_id, category_id in placements.values_list("product_id", "category_id"):
        paths[product_id].append(tree.path_to(category_id))
    own = limits_by_owner(
        Product.limit_groups.through.objects.filter(product__in=product_ids), "product_id"
    )
    of_variants = limits_by_owner(
        Variant.limit_groups.through.objects.filter(variant__product__in=product_ids), "variant_id"
    )
    variants: dict[int, Limit] = {}
    shown: defaultdict[int, list[Limit]] = defaultdict(list)
    rows = Variant.objects.filter(product__in=product_ids).order_by()
    for pk, product_id, is_active in rows.values_list("pk", "product_id", "is_active"):
        variants[pk] = combine(paths[product_id], own.get(product_id), of_variants.get(pk))
        if is_active:
            shown[product_id].append(variants[pk])
    return variants, {pk: any_of(shown[pk]) for pk in product_ids}


def _differing(
    rows: QuerySet[Category] | QuerySet[Product] | QuerySet[Variant], wanted: Mapping[int, Limit]
) -> dict[int, int]:
    """The audience that each row is to have, of those that have another."""
    ids = audiences_for(wanted.values())
    return {
        pk: ids[wanted[pk]]
        for pk, audience_id in rows.values_list("pk", "audience_id")
        if ids[wanted[pk]] != audience_id
    }


# Orders lock variants in the order of their ids, and so does this: who waits never blocks another.
_MOVE = """
    UPDATE {table} AS mine SET audience_id = locked.audience_id
    FROM (
        SELECT row.id, wanted.audience_id FROM {table} AS row
        JOIN unnest(%(ids)s::bigint[], %(audiences)s::bigint[]) AS wanted(id, audience_id)
            ON wanted.id = row.id
        ORDER BY row.id FOR NO KEY UPDATE OF row
    ) locked WHERE locked.id = mine.id
"""


def _store(model: type[Category | Product | Variant], audiences: Mapping[int, int]) -> None:
    """Writes the audiences of these rows, the lowest id first; one query for some thousands."""
    statement = _MOVE.format(table=model._meta.db_table)
    with connection.cursor() as cursor:
        for ids in _batches(sorted(audiences)):
            values: dict[str, Any] = {"ids": ids, "audiences": [audiences[pk] for pk in ids]}
            cursor.execute(statement, values)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
