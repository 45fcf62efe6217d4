"""Another limit on the tree: whom each of the goods is for, before and after, and who that is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from catalogue.models import Product, ProductCategory, Variant
from catalogue.selectors.limit_tree import LimitTree, limits_by_owner
from catalogue.visibility import Limit, combine, is_visible_to

NAMED = 5  # customers, lists … that a page calls by name

Groups = frozenset[int]

# Every active customer's groups, main and further: customers in the same ones are one row.
GROUPS_OF = """
    SELECT customer.id, customer.name,
           ARRAY(
               SELECT customer.main_group_id
             UNION
               SELECT customergroup_id FROM customers_customer_further_groups further
               WHERE further.customer_id = customer.id
             ORDER BY 1
           ) AS groups
    FROM customers_customer customer WHERE customer.is_active
"""


@dataclass(frozen=True)
class LimitChange:
    """The tree before and after, and the branch whose limits change."""

    before: LimitTree
    after: LimitTree
    branch: frozenset[int]


def limit_change(before: LimitTree, after: LimitTree, category_id: int) -> LimitChange:
    return LimitChange(before, after, frozenset(before.with_all_below([category_id])))


@dataclass(frozen=True, slots=True)
class Shift:
    """A limit before and after."""

    before: Limit
    after: Limit

    def loses(self, groups: Groups) -> bool:
        return is_visible_to(self.before, groups) and not is_visible_to(self.after, groups)


def shift_of(change: LimitChange, categories: Collection[int], own: Limit, variant: Limit) -> Shift:
    """Of a variant: where its product is placed, the product's own limit and that of itself."""
    return Shift(
        combine([change.before.path_to(pk) for pk in categories], own, variant),
        combine([change.after.path_to(pk) for pk in categories], own, variant),
    )


def shifts_of(change: LimitChange, variant_ids: Collection[int]) -> Mapping[int, Shift]:
    """Who sees each of these variants before and after. Four queries."""
    rows = Variant.objects.filter(pk__in=variant_ids).order_by()
    product_of = dict(rows.values_list("pk", "product_id"))
    products = set(product_of.values())
    places: dict[int, list[int]] = {}
    placed = ProductCategory.objects.filter(product__in=products)
    for product_id, category_id in placed.values_list("product_id", "category_id"):
        places.setdefault(product_id, []).append(category_id)
    own = limits_by_owner(
        Product.limit_groups.through.objects.filter(product__in=products), "product_id"
    )
    of_variants = limits_by_owner(
        Variant.limit_groups.through.objects.filter(variant__in=variant_ids), "variant_id"
    )
    return {
        pk: shift_of(change, places.get(product, ()), own.get(product), of_variants.get(pk))
        for pk, product in product_of.items()
    }


@dataclass(frozen=True, slots=True)
class Some:
    """How many, and the names of the first few."""

    count: int
    names: tuple[str, ...]

    @property
    def others(self) -> int:
        return self.count - len(self.names)


def together(parts: Iterable[Some]) -> Some:
    count = 0
    names: set[str] = set()
    for part in parts:
        count += part.count
        names.update(part.names)
    return Some(count, tuple(sorted(names)[:NAMED]))


@dataclass(frozen=True, slots=True)
class Buyers:
    """Customers in exactly these groups."""

    groups: Groups
    customers: Some
