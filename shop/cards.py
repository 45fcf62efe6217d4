"""Goods as the storefront draws them: words, addresses and prices for the pieces in components."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.glances import ProductGlance, product_glances
from catalogue.selectors.tree import Tree
from core.addresses import Address
from customers.access import Perm
from customers.actors import Actor
from customers.models import ShopSettings
from orders.selectors.baskets import treatment_of
from orders.totals import VatTreatment, gross_of

FEW_LEFT = 10
PRODUCT = Address("shop:product")
PRICE_WHY = Address("shop:price-why")
_LONGEST_FACTS = 60


@dataclass(frozen=True, slots=True)
class PriceShown:
    """What the price_block of components/goods.jinja draws. Amounts in the shop's currency."""

    state: str = ""  # "" a price, "log_in", "ask"
    unit_net: Decimal | None = None
    unit_gross: Decimal | None = None
    list_net: Decimal | None = None
    saving_net: Decimal | None = None
    next_quantity: int | None = None
    next_net: Decimal | None = None
    was_net: Decimal | None = None
    is_from: bool = False  # other versions cost more
    unit: str = ""  # what one is, when the goods say so: a metre, a box


@dataclass(frozen=True, slots=True)
class Card:
    """What the card and row of components/goods.jinja draw."""

    name: str
    url: str
    image_url: str
    drawing: str
    sku: str
    facts: str
    stock_state: str
    stock_text: str
    is_agreement: bool
    price: PriceShown
    why_url: str
    can_add: bool
    must_log_in: bool  # to order: at a customer's site
    choose_url: str  # when there are versions to choose among
    variant_id: int
    pack_size: int = 1
    tint: str = ""


def product_cards(
    actor: Actor, shop: ShopSettings, product_ids: Sequence[int], tree: Tree | None = None
) -> list[Card]:
    """Cards of those of the products that the visitor may see, in the same order."""
    return cards_of(actor, shop, product_glances(actor, product_ids, tree=tree, shop=shop))


def cards_of(actor: Actor, shop: ShopSettings, glances: Iterable[ProductGlance]) -> list[Card]:
    """The glances as cards. No query."""
    treatment = treatment_of(actor.priced_as, shop)
    return [_card(actor, treatment, glance) for glance in glances]


def _card(actor: Actor, treatment: VatTreatment, glance: ProductGlance) -> Card:
    offer = glance.offer
    url = PRODUCT(glance.product.slug)
    version = offer.name if glance.is_single else ""
    if version:
        url += f"?{urlencode({'v': offer.sku})}"
    price = _price_shown(
        treatment, offer, glance.price, is_from=not glance.is_single, with_list=False
    )
    state, text = stock_of(glance.variants)
    can_buy = _can_buy(glance, price)
    return Card(
        name=", ".join(part for part in (glance.product.name, version) if part),
        url=url,
        image_url=picture_url(glance.image_id, "card") if glance.image_id else "",
        drawing=glance.pictogram,
        sku=offer.sku,
        facts=_facts(glance),
        stock_state=state,
        stock_text=text,
        is_agreement=glance.is_agreed,
        price=price,
        why_url="" if price.state else PRICE_WHY(offer.pk),
        can_add=can_buy and actor.has(Perm.CART_USE),
        must_log_in=can_buy and not actor.has(Perm.CART_USE),
        choose_url="" if glance.is_single else url,
        variant_id=offer.pk,
        pack_size=offer.pack_size,
    )


def _can_buy(glance: ProductGlance, price: PriceShown) -> bool:
    """Straight into the cart: one version, with a price, that may be sold now."""
    return glance.is_single and not price.state and not is_sold_out(glance.offer)


def _facts(glance: ProductGlance) -> str:
    summary = glance.product.summary or glance.product.brand
    if glance.is_single:
        return _shortened(summary)
    count = len(glance.variants)
    return ngettext("%(count)s version", "%(count)s versions", count) % {"count": count}


@lru_cache(maxsize=4096)
def _shortened(text: str) -> str:
    return Truncator(text).chars(_LONGEST_FACTS)


def price_shown(
    actor: Actor,
    shop: ShopSettings,
    variant: Variant,
    answer: PriceAnswer,
    *,
    with_list: bool = False,
) -> PriceShown:
    """The price in both forms; on a product's page `with_list`: the list price and the saving.

    There all quantity prices stand in a table; elsewhere the next one stands with the price.
    """
    treatment = treatment_of(actor.priced_as, shop)
    return _price_shown(treatment, variant, answer, is_from=False, with_list=with_list)


def _price_shown(
    treatment: VatTreatment,
    variant: Variant,
    answer: PriceAnswer,
    *,
    is_from: bool,
    with_list: bool,
) -> PriceShown:
    if answer.unit_net is None:
        return PriceShown(state="log_in" if answer.is_hidden else "ask")
    upcoming = answer.next_break
    return PriceShown(
        unit_net=answer.unit_net,
        unit_gross=gross_of(answer.unit_net, _vat_percent(treatment, variant), answer.currency),
        list_net=answer.list_net if with_list else None,
        saving_net=answer.saving_net if with_list else None,
        next_quantity=upcoming.quantity if upcoming and not with_list else None,
        next_net=upcoming.unit_net if upcoming and not with_list else None,
        is_from=is_from,
        unit=variant.unit if with_list else "",
    )


def vat_percent(actor: Actor, shop: ShopSettings, variant: Variant) -> Decimal:
    """The VAT that the visitor's customer pays on the variant: the rate at home, else none."""
    return _vat_percent(treatment_of(actor.priced_as, shop), variant)


def _vat_percent(treatment: VatTreatment, variant: Variant) -> Decimal:
    return variant.vat_rate.percent if treatment == VatTreatment.DOMESTIC else Decimal(0)


def is_sold_out(variant: Variant) -> bool:
    """Whether it is sold only from stock, and there is none."""
    return variant.no_backorder and variant.stock_quantity <= 0


def stock_of(variants: Sequence[Variant]) -> tuple[str, str]:
    """How the stock looks and what it says, of all the variants together."""
    quantity = sum(max(variant.stock_quantity, 0) for variant in variants)
    if quantity >= FEW_LEFT:
        return "in", _("%(count)s in stock") % {"count": quantity}
    if quantity > 0:
        return "few", ngettext("%(count)s left", "%(count)s left", quantity) % {"count": quantity}
    if all(is_sold_out(variant) for variant in variants):
        return "none", _("Sold out")
    return "none", _("Not in stock, can be ordered")


def picture_url(image_id: int, size: str) -> str:
    """The address of a picture; whoever may not see the product gets 404 there."""
    return Address("shop:picture", size)(image_id)


def prices_are(actor: Actor, shop: ShopSettings) -> str:
    """Whose prices a page shows, in words."""
    if actor.customer is not None:
        names = {"customer": actor.customer.name, "group": actor.customer.main_group.name}
        return _("Your prices: %(customer)s, %(group)s") % names
    if actor.site is not None:
        return _("Prices of %(name)s. Log in to order.") % {"name": actor.site.name}
    if not actor.is_anonymous:
        return _("List prices")
    if shop.anonymous_sees_prices:
        return _("List prices. Log in to see yours.")
    return _("Log in to see prices.")
