"""The lines of a cart or an order as their pages draw them: picture, stock, what was typed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.forms import BoundField

from catalogue.pricing.steps import steps_to_json
from catalogue.selectors.products import images_of, pictograms_of
from customers.actors import Actor
from customers.extra_field_forms import ExtraForm
from orders.models import CartLine, Order
from orders.presenting import ShownLine, ShownStep, order_lines, shown_steps
from orders.selectors.agreement_hints import Alternative
from orders.selectors.approval_hints import Duplicate
from orders.selectors.approvals import Bought, bought_before
from orders.selectors.baskets import Basket, BasketLine
from orders.selectors.orders import still_shown
from shop.cards import picture_url, stock_of
from shop.forms.ordering import QuantityForm


@dataclass(frozen=True, slots=True)
class CartRow:
    """A line with what stands around it. `quantity` and `comment` are as typed, if refused."""

    line: BasketLine
    picture: str
    drawing: str
    stock_state: str
    stock_text: str
    steps: Sequence[ShownStep]
    quantity: object
    comment: str
    errors: Sequence[str] = ()
    extra: Sequence[BoundField] = ()


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A line that the visitor may no longer buy."""

    variant_id: int
    name: str
    sku: str


@dataclass(frozen=True, slots=True)
class LineHint:
    """What an approver should look at on a line: an agreed item instead, a likely repetition."""

    alternative: Alternative | None = None
    duplicate: Duplicate | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order line as agreed. `has_page` = the reader may still open the product's page."""

    shown: ShownLine
    picture: str
    drawing: str
    has_page: bool
    bought: Bought | None = None
    hint: LineHint | None = None


@dataclass(frozen=True, slots=True)
class _Pictures:
    """The thumbnail, or the drawing of the category, of some products."""

    images: Mapping[int, str] = field(default_factory=dict)
    drawings: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, product_ids: Collection[int]) -> "_Pictures":
        """Two queries."""
        images = {
            pk: picture_url(found[0].pk, "thumb")
            for pk, found in images_of(product_ids).items()
            if found
        }
        return cls(images, pictograms_of(product_ids))


def cart_rows(
    basket: Basket, form: QuantityForm | None = None, *, extra: ExtraForm | None = None
) -> Sequence[CartRow]:
    """Two queries for any number of lines. `form` holds what was typed and refused.

    `extra`: the lines' extra fields, where they are asked for.
    """
    pictures = _Pictures.of({line.variant.product_id for line in basket.lines})
    rows = [_cart_row(line, pictures, form) for line in basket.lines]
    if extra is None:
        return rows
    return [replace(row, extra=extra.of_line(row.line.variant.pk)) for row in rows]


def _cart_row(line: BasketLine, pictures: _Pictures, form: QuantityForm | None) -> CartRow:
    state, text = stock_of([line.variant])
    quantity, comment, errors = _typed(line, form)
    return CartRow(
        line=line,
        picture=pictures.images.get(line.variant.product_id, ""),
        drawing=pictures.drawings.get(line.variant.product_id, ""),
        stock_state=state,
        stock_text=text,
        steps=shown_steps(steps_to_json(line.price.steps)),
        quantity=quantity,
        comment=comment,
        errors=errors,
    )


def _typed(line: BasketLine, form: QuantityForm | None) -> tuple[object, str, Sequence[str]]:
    names = (f"quantity-{line.variant.pk}", f"comment-{line.variant.pk}")
    if form is None or names[0] not in form.fields:
        return line.quantity, line.comment, ()
    quantity, comment = (form[name].value() for name in names)
    errors = [str(error) for name in names for error in form.errors.get(name, ())]
    return (
        line.quantity if quantity is None else quantity,
        line.comment if comment is None else comment,
        errors,
    )


def gone_rows(lines: Sequence[CartLine]) -> Sequence[GoneRow]:
    """Lines to be named and removed; each has its variant and product loaded."""
    return [GoneRow(line.variant_id, line.variant.product.name, line.variant.sku) for line in lines]


def order_rows(actor: Actor, order: Order, *, with_history: bool = False) -> Sequence[OrderRow]:
    """The order's lines; a fixed number of queries. `with_history` = what the customer bought."""
    lines = order_lines(order)
    pictures = _Pictures.of({row.product.pk for row in lines if row.product is not None})
    shown = still_shown(actor, order)
    bought = bought_before(order) if with_history else {}
    return [
        OrderRow(
            shown=row,
            picture=pictures.images.get(row.product.pk, "") if row.product else "",
            drawing=pictures.drawings.get(row.product.pk, "") if row.product else "",
            has_page=row.line.variant_id in shown,
            bought=bought.get(row.line.pk),
        )
        for row in lines
    ]
