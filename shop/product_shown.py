"""A product page's choice: which version and how many, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.packs import whole_packs
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.prices import PriceBook, QuantityPrice
from catalogue.selectors.product_page import ProductPage
from core.rich_text import safe_html
from customers.access import Perm
from customers.actors import Actor
from customers.models import ShopSettings
from orders.quantities import MOST, fitting_quantity
from orders.totals import gross_of
from shop.cards import (
    PRODUCT,
    PriceShown,
    is_sold_out,
    price_shown,
    stock_of,
    vat_percent,
)
from shop.why import ThreadStep, why_steps

_LONGEST_NUMBER = 6
_FEW_CHOICES = 9  # more of them fold into a list


@dataclass(frozen=True, slots=True)
class Choice:
    """A version to choose, at its price for the quantity; see .choices in the style sheet."""

    label: str
    stock_text: str
    is_sold_out: bool
    unit_net: Decimal | None
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """A quantity price: '10–24' or '50 –', its price, and whether it holds now."""

    quantities: str
    unit_net: Decimal
    url: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """What a whole pack costs, when the version is sold in packs. `count` are in the quantity."""

    size: int
    count: int
    net: Decimal | None
    gross: Decimal | None


@dataclass(frozen=True)
class ProductShown:
    """The chosen version in the chosen quantity. Amounts in the shop's currency.

    `instead_of` is the quantity that was asked for, when the packs made it another.
    """

    variant: Variant
    quantity: int
    instead_of: int | None
    most: int
    unit: str
    price: PriceShown
    pack: Pack | None
    steps: list[ThreadStep]
    choices: list[Choice]
    choices_folded: bool
    ladder: list[Rung]
    stock_state: str
    stock_text: str
    vat_percent: Decimal
    line_net: Decimal | None
    line_gross: Decimal | None
    description: SafeString
    facts: list[tuple[str, str]]
    is_agreement: bool
    can_add: bool
    must_log_in: bool  # to order: at a customer's site
    url: str

    @classmethod
    def of(
        cls,
        actor: Actor,
        shop: ShopSettings,
        page: ProductPage,
        variant: Variant,
        book: PriceBook,
        query: QueryDict,
    ) -> "ProductShown":
        asked = quantity_in(query)
        quantity = fitting_quantity(variant, asked)
        answer = book.answer(variant.pk, quantity)
        price = price_shown(actor, shop, variant, answer, with_list=True)
        vat = vat_percent(actor, shop, variant)
        line_net, line_gross = _times(answer, quantity, vat)
        state, text = stock_of([variant])
        can_buy = not price.state and not is_sold_out(variant)
        return cls(
            variant=variant,
            quantity=quantity,
            instead_of=asked if query.get("quantity") == str(asked) != str(quantity) else None,
            most=fitting_quantity(variant, MOST),
            unit=variant.unit or _("pcs"),
            price=price,
            pack=_pack(variant, quantity, answer, vat),
            steps=why_steps(answer.steps, answer.unit_net),
            choices=_choices(page.variants, variant, book, quantity),
            choices_folded=len(page.variants) > _FEW_CHOICES,
            ladder=_ladder(book, variant, quantity, answer),
            stock_state=state,
            stock_text=text,
            vat_percent=vat,
            line_net=line_net,
            line_gross=line_gross,
            description=safe_html(page.product.description),
            facts=[(str(name), str(value)) for name, value in variant.attributes.items()],
            is_agreement=variant.pk in page.agreed_ids,
            can_add=can_buy and actor.has(Perm.CART_USE),
            must_log_in=can_buy and not actor.has(Perm.CART_USE),
            url=version_url(variant),
        )


def version_url(variant: Variant, **more: str) -> str:
    """The address of the version's own page; `more` goes into the query."""
    return f"{PRODUCT(variant.product.slug)}?{urlencode({'v': variant.sku, **more})}"


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
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        return 1
    return max(1, int(text))


def _times(
    answer: PriceAnswer, quantity: int, vat: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """What so many cost, ex and inc VAT."""
    if answer.unit_net is None:
        return None, None
    net = answer.unit_net * quantity
    return net, gross_of(net, vat, answer.currency)


def _pack(variant: Variant, quantity: int, answer: PriceAnswer, vat: Decimal) -> Pack | None:
    size = variant.pack_size
    return Pack(size, quantity // size, *_times(answer, size, vat)) if size > 1 else None


def _choices(
    variants: Sequence[Variant], chosen: Variant, book: PriceBook, quantity: int
) -> list[Choice]:
    if len(variants) == 1:
        return []
    more = {"quantity": str(quantity)} if quantity > chosen.pack_size else {}
    return [
        Choice(
            label=variant.name or variant.sku,
            stock_text=stock_of([variant])[1],
            is_sold_out=is_sold_out(variant),
            unit_net=book.answer(variant.pk, fitting_quantity(variant, quantity)).unit_net,
            url=version_url(variant, **more),
            is_current=variant.pk == chosen.pk,
        )
        for variant in variants
    ]


def _ladder(book: PriceBook, variant: Variant, quantity: int, answer: PriceAnswer) -> list[Rung]:
    if answer.unit_net is None:
        return []
    rungs = []
    for step in book.ladder(variant.pk):
        first, last = _in_packs(step, variant)
        if last is None or first <= last:
            rungs.append(
                Rung(
                    quantities=_span(first, last),
                    unit_net=step.unit_net,
                    url=version_url(variant, quantity=str(first)),
                    holds=step.holds(quantity),
                )
            )
    return rungs if len(rungs) > 1 else []


def _in_packs(step: QuantityPrice, variant: Variant) -> tuple[int, int | None]:
    """The quantities of a step that can be bought: whole packs."""
    size = variant.pack_size
    last = None if step.to_quantity is None else step.to_quantity // size * size
    return whole_packs(variant, step.from_quantity), last


def _span(first: int, last: int | None) -> str:
    if last is None:
        return f"{first} –"
    return str(first) if last == first else f"{first}–{last}"
