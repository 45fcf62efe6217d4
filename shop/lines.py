"""The lines of a cart as its page draws them: picture, stock in words, price steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.pricing.steps import steps_to_json
from catalogue.selectors.products import images_of, pictograms_of
from orders.presenting import ShownStep, shown_steps
from orders.selectors.baskets import Basket, BasketLine
from shop.cards import picture_url, stock_of


@dataclass(frozen=True, slots=True)
class CartRow:
    """A line with what stands around it."""

    line: BasketLine
    picture: str
    drawing: str
    stock_text: str
    steps: Sequence[ShownStep]


def cart_rows(basket: Basket) -> Sequence[CartRow]:
    """Two queries for any number of lines."""
    product_ids = {line.variant.product_id for line in basket.lines}
    images, drawings = images_of(product_ids), pictograms_of(product_ids)
    return [
        CartRow(
            line=line,
            picture=(
                picture_url(images[line.variant.product_id][0].pk, "thumb")
                if images.get(line.variant.product_id)
                else ""
            ),
            drawing=drawings.get(line.variant.product_id, ""),
            stock_text=stock_of([line.variant])[1],
            steps=shown_steps(steps_to_json(line.price.steps)),
        )
        for line in basket.lines
    ]
