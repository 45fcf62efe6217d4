"""The agreement assortment as its page shows it (A-19..A-24)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import OuterRef, Subquery

from catalogue.models import Assortment, Category, ProductCategory
from catalogue.querysets import in_audiences
from catalogue.selectors.products import ProductGlance, variant_glances
from catalogue.selectors.visibility import (
    agreed_items,
    agreed_only,
    agreements_of,
    audiences_of,
    visible_variants,
)
from customers.actors import Actor

AGREED_PAGE_SIZE = 48


@dataclass(frozen=True)
class AgreedCategory:
    """A heading of the page: names from the root of the tree down, and the goods under it."""

    names: tuple[str, ...]
    glances: tuple[ProductGlance, ...]


@dataclass(frozen=True)
class AgreementPage:
    """What was agreed, in the order of the tree. `next_after` continues it, None = the end."""

    assortments: tuple[Assortment, ...]
    categories: tuple[AgreedCategory, ...]
    next_after: int | None


@dataclass(frozen=True)
class _Agreed:
    """A variant's place on the page."""

    variant_id: int
    category_id: int | None
    sort_key: str


def has_assortment(actor: Actor) -> bool:
    """Whether the visitor's customer has an agreement in force that holds anything. One query.

    Its menu entry stands only then.
    """
    return actor.customer is not None and agreed_items(actor).exists()


def agreement_page(
    actor: Actor, *, after: int | None = None, size: int = AGREED_PAGE_SIZE
) -> AgreementPage:
    """A page of the agreed goods by category; `after` is the last variant of the page before.

    Five queries and those of `variant_glances`. It costs the agreement, not the catalogue.
    """
    agreed = _agreed(actor)
    headings = _headings({row.category_id for row in agreed if row.category_id is not None})
    agreed.sort(key=lambda row: (headings.order(row.category_id), row.sort_key, row.variant_id))
    start = next((n for n, row in enumerate(agreed, start=1) if row.variant_id == after), 0)
    shown = agreed[start : start + size]
    glances = {
        glance.offer.pk: glance
        for glance in variant_glances(actor, [row.variant_id for row in shown])
    }
    categories = tuple(
        AgreedCategory(
            names=headings.names(category_id),
            glances=tuple(glances[row.variant_id] for row in rows if row.variant_id in glances),
        )
        for category_id, rows in groupby(shown, key=lambda row: row.category_id)
    )
    more = len(agreed) > start + size
    return AgreementPage(
        assortments=tuple(agreements_of(actor)),
        categories=categories,
        next_after=shown[-1].variant_id if more else None,
    )


def first_agreed(actor: Actor, *, count: int) -> list[int]:
    """A few variants of the agreement that are bought most, for the front page. One query."""
    variants = agreed_only(actor, visible_variants(actor))
    ordered = variants.order_by("-product__popularity", "product__sort_key", "pk")
    return list(ordered.values_list("pk", flat=True)[:count])


def _agreed(actor: Actor) -> list[_Agreed]:
    place = ProductCategory.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), product=OuterRef("product")
    ).order_by("pk")
    rows = (
        agreed_only(actor, visible_variants(actor))
        .order_by()
        .annotate(place=Subquery(place.values("category_id")[:1]))
    )
    return [_Agreed(*row) for row in rows.values_list("pk", "place", "product__sort_key")]


@dataclass(frozen=True)
class _Headings:
    """The categories of the page with their way down through the tree."""

    ways: Mapping[int, Sequence[Category]]

    def names(self, category_id: int | None) -> tuple[str, ...]:
        return tuple(step.name for step in self._way(category_id))

    def order(self, category_id: int | None) -> tuple[bool, list[tuple[int, str, int]]]:
        """As in the menu, level by level; what stands in no category comes last."""
        way = self._way(category_id)
        return (not way, [(step.position, step.name, step.pk) for step in way])

    def _way(self, category_id: int | None) -> Sequence[Category]:
        return self.ways.get(category_id, ()) if category_id is not None else ()


def _headings(category_ids: Collection[int]) -> _Headings:
    """Two queries."""
    paths = dict(Category.objects.order_by().filter(pk__in=category_ids).values_list("pk", "path"))
    prefixes: dict[int, list[str]] = {}
    for pk, path in paths.items():
        slugs = path.split("/")
        prefixes[pk] = ["/".join(slugs[: depth + 1]) for depth in range(len(slugs))]
    wanted = {prefix for found in prefixes.values() for prefix in found}
    steps = {step.path: step for step in Category.objects.order_by().filter(path__in=wanted)}
    return _Headings(
        {pk: [steps[path] for path in found if path in steps] for pk, found in prefixes.items()}
    )
