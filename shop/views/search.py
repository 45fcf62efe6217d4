"""Search: the page of hits, and the suggestions under the search field."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalogue.facets.choices import Filters
from catalogue.search.words import MAX_QUESTION
from catalogue.selectors.glances import ProductGlance, product_glances, variant_glances
from catalogue.selectors.search import SearchHit
from catalogue.selectors.search import search as search_for
from catalogue.selectors.search_counts import MOST
from catalogue.selectors.search_facets import narrowed_search
from catalogue.selectors.search_facets import search_facets as facets_of
from catalogue.selectors.search_state import search_is_behind
from catalogue.selectors.suggestions import SuggestedProduct, suggest
from catalogue.selectors.tree import Tree
from customers.actors import Actor, ShopRequest
from customers.models import ShopSettings
from shop.browsing import filter_pairs, read_filters
from shop.cards import Card, cards_of, prices_are
from shop.context import header_of, shop_of
from shop.facets import chips_of, groups_shown


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks, read and written."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    as_rows: bool = False
    after: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "_Asked":
        after = query.get("after", "")
        is_id = after.isascii() and after.isdigit() and len(after) < 19
        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:MAX_QUESTION],
            filters=read_filters(query),
            as_rows=query.get("view") == "rows",
            after=int(after) if is_id else None,
        )

    @property
    def url(self) -> str:
        pairs = [("q", self.text)]
        pairs += filter_pairs(self.filters)
        if self.as_rows:
            pairs.append(("view", "rows"))
        if self.after is not None:
            pairs.append(("after", str(self.after)))
        return "?" + urlencode(pairs)


def search(request: ShopRequest) -> HttpResponse:
    """The hits, best first; another spelling when only that has any; always a way on."""
    actor, shop = request.actor, shop_of(request)
    asked = _Asked.read(request.GET)
    narrowing, among = narrowed_search(actor, asked.text, asked.filters)
    asked = replace(asked, filters=narrowing.filters)
    answer = search_for(actor, asked.text, after=asked.after, among=among)
    context = {
        "asked": asked,
        "answer": answer,
        "cards": _cards(actor, shop, header_of(request).tree, answer.hits),
        "facets_url": reverse("shop:search-facets") + _first_page(asked).url,
        "chips": chips_of(
            asked.filters,
            shop.currency,
            lambda filters: replace(asked, filters=filters, after=None).url,
        ),
        "clear_url": _first_page(replace(asked, filters=Filters())).url,
        "cards_url": replace(asked, as_rows=False).url,
        "rows_url": replace(asked, as_rows=True).url,
        "next_url": replace(asked, after=answer.next_after).url if answer.next_after else "",
        "start_url": _first_page(asked).url if asked.after is not None else "",
        "did_you_mean_url": _Asked(answer.did_you_mean).url,
        "prices_are": prices_are(actor, shop),
        "replaced_from": answer.hits[0].replaced_from if answer.hits else "",
        "search_is_behind": actor.is_staff and search_is_behind(),
    }
    return render(request, "shop/search/search.html", context)


def search_facets(request: ShopRequest) -> HttpResponse:
    """What the hits can be narrowed by: a piece for htmx, or a page of its own without script."""
    actor, shop = request.actor, shop_of(request)
    asked = _Asked.read(request.GET)
    found = facets_of(actor, asked.text, asked.filters)
    context = {
        "asked": asked,
        "facet_groups": groups_shown(
            found.facets.groups, shop.currency, with_counts=found.is_counted
        ),
        "matches": found.facets.matches,
        "is_counted": found.is_counted,
        "most": MOST,
        "chosen": sum(map(len, found.facets.narrowing.groups.values())),
        "search_url": reverse("shop:search"),
    }
    piece, alone = "shop/search/_facets.html", "shop/search/search_facets.html"
    return render(request, piece if request.htmx else alone, context)


def search_suggest(request: ShopRequest) -> HttpResponse:
    """A piece of a page: a few goods and categories for what has been written so far."""
    asked = _Asked.read(request.GET)
    found = suggest(request.actor, asked.text)
    context = {
        "asked": asked,
        "answer": found.answer,
        "products": [(product, _product_url(product)) for product in found.products],
        "categories": [
            (category, reverse("shop:category", args=[category.path]))
            for category in found.categories
        ],
        "all_url": reverse("shop:search") + _Asked(asked.text).url,
    }
    return render(request, "shop/search/search_suggest.html", context)


def _cards(actor: Actor, shop: ShopSettings, tree: Tree, hits: tuple[SearchHit, ...]) -> list[Card]:
    """A card for each hit, in order: of the version whose code was asked for, else the product."""
    versions = [hit.variant_id for hit in hits if hit.variant_id is not None]
    products = [hit.product_id for hit in hits if hit.variant_id is None]
    found: list[ProductGlance] = []
    if products:
        found += product_glances(actor, products, tree=tree, shop=shop)
    if versions:
        found += variant_glances(actor, versions, tree=tree, shop=shop)
    glances = {glance.product.pk: glance for glance in found}
    ordered = [glances[hit.product_id] for hit in hits if hit.product_id in glances]
    chosen = {hit.product_id for hit in hits if hit.variant_id is not None}
    return [
        replace(card, url=f"{card.url}?{urlencode({'v': card.sku})}")
        if glance.product.pk in chosen
        else card
        for glance, card in zip(ordered, cards_of(actor, shop, ordered), strict=True)
    ]


def _first_page(asked: _Asked) -> _Asked:
    return replace(asked, after=None)


def _product_url(product: SuggestedProduct) -> str:
    url = reverse("shop:product", args=[product.slug])
    return f"{url}?{urlencode({'v': product.sku})}" if product.is_version else url
