"""The shop's own words: its news and its terms."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.models import Terms
from customers.selectors.shop_texts import (
    NEWS_SORTS,
    earlier_terms,
    news_for,
    news_item_for,
    terms_now,
    terms_until_today,
)
from customers.shown_texts import shown_terms, shown_text, shown_texts
from shop.context import shop_of


def news_list(request: ShopRequest) -> HttpResponse:
    """All news for this visitor, the newest first."""
    page = keyset_page(
        news_for(request.actor), sorts=NEWS_SORTS, sort="", cursor=request.GET.get("cursor")
    )
    context = list_context(request, page, filter_bar(request, ()))
    context["news"] = shown_texts(page.rows, shop_of(request))
    return render(request, "shop/words/news_list.html", context)


def news_detail(request: ShopRequest, news_id: int) -> HttpResponse:
    """One of them; what is for others is not there."""
    item = shown_text(news_item_for(request.actor, news_id), shop_of(request))
    return render(request, "shop/words/news_detail.html", {"item": item})


def terms(request: ShopRequest) -> HttpResponse:
    """The terms in force."""
    return _terms_page(request, terms_now())


def terms_version(request: ShopRequest, terms_id: int) -> HttpResponse:
    """The terms as they were; those to come are not told yet."""
    return _terms_page(request, get_object_or_404(terms_until_today(), pk=terms_id))


def _terms_page(request: ShopRequest, found: Terms | None) -> HttpResponse:
    if found is None:
        raise Http404
    versions = earlier_terms()
    body, language = shown_terms(found, shop_of(request))
    context = {
        "terms": found,
        "body": body,
        "language": language,
        "versions": versions.items(),
        "is_in_force": found.pk == next(iter(versions), None),
    }
    return render(request, "shop/words/terms.html", context)
