"""Extra fields in cart and checkout: what is asked, what was typed so far, and at each line."""

from collections.abc import Sequence
from typing import Any

from customers.actors import ShopRequest
from customers.extra_field_forms import AskedLine, ExtraForm, as_sent
from customers.extra_fields import Kept, Question, Written, as_written, to_edit, written_in
from customers.models import Customer
from customers.selectors.extra_fields import extra_fields_of
from orders.models import Cart, Order
from orders.selectors.baskets import Basket


def lines_asked(basket: Basket) -> list[AskedLine]:
    return [AskedLine(line.variant.pk, line.name, line.extra) for line in basket.lines]


def checkout_extra(
    request: ShopRequest,
    open_cart: Cart,
    basket: Basket,
    *,
    is_sent: bool,
    customer: Customer | None = None,
) -> ExtraForm:
    """What checkout asks. One query. Judged when the order was sent, else as far as typed.

    `customer` is who will be asked, where it is not the visitor's.
    """
    questions = extra_fields_of(customer or request.actor.customer, request.shop)
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
    questions = extra_fields_of(request.actor.customer, request.shop)
    lines = lines_asked(basket)
    begun = {line.pk: line.written for line in lines}
    defaults = {each.key: to_edit(each.kind, each.default) for each in questions.line}
    lines = [AskedLine(line.pk, line.name, {**defaults, **begun[line.pk]}) for line in lines]
    return ExtraForm(as_sent(lines), questions=questions, lines=lines, insists=False)


def change_extra(order: Order, sent: Any) -> ExtraForm:
    """What an approver may fill in or change of a waiting order; `lines` are loaded. One query.

    What was not required when the order was placed may stay blank, not so in what was added since.
    """
    questions = extra_fields_of(order.customer)
    lines = [
        AskedLine(line.pk, line.name, *_begun(line.extra, questions.line, insists=line.is_added))
        for line in order.lines.all()
    ]
    written, may_be_blank = _begun(order.extra, questions.order)
    return ExtraForm(
        sent, questions=questions, written=written, lines=lines, may_be_blank=may_be_blank
    )


def _begun(
    kept: Kept, questions: Sequence[Question], *, insists: bool = False
) -> tuple[Written, set[str]]:
    """What stands there now, blank where nothing was answered, and what may stay so."""
    answered = as_written(kept)
    blank = {question.key for question in questions} - set(answered)
    return dict.fromkeys(blank, "") | answered, set() if insists else blank
