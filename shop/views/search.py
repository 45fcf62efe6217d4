"""Search: the page of hits, and the suggestions under the search field."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalogue.search.words import MAX_QUESTION
from catalogue.selectors.glances import ProductGlance, product_glances, variant_glances
from catalogue.selectors.search import SearchHit
from catalogue.selectors.search import search as search_for
from catalogue.selectors.suggestions import SuggestedProduct, suggest
from customers.actors import Actor, ShopRequest
from customers.models import ShopSettings
from customers.selectors.shop import shop_settings
from shop.cards import Card, cards_of, prices_are

_LONGEST_BRAND = 120
_MANY = 100  # facet counts stop here (LOOK §5)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks, read and written."""

    text: str = ""
    brand: str = ""
    as_rows: bool = False
    after: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "_Asked":
        after = query.get("after", "")
        is_id = after.isascii() and after.isdigit() and len(after) < 19
        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:MAX_QUESTION],
            brand=query.get("brand", "").replace("\x00", "")[:_LONGEST_BRAND],
            as_rows=query.get("view") == "rows",
            after=int(after) if is_id else None,
        )

    @property
    def url(self) -> str:
        pairs = [("q", self.text)]
        if self.brand:
            pairs.append(("brand", self.brand))
        if self.as_rows:
            pairs.append(("view", "rows"))
        if self.after is not None:
            pairs.append(("after", str(self.after)))
        return "?" + urlencode(pairs)


@dataclass(frozen=True, slots=True)
class _BrandLink:
    brand: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class _Chip:
    """A set filter; see templates/components/filter_chips.html."""

    label: str
    remove_url: str


def search(request: ShopRequest) -> HttpResponse:
    """The hits, best first; another spelling when only that has any; always a way on."""
    actor, shop = request.actor, shop_settings()
    asked = _Asked.read(request.GET)
    answer = search_for(actor, asked.text, after=asked.after, brand=asked.brand or None)
    context = {
        "asked": asked,
        "answer": answer,
        "cards": _cards(actor, shop, answer.hits),
        "brands": _brand_links(asked, answer),
        "chips": [_Chip(asked.brand, _first_page(asked, brand="").url)] if asked.brand else [],
        "cards_url": replace(asked, as_rows=False).url,
        "rows_url": replace(asked, as_rows=True).url,
        "next_url": replace(asked, after=answer.next_after).url if answer.next_after else "",
        "start_url": _first_page(asked).url if asked.after is not None else "",
        "did_you_mean_url": _Asked(answer.did_you_mean).url,
        "without_brand_url": _first_page(asked, brand="").url,
        "prices_are": prices_are(actor, shop),
    }
    return render(request, "shop/search/search.html", context)


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


def _cards(actor: Actor, shop: ShopSettings, hits: tuple[SearchHit, ...]) -> list[Card]:
    """A card for each hit, in order: of the version whose code was asked for, else the product."""
    versions = [hit.variant_id for hit in hits if hit.variant_id is not None]
    products = [hit.product_id for hit in hits if hit.variant_id is None]
    glances: dict[int, ProductGlance] = {}
    if products:
        glances |= {glance.product.pk: glance for glance in product_glances(actor, products)}
    if versions:
        glances |= {glance.product.pk: glance for glance in variant_glances(actor, versions)}
    ordered = [glances[hit.product_id] for hit in hits if hit.product_id in glances]
    chosen = {hit.product_id for hit in hits if hit.variant_id is not None}
    return [
        replace(card, url=f"{card.url}?{urlencode({'v': card.sku})}")
        if glance.product.pk in chosen
        else card
        for glance, card in zip(ordered, cards_of(actor, shop, ordered), strict=True)
    ]


def _brand_links(asked: _Asked, answer: SearchAnswer) -> list[_BrandLink]:
    if asked.brand or len(answer.brands) < 2:
        return []
    return [
        _BrandLink(
            row.brand,
            str(row.count) if row.count <= _MANY else f"{_MANY}+",
            _first_page(asked, brand=row.brand).url,
        )
        for row in answer.brands
    ]


def _first_page(asked: _Asked, *, brand: str | None = None) -> _Asked:
    return replace(asked, after=None, brand=asked.brand if brand is None else brand)


def _product_url(product: SuggestedProduct) -> str:
    url = reverse("shop:product", args=[product.slug])
    return f"{url}?{urlencode({'v': product.sku})}" if product.is_version else url
