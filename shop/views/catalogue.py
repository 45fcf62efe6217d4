"""Browsing: the front page, categories, products, pictures."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from catalogue.facets.choices import Filters
from catalogue.models import Category
from catalogue.pictures import thumbnail
from catalogue.selectors import assortments, listing, products
from catalogue.selectors.facets import category_facets
from catalogue.selectors.glances import variant_glances
from catalogue.selectors.listing import ListingOrder
from catalogue.selectors.moved_paths import moved_path
from catalogue.selectors.own_numbers import own_numbers_of
from catalogue.selectors.prices import price_book
from catalogue.selectors.product_page import product_page, successor_of, taken_place_of
from catalogue.selectors.visibility import shows_only_agreement
from customers.actors import ShopRequest
from customers.selectors.shop import shop_settings
from customers.selectors.shop_texts import front_texts
from customers.shown_texts import front_words
from orders.selectors.bought import recently_bought
from shop.browsing import Browse
from shop.cards import cards_of, prices_are, product_cards
from shop.context import header_of, shop_of
from shop.facets import chips_of, groups_shown
from shop.product_beside import (
    bought_shown,
    goods_beside,
    papers_shown,
    pictures_shown,
    successor_shown,
)
from shop.product_shown import ProductShown, chosen_variant, quantity_in, version_url
from shop.why import why_steps

ON_FRONT_PAGE = 8
PICTURE_SECONDS = 3600
LONGEST_CRUMB = 40

Crumbs = list[tuple[str, str]]


def home(request: ShopRequest) -> HttpResponse:
    """The front page; for who sees nothing but the agreement, the agreement (A-23)."""
    actor = request.actor
    if shows_only_agreement(actor):
        return redirect("shop:assortment")
    shop, tree = shop_of(request), header_of(request).tree
    audiences = tree.audience_ids(actor)
    categories = tree.top(audiences)
    newest = listing.newest_in(
        audiences, [category.pk for category in categories], count=ON_FRONT_PAGE
    )
    agreed = assortments.first_agreed(actor, count=ON_FRONT_PAGE) if actor.customer else []
    bought = recently_bought(actor, ON_FRONT_PAGE) if actor.customer else []
    popular = products.popular_products(actor, count=ON_FRONT_PAGE)
    context = {
        "categories": [(category, category_url(category)) for category in categories],
        "agreed": cards_of(actor, shop, variant_glances(actor, agreed, tree=tree, shop=shop)),
        "bought": cards_of(actor, shop, variant_glances(actor, bought, tree=tree, shop=shop)),
        "popular": product_cards(actor, shop, popular, tree),
        "newest": product_cards(actor, shop, newest, tree),
        "prices_are": prices_are(actor, shop),
        **front_words(front_texts(actor), shop),
    }
    return render(request, "shop/catalogue/home.html", context)


def category(request: ShopRequest, category_path: str) -> HttpResponse:
    """A category's goods, a page at a time."""
    actor, shop, tree = request.actor, shop_of(request), header_of(request).tree
    audiences = tree.audience_ids(actor)
    found = None if shows_only_agreement(actor) else tree.at(category_path, audiences)
    if found is None:
        if moved := moved_path(actor, category_path):
            return redirect("shop:category", category_path=moved, permanent=False)
        raise Http404
    browse = Browse.read(request.GET)
    facets = category_facets(audiences, found.pk, browse.filters)
    browse = browse.known(facets.narrowing.filters)
    page = listing.listing_page(
        audiences,
        found.pk,
        order=browse.order,
        after=browse.after,
        narrowing=facets.narrowing,
    )
    context = {
        "category": found,
        "crumbs": _crumbs(tree.way_to(found)),
        "subcategories": [(below, category_url(below)) for below in tree.below(found, audiences)],
        "facets": facets,
        "facet_groups": groups_shown(facets.groups, shop.currency),
        "browse": browse,
        "orders": _orders(),
        "chips": chips_of(
            browse.filters, shop.currency, lambda filters: browse.narrowed_by(filters).url
        ),
        "clear_url": browse.narrowed_by(Filters()).url,
        "cards_url": browse.drawn(as_rows=False).url,
        "rows_url": browse.drawn(as_rows=True).url,
        "cards": product_cards(actor, shop, page.product_ids, tree),
        "next_url": browse.going_on(page.next_after).url if page.next_after else "",
        "start_url": browse.from_the_start().url if browse.after else "",
        "prices_are": prices_are(actor, shop),
    }
    return render(request, "shop/catalogue/category.html", context)


def product(request: ShopRequest, slug: str) -> HttpResponse:
    """A product, its versions, its price for this visitor and why it is that.

    What is no longer sold leads to what took its place, where that is the visitor's to see.
    """
    actor, shop, tree = request.actor, shop_of(request), header_of(request).tree
    asked = request.GET.get("v", "")
    page = product_page(actor, slug, tree=tree)
    is_there = page is not None and (not asked or page.has(asked))
    instead = None if is_there else taken_place_of(actor, slug, asked)
    if instead is not None:
        messages.info(request, _("What you looked for is no longer sold. This replaces it."))
        return redirect(version_url(instead))
    if page is None:
        raise Http404
    variant = chosen_variant(page, asked)
    successor = successor_of(actor, page, variant, tree)
    priced = {each.pk: each for each in (*page.variants, *([successor] if successor else []))}
    book = price_book(actor, list(priced), variants=priced, shop=shop)
    context = {
        "page": page,
        "crumbs": [*_crumbs(page.path, whole=True), (_short(page.product.name), "")],
        "shown": ProductShown.of(actor, shop, page, variant, book, request.GET),
        "pictures": pictures_shown(page, variant, request.GET.get("picture", "")),
        "papers": papers_shown(page),
        "own_number": own_numbers_of(actor, [variant.pk]).get(variant.pk, ""),
        "successor": successor_shown(actor, shop, successor, book),
        "bought": bought_shown(actor, variant),
        "beside": goods_beside(actor, shop, page, tree, tree.audience_ids(actor)),
        "prices_are": prices_are(actor, shop),
    }
    return render(request, "shop/catalogue/product.html", context)


def price_why(request: ShopRequest, variant_id: int) -> HttpResponse:
    """Why this price? A page of its own, or for htmx only the thread."""
    actor = request.actor
    variant = products.visible_variant(actor, variant_id)
    if variant is None:
        raise Http404
    quantity = quantity_in(request.GET)
    answer = price_book(actor, [variant.pk]).answer(variant.pk, quantity)
    context = {
        "variant": variant,
        "product_url": reverse("shop:product", args=[variant.product.slug]),
        "quantity": quantity,
        "answer": answer,
        "steps": why_steps(answer.steps, answer.unit_net),
        "prices_are": prices_are(actor, shop_settings()),
    }
    alone = "shop/catalogue/price_why.html"
    return render(request, "components/thread.html" if request.htmx else alone, context)


def picture(request: ShopRequest, image_id: int, size: str) -> HttpResponseBase:
    """A picture of something the visitor may see; kept by the visitor's browser only."""
    image = products.visible_image(request.actor, image_id)
    made = thumbnail(image, size) if image else None
    if made is None:
        raise Http404
    response = FileResponse(made, filename=f"{image_id}-{size}.webp")
    patch_cache_control(response, private=True, max_age=PICTURE_SECONDS)
    patch_vary_headers(response, ["Cookie"])
    return response


def category_url(found: Category) -> str:
    return reverse("shop:category", args=[found.path])


def _crumbs(path: Sequence[Category], *, whole: bool = False) -> Crumbs:
    """From the front page down; the last is this page, unless the `whole` path lies above it."""
    steps = [(step.name, category_url(step)) for step in path]
    if steps and not whole:
        steps[-1] = (steps[-1][0], "")
    return [(_("Home"), reverse("shop:home")), *steps]


def _short(name: str) -> str:
    return Truncator(name).chars(LONGEST_CRUMB)


def _orders() -> list[tuple[str, str]]:
    return [
        (ListingOrder.NAME.value, _("Name")),
        (ListingOrder.LIST_PRICE.value, _("List price, lowest first")),
        (ListingOrder.NEWEST.value, _("Newest")),
    ]
