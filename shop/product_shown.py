"""A product page's choice: which version and how many, and what that costs."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from catalogue.models import Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.prices import PriceBook, QuantityPrice
from catalogue.selectors.products import ProductPage
from core.rich_text import safe_html
from customers.access import Perm
from customers.actors import Actor
from customers.models import ShopSettings
from orders.totals import gross_of
from shop.cards import PriceShown, is_sold_out, picture_url, price_shown, stock_of, vat_percent
from shop.why import ThreadStep, why_steps

MOST = 999_999


@dataclass(frozen=True, slots=True)
class Choice:
    """A version to choose; see .choices in the storefront's style sheet."""

    label: str
    stock_text: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """A quantity price: '10–24' or '50 –', its price, and whether it holds now."""

    quantities: str
    unit_net: Decimal
    url: str
    holds: bool


@dataclass(frozen=True)
class ProductShown:
    """The chosen version in the chosen quantity. Amounts in the shop's currency."""

    variant: Variant
    quantity: int
    price: PriceShown
    steps: list[ThreadStep]
    choices: list[Choice]
    ladder: list[Rung]
    stock_state: str
    stock_text: str
    vat_percent: Decimal
    line_net: Decimal | None
    line_gross: Decimal | None
    pictures: list[str]
    description: SafeString
    facts: list[tuple[str, str]]
    is_agreement: bool
    add_url: str
    url: str

    @classmethod
    def of(
        cls,
        actor: Actor,
        shop: ShopSettings,
        page: ProductPage,
        variant: Variant,
        book: PriceBook,
        quantity: int,
    ) -> "ProductShown":
        url = reverse("shop:product", args=[page.product.slug])
        answer = book.answer(variant.pk, quantity)
        price = price_shown(actor, shop, variant, answer, with_list=True)
        vat = vat_percent(actor, shop, variant)
        line_net = None if answer.unit_net is None else answer.unit_net * quantity
        state, text = stock_of([variant])
        can_add = not price.state and actor.has(Perm.CART_USE) and not is_sold_out(variant)
        return cls(
            variant=variant,
            quantity=quantity,
            price=price,
            steps=why_steps(answer.steps, answer.unit_net),
            choices=_choices(page, variant, url),
            ladder=_ladder(book, variant, quantity, url, answer),
            stock_state=state,
            stock_text=text,
            vat_percent=vat,
            line_net=line_net,
            line_gross=None if line_net is None else gross_of(line_net, vat, answer.currency),
            pictures=[
                picture_url(image.pk, "large")
                for image in page.images
                if image.variant_id in {None, variant.pk}
            ],
            description=safe_html(page.product.description),
            facts=[(str(name), str(value)) for name, value in variant.attributes.items()],
            is_agreement=variant.pk in page.agreed_ids,
            add_url=reverse("shop:cart-add") if can_add else "",
            url=f"{url}?{urlencode({'v': variant.sku})}",
        )


def chosen_variant(page: ProductPage, sku: str) -> Variant:
    """The version asked for; else the first that can be sold now, else the first."""
    for variant in page.variants:
        if variant.sku == sku:
            return variant
    sellable = (variant for variant in page.variants if not is_sold_out(variant))
    return next(sellable, page.variants[0])


def quantity_in(query: QueryDict) -> int:
    """How many, as the address says; 1 when it says nothing that makes sense."""
    text = query.get("quantity", "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST))):
        return 1
    return max(1, int(text))


def _choices(page: ProductPage, chosen: Variant, url: str) -> list[Choice]:
    if len(page.variants) == 1:
        return []
    return [
        Choice(
            label=variant.name or variant.sku,
            stock_text=stock_of([variant])[1],
            url=f"{url}?{urlencode({'v': variant.sku})}",
            is_current=variant.pk == chosen.pk,
        )
        for variant in page.variants
    ]


def _ladder(
    book: PriceBook, variant: Variant, quantity: int, url: str, answer: PriceAnswer
) -> list[Rung]:
    if answer.unit_net is None:
        return []
    return [
        Rung(
            quantities=_quantities(step),
            unit_net=step.unit_net,
            url=f"{url}?{urlencode({'v': variant.sku, 'quantity': str(step.from_quantity)})}",
            holds=step.holds(quantity),
        )
        for step in book.ladder(variant.pk)
    ]


def _quantities(step: QuantityPrice) -> str:
    if step.to_quantity is None:
        return f"{step.from_quantity} –"
    if step.to_quantity == step.from_quantity:
        return str(step.from_quantity)
    return f"{step.from_quantity}–{step.to_quantity}"
