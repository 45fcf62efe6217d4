"""Extra fields in cart and checkout: what is asked, what was typed so far, and at each line."""

from customers.actors import ShopRequest
from customers.extra_field_forms import AskedLine, ExtraForm, as_sent
from customers.extra_fields import to_edit, written_in
from customers.selectors.extra_fields import extra_fields_of
from orders.models import Cart
from orders.selectors.baskets import Basket


def lines_asked(basket: Basket) -> list[AskedLine]:
    return [AskedLine(line.variant.pk, line.name, line.extra) for line in basket.lines]


def checkout_extra(
    request: ShopRequest, open_cart: Cart, basket: Basket, *, is_sent: bool
) -> ExtraForm:
    """What checkout asks. One query. Judged when the order was sent, else as far as typed."""
    questions = extra_fields_of(request.actor.customer)
    lines = lines_asked(basket)
    if is_sent:
        return ExtraForm(request.POST, questions=questions, lines=lines)
    written = open_cart.extra
    if request.method == "POST":
        order, by_line = written_in(request.POST)
        written = {**written, **order}
        lines = [
            AskedLine(line.pk, line.name, {**line.written, **by_line.get(line.pk, {})})
            for line in lines
        ]
    return ExtraForm(questions=questions, written=written, lines=lines)


def cart_extra(request: ShopRequest, basket: Basket) -> ExtraForm:
    """The lines' fields in the cart: what is wrong is said, what is missing is asked in checkout.

    One query.
    """
    questions = extra_fields_of(request.actor.customer)
    lines = lines_asked(basket)
    begun = {line.pk: line.written for line in lines}
    defaults = {each.key: to_edit(each.kind, each.default) for each in questions.line}
    lines = [AskedLine(line.pk, line.name, {**defaults, **begun[line.pk]}) for line in lines]
    return ExtraForm(as_sent(lines), questions=questions, lines=lines, insists=False)
