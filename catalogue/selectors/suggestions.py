"""What to offer under the search field while somebody writes: a few goods and categories."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from catalogue.models import Category, ListingRow
from catalogue.search.words import asked_words
from catalogue.selectors.products import pictograms_of
from catalogue.selectors.search import SearchAnswer, SearchHit, search
from catalogue.selectors.visibility import (
    audiences_of,
    shows_only_agreement,
    visible_products,
    visible_variants,
)
from customers.actors import Actor

PRODUCTS = 6
CATEGORIES = 4


@dataclass(frozen=True, slots=True)
class SuggestedProduct:
    """`sku` is the variant whose code was written, else the product's first."""

    product_id: int
    name: str
    slug: str
    sku: str
    pictogram: str
    is_version: bool  # the code of this very version was written


@dataclass(frozen=True, slots=True)
class SuggestedCategory:
    name: str
    path: str
    pictogram: str


@dataclass(frozen=True)
class Suggestions:
    answer: SearchAnswer
    products: tuple[SuggestedProduct, ...] = ()
    categories: tuple[SuggestedCategory, ...] = ()


def suggest(actor: Actor, text: str) -> Suggestions:
    """The first hits and the categories of such a name, under the same visibility as all lists.

    Three queries more than `search`.
    """
    answer = search(actor, text, limit=PRODUCTS)
    return Suggestions(answer, tuple(_products(actor, answer.hits)), _categories(actor, text))


def _products(actor: Actor, hits: Sequence[SearchHit]) -> list[SuggestedProduct]:
    if not hits:
        return []
    product_ids = [hit.product_id for hit in hits]
    rows = (
        visible_variants(actor)
        .filter(product__in=visible_products(actor).filter(pk__in=product_ids))
        .order_by("position", "pk")
        .values_list("product_id", "pk", "sku", "product__name", "product__slug")
    )
    asked_for = {hit.variant_id for hit in hits}
    chosen: dict[int, tuple[int, int, str, str, str]] = {}
    for row in rows:
        if row[0] not in chosen or row[1] in asked_for:
            chosen[row[0]] = row
    pictograms = pictograms_of(product_ids)
    return [
        SuggestedProduct(
            product_id, name, slug, sku, pictograms.get(product_id, ""), pk in asked_for
        )
        for product_id, pk, sku, name, slug in (
            chosen[hit.product_id] for hit in hits if hit.product_id in chosen
        )
    ]


def _categories(actor: Actor, text: str) -> tuple[SuggestedCategory, ...]:
    """Categories with such a name and something in them for the visitor. One query.

    Who sees only the agreement has no categories to go to.
    """
    words = asked_words(text)
    if not words or shows_only_agreement(actor):
        return ()
    listed = ListingRow.objects.filter(category=OuterRef("pk"), audience__in=audiences_of(actor))
    found = Category.objects.filter(Exists(listed), audience__in=audiences_of(actor))
    for word in words:
        found = found.filter(name__icontains=word.text)
    rows = found.order_by("path").values_list("name", "path", "pictogram")[:CATEGORIES]
    return tuple(SuggestedCategory(*row) for row in rows)
