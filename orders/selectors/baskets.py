"""Lines with their prices and sums: the one calculation behind cart, checkout and order."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalogue.models import Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import visible_variants
from core.reasons import Text
from customers.actors import Actor
from customers.models import Customer, ShopSettings
from orders.models import DeliveryMethod, PaymentMethod
from orders.small_orders import SmallOrderTerms, fee_cost, what_is_left
from orders.totals import (
    CostAmount,
    LineAmount,
    OrderTotals,
    VatTreatment,
    gross_of,
    order_totals,
    vat_treatment,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A variant and how many, as somebody asked for it. `kept_unit_net` holds an agreed price."""

    variant_id: int
    quantity: int
    comment: str = ""
    seen_unit_net: Decimal | None = None
    extra: Mapping[str, str] = field(default_factory=dict)  # answers to extra fields, as typed


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A line with its price. All amounts in the shop's currency; `net` is ex VAT.

    `vat_percent` is what this customer pays: 0 under reverse charge and for export.
    """

    variant: Variant
    quantity: int
    price: PriceAnswer
    vat_percent: Decimal
    comment: str
    seen_unit_net: Decimal | None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        parts = [self.variant.product.name, self.variant.name]
        return ", ".join(part for part in parts if part)

    @property
    def unit_net(self) -> Decimal:
        return self.price.unit_net or Decimal("0.00")

    @property
    def line_net(self) -> Decimal:
        return self.unit_net * self.quantity

    @property
    def unit_gross(self) -> Decimal:
        return gross_of(self.unit_net, self.vat_percent, self.price.currency)

    @property
    def line_gross(self) -> Decimal:
        return gross_of(self.line_net, self.vat_percent, self.price.currency)

    @property
    def is_priced(self) -> bool:
        return self.price.unit_net is not None

    @property
    def has_changed_price(self) -> bool:
        """Another price than the one last shown; one that is gone is a refusal of its own."""
        return self.is_priced and self.seen_unit_net not in (None, self.price.unit_net)

    @property
    def lacks_stock(self) -> bool:
        """Sold only from stock, and there is not enough."""
        return self.variant.no_backorder and self.variant.stock_quantity < self.quantity


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody means to buy, priced. `gone` = variants they asked for and may not see."""

    lines: tuple[BasketLine, ...]
    gone: tuple[int, ...]
    totals: OrderTotals
    currency: str
    treatment: VatTreatment
    delivery: DeliveryMethod | None
    payment: PaymentMethod | None
    texts: Mapping[str, str] = field(default_factory=dict)
    small_order: SmallOrderTerms | None = None

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def changed_lines(self) -> tuple[BasketLine, ...]:
        return tuple(line for line in self.lines if line.has_changed_price)

    @property
    def small_order_hint(self) -> Text:
        """How much is missing to the smallest order, or to have no fee for a small one."""
        if self.is_empty:
            return ""
        return what_is_left(self.small_order, self.totals.goods_net, self.currency)

    @property
    def fingerprint(self) -> str:
        """What was shown, in short: lines, prices, costs and sums. Another = ask again."""
        parts = [f"{line.variant.pk}x{line.quantity}@{line.unit_net}" for line in self.lines]
        totals = self.totals
        parts += [str(totals.shipping_net), str(totals.fees_net), str(totals.gross), self.currency]
        parts += [str(totals.small_order_fee_net)]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def price_basket(
    *,
    actor: Actor,
    wishes: Iterable[Wish],
    shop: ShopSettings,
    delivery: DeliveryMethod | None = None,
    payment: PaymentMethod | None = None,
    treatment: VatTreatment | None = None,
    small_order: SmallOrderTerms | None = None,
) -> Basket:
    """Prices what `actor` may see of `wishes`; a fixed number of queries for any number of lines.

    `delivery` and `payment` have their VAT rate loaded. `treatment` is that of an order already
    placed; else it follows from where customer and shop are now.
    """
    wanted = list(wishes)
    quantities = {wish.variant_id: wish.quantity for wish in wanted}
    seen = {
        variant.pk: variant
        for variant in visible_variants(actor)
        .filter(pk__in=quantities)
        .select_related("product", "vat_rate")
    }
    if treatment is None:
        treatment = treatment_of(actor.customer, shop)
    asked = {key: quantities[key] for key in quantities if key in seen}
    prices = quote(actor, asked, variants=seen, shop=shop)
    lines = tuple(
        BasketLine(
            variant=seen[wish.variant_id],
            quantity=wish.quantity,
            price=prices[wish.variant_id],
            vat_percent=(
                seen[wish.variant_id].vat_rate.percent
                if treatment == VatTreatment.DOMESTIC
                else Decimal(0)
            ),
            comment=wish.comment,
            seen_unit_net=wish.seen_unit_net,
            extra=wish.extra,
        )
        for wish in wanted
        if wish.variant_id in seen
    )
    amounts = [LineAmount(line.quantity, line.unit_net, line.vat_percent) for line in lines]
    return Basket(
        lines=lines,
        gone=tuple(wish.variant_id for wish in wanted if wish.variant_id not in seen),
        totals=totals_of(
            amounts,
            delivery=delivery,
            payment=payment,
            treatment=treatment,
            currency=shop.currency,
            small_order=small_order,
        ),
        currency=shop.currency,
        treatment=treatment,
        delivery=delivery,
        payment=payment,
        small_order=small_order,
    )


def totals_of(
    amounts: Sequence[LineAmount],
    *,
    delivery: DeliveryMethod | None,
    payment: PaymentMethod | None,
    treatment: VatTreatment,
    currency: str,
    small_order: SmallOrderTerms | None = None,
) -> OrderTotals:
    """The sums of lines with what delivery and payment cost beside them; without lines nothing.

    An order in somebody's own words has its costs when its products are filled in.
    """
    if not amounts:
        return order_totals([], treatment=treatment, currency=currency)
    goods_net = sum((amount.net for amount in amounts), Decimal("0.00"))
    shipping = [] if delivery is None else [shipping_cost(delivery, goods_net)]
    fees = [] if payment is None else [CostAmount(payment.fee_net, payment.vat_rate.percent)]
    return order_totals(
        amounts,
        shipping,
        fees,
        small_order_fee=fee_cost(small_order, goods_net),
        treatment=treatment,
        currency=currency,
    )


def shipping_cost(delivery: DeliveryMethod, goods_net: Decimal) -> CostAmount:
    """The method's cost ex VAT, nothing from its free limit on; no discount touches it (K-27)."""
    is_free = delivery.free_from_net is not None and goods_net >= delivery.free_from_net
    net = Decimal("0.00") if is_free else delivery.cost_net
    return CostAmount(net, delivery.vat_rate.percent)


def treatment_of(customer: Customer | None, shop: ShopSettings) -> VatTreatment:
    """Domestic, reverse charge or export, from where the customer and the shop are."""
    if customer is None:
        return VatTreatment.DOMESTIC
    return vat_treatment(
        shop_country=str(shop.country),
        customer_country=str(customer.country),
        has_vat_number=bool(customer.vat_number),
    )
