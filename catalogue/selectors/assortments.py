"""The agreement assortment as its page shows it (A-19..A-24)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
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
_NOWHERE = 0  # the place of what stands in no category that the visitor sees


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

    Five queries, six further on, and those of `variant_glances`. It reads a row a category and a
    page of goods, whatever the agreement holds.
    """
    asked = asked or AgreementAsked()
    agreements = tuple(agreements_of(actor))
    placed = _placed(actor, asked)
    counts = dict(placed.values_list("place").annotate(count=Count("pk")).order_by())
    headings = _headings({pk for pk in counts if pk != _NOWHERE})
    places = sorted(counts, key=headings.order)
    parts = _parts({place: counts[place] for place in places}, headings)
    if asked.part is not None:
        places = [place for place in places if headings.top(place) == asked.part]
    rows = _rows(placed, places, after, size + 1)
    shown = rows[:size]
    glances = {
        glance.offer.pk: glance for glance in variant_glances(actor, [pk for pk, _ in shown])
    }
    categories = tuple(
        AgreedCategory(
            names=headings.names(place),
            glances=tuple(glances[pk] for pk, _ in found if pk in glances),
        )
        for place, found in groupby(shown, key=lambda row: row[1])
    )
    return AgreementPage(
        assortments=agreements,
        parts=parts,
        categories=categories,
        next_after=shown[-1][0] if len(rows) > size else None,
    )


def _parts(counts: Mapping[int, int], headings: "_Headings") -> tuple[AgreedPart, ...]:
    """In the order of the goods, each top category once; what stands in none comes last."""
    together: dict[int | None, int] = {}
    names: dict[int | None, str] = {}
    for place, count in counts.items():
        top = headings.top(place)
        together[top] = together.get(top, 0) + count
        names.setdefault(top, next(iter(headings.names(place)), ""))
    return tuple(AgreedPart(top, names[top], count) for top, count in together.items())


def _rows(
    placed: QuerySet[Any], places: Sequence[int], after: int | None, most: int
) -> list[tuple[int, int]]:
    """(variant, place) in the order of the places, then by name; from the start when `after` is
    not among them any more. Two queries with `after`."""
    last = None
    if after is not None:
        last = placed.filter(pk=after).values_list("place", "product__sort_key").first()
    goes_on = last is not None and last[0] in places
    begins = places.index(last[0]) if last is not None and goes_on else 0
    ranked = placed.annotate(
        rank=Func(
            Value(places[begins:], ArrayField(BigIntegerField())),
            F("place"),
            function="array_position",
            output_field=IntegerField(),
        )
    ).filter(rank__isnull=False)
    if last is not None and goes_on:
        name = last[1]
        ranked = ranked.filter(
            Q(rank__gt=1) | Q(product__sort_key__gt=name) | Q(product__sort_key=name, pk__gt=after)
        )
    ranked = ranked.order_by("rank", "product__sort_key", "pk")
    return list(ranked.values_list("pk", "place")[:most])


def first_agreed(actor: Actor, *, count: int) -> list[int]:
    """A few variants of the agreement that are bought most, for the front page. One query."""
    variants = agreed_only(actor, visible_variants(actor))
    ordered = variants.order_by("-product__popularity", "product__sort_key", "pk")
    return list(ordered.values_list("pk", flat=True)[:count])


def _placed(actor: Actor, asked: AgreementAsked) -> QuerySet[Any]:
    """What was asked for; `place` is the category that it stands under on the page."""
    place = ProductCategory.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), product=OuterRef("product")
    ).order_by("pk")
    variants = _asked_for(actor, visible_variants(actor), asked)
    first = Subquery(place.values("category_id")[:1])
    return variants.order_by().annotate(
        place=Coalesce(first, Value(_NOWHERE), output_field=BigIntegerField())
    )


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

    def names(self, category_id: int) -> tuple[str, ...]:
        return tuple(step.name for step in self._way(category_id))

    def order(self, category_id: int) -> tuple[bool, list[tuple[int, str, int]]]:
        """As in the menu, level by level; what stands in no category comes last."""
        way = self._way(category_id)
        return (not way, [(step.position, step.name, step.pk) for step in way])

    def top(self, category_id: int) -> int | None:
        way = self._way(category_id)
        return way[0].pk if way else None

    def _way(self, category_id: int) -> Sequence[Category]:
        return self.ways.get(category_id, ())


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
