"""What a search can be narrowed by: counted over its hits, after the list and never for it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from catalogue.facets.choices import Filters
from catalogue.models import Product, ProductTerms
from catalogue.selectors.facets import (
    Facets,
    products_answering,
    products_facets,
    products_narrowing,
)
from catalogue.selectors.narrowing import Narrowing
from catalogue.selectors.search_counts import MOST, matching_ids
from catalogue.selectors.visibility import shows_only_agreement, visible_variants
from core.prepared import Among
from customers.actors import Actor

_NONE = 0  # no product has this number


@dataclass(frozen=True)
class SearchFacets:
    """Choices for the hits of a search. `is_counted`: they are few enough for exact numbers."""

    facets: Facets
    is_counted: bool


def search_facets(actor: Actor, text: str, chosen: Filters) -> SearchFacets:
    """The choices, with numbers up to 10 000 hits; of more the names that 10 000 of them have.

    Who sees nothing but the agreement is told of the versions in it, not of their sisters.
    """
    ids = matching_ids(actor, text)
    facets = products_facets(ids, chosen, variant_ids=_versions(actor, ids))
    return SearchFacets(facets, is_counted=len(ids) <= MOST)


def narrowed_search(
    actor: Actor, text: str, chosen: Filters
) -> tuple[Narrowing, QuerySet[Any, Any] | None]:
    """Those of the choices that hits have, and the products that answer them; None = all."""
    if not chosen:
        return Narrowing(), None
    ids = matching_ids(actor, text)
    versions = _versions(actor, ids)
    narrowing = products_narrowing(ids, chosen, variant_ids=versions)
    if not narrowing:
        return narrowing, None
    if len(ids) > MOST and versions is None:
        return narrowing, _having(narrowing)
    answering = products_answering(ids, narrowing, variant_ids=versions)
    # The ORM would not ask about no products at all, as a part of another question must.
    return narrowing, Product.objects.order_by().filter(Among("pk", answering or [_NONE])).values(
        "pk"
    )


def _versions(actor: Actor, product_ids: list[int]) -> list[int] | None:
    """What such a visitor may be told of; None for everybody else: all that is stored."""
    if not shows_only_agreement(actor):
        return None
    theirs = visible_variants(actor).filter(product__in=product_ids)
    return list(theirs.order_by().values_list("pk", flat=True))


def _having(narrowing: Narrowing) -> QuerySet[Any, Any]:
    products = ProductTerms.objects.order_by()
    for values in narrowing.groups.values():
        products = products.filter(terms__overlap=sorted(values.values()))
    return products.values("product_id")
