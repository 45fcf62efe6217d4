"""The agreement assortment as its page shows it (A-19..A-24)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from catalogue.models import Assortment, AssortmentItem, Category, ProductCategory
from catalogue.querysets import IsOneOf, VariantQuerySet, in_audiences
from catalogue.selectors.glances import ProductGlance, variant_glances
from catalogue.selectors.visibility import (
    agreed_items,
    agreed_only,
    agreements_of,
    audiences_of,
    visible_variants,
)
from customers.actors import Actor

AGREED_PAGE_SIZE = 48
MOST_WORDS = 8


@dataclass(frozen=True)
class AgreedCategory:
    """A heading of the page: names from the root of the tree down, and the goods under it."""

    names: tuple[str, ...]
    glances: tuple[ProductGlance, ...]


@dataclass(frozen=True, slots=True)
class AgreementAsked:
    """What the visitor wants to see of it; nothing said = everything.

    `priced`: only what has a contract price (or is free), or only what has not. `part`: a
    category at the top of the tree, by id.
    """

    agreement: int | None = None
    text: str = ""
    priced: bool | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class AgreedPart:
    """A top category that goods of the agreement stand under, with how many; id None = none."""

    id: int | None
    name: str
    count: int


@dataclass(frozen=True)
class AgreementPage:
    """What was agreed, in the order of the tree. `next_after` continues it, None = the end.

    `parts` are those of everything that was asked for but the part.
    """

    assortments: tuple[Assortment, ...]
    parts: tuple[AgreedPart, ...]
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
    actor: Actor,
    *,
    asked: AgreementAsked | None = None,
    after: int | None = None,
    size: int = AGREED_PAGE_SIZE,
) -> AgreementPage:
    """A page of the agreed goods by category; `after` is the last variant of the page before.

    Four queries and those of `variant_glances`. It costs the agreement, not the catalogue.
    """
    asked = asked or AgreementAsked()
    agreements = tuple(agreements_of(actor))
    agreed = _agreed(actor, asked)
    headings = _headings({row.category_id for row in agreed if row.category_id is not None})
    agreed.sort(key=lambda row: (headings.order(row.category_id), row.sort_key, row.variant_id))
    parts = _parts(agreed, headings)
    if asked.part is not None:
        agreed = [row for row in agreed if headings.top(row.category_id) == asked.part]
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
        assortments=agreements,
        parts=parts,
        categories=categories,
        next_after=shown[-1].variant_id if more else None,
    )


def _parts(agreed: Sequence[_Agreed], headings: "_Headings") -> tuple[AgreedPart, ...]:
    """In the order of the goods, each top category once; what stands in none comes last."""
    counts: dict[int | None, int] = {}
    names: dict[int | None, str] = {}
    for row in agreed:
        top = headings.top(row.category_id)
        counts[top] = counts.get(top, 0) + 1
        names.setdefault(top, next(iter(headings.names(row.category_id)), ""))
    return tuple(AgreedPart(top, names[top], count) for top, count in counts.items())


def first_agreed(actor: Actor, *, count: int) -> list[int]:
    """A few variants of the agreement that are bought most, for the front page. One query."""
    variants = agreed_only(actor, visible_variants(actor))
    ordered = variants.order_by("-product__popularity", "product__sort_key", "pk")
    return list(ordered.values_list("pk", flat=True)[:count])


def _agreed(actor: Actor, asked: AgreementAsked) -> list[_Agreed]:
    place = ProductCategory.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), product=OuterRef("product")
    ).order_by("pk")
    variants = _asked_for(actor, visible_variants(actor), asked)
    rows = variants.order_by().annotate(place=Subquery(place.values("category_id")[:1]))
    return [_Agreed(*row) for row in rows.values_list("pk", "place", "product__sort_key")]


def _asked_for(actor: Actor, variants: VariantQuerySet, asked: AgreementAsked) -> VariantQuerySet:
    """Those of the agreements that fit. Every word must be in the name, the brand or a number."""
    items = agreed_items(actor)
    if asked.agreement is not None:
        items = items.filter(assortment=asked.agreement)
    found = variants.filter(IsOneOf("pk", items.values("variant_id")))
    if asked.priced is not None:
        priced = IsOneOf("pk", _priced(actor).values("variant_id"))
        found = found.filter(priced) if asked.priced else found.exclude(priced)
    for word in asked.text.split()[:MOST_WORDS]:
        found = found.filter(
            Q(product__name__icontains=word)
            | Q(name__icontains=word)
            | Q(product__brand__icontains=word)
            | Q(sku__icontains=word)
            | Q(part_number__icontains=word)
            | Q(ean=word)
        )
    return found


def _priced(actor: Actor) -> "QuerySet[AssortmentItem]":
    """What has a contract price for the visitor's customer: further groups only show."""
    if actor.customer is None:
        return AssortmentItem.objects.none()
    pricing = Assortment.objects.pricing_for(actor.customer).valid_on(timezone.localdate())
    items = AssortmentItem.objects.filter(assortment__in=pricing.values("pk"))
    return items.filter(Q(contract_price_net__gt=0) | Q(is_free=True))


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

    def top(self, category_id: int | None) -> int | None:
        way = self._way(category_id)
        return way[0].pk if way else None

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
