"""The card of a product in the back office: its head, its tabs, and who may change it."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from catalogue.models import Product, Variant
from catalogue.policies import may_change_goods
from catalogue.selectors.product_card import ProductCard, product_card
from customers.actors import ShopRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the card (components/tabs.html)."""

    label: str
    url: str
    count: int | None
    is_current: bool


def card_context(request: ShopRequest, product_id: int, tab: str) -> dict[str, Any]:
    """What every part of the card shows. One query, or Http404."""
    card = product_card(product_id)
    return {
        "card": card,
        "product": card.product,
        "tabs": _tabs(card, tab),
        "may_change": may_change_goods(request.actor),
    }


def card_of(request: ShopRequest, product: Product, tab: str) -> dict[str, Any]:
    return card_context(request, product.pk, tab)


def _tabs(card: ProductCard, current: str) -> list[Tab]:
    parts: tuple[tuple[str, str, int | None], ...] = (
        ("product-detail", _("Facts"), None),
        ("product-variant-list", _("Versions"), card.variants),
        ("product-picture-list", _("Pictures"), card.pictures),
        ("product-document-list", _("Documents"), card.documents),
        ("product-relation-list", _("Goes with"), card.relations),
        ("product-number-list", _("Own article numbers"), card.own_numbers),
        ("product-history", _("History"), None),
    )
    return [
        Tab(label, reverse(f"staff:{name}", args=[card.product.pk]), count, name == current)
        for name, label, count in parts
    ]


def group_prices_url(variant: Variant) -> str:
    """Where the variant's 'Customer Group Prices' are, or "" as long as there is no such page."""
    try:
        return reverse("staff:variant-group-prices", args=[variant.pk])
    except NoReverseMatch:
        return ""
