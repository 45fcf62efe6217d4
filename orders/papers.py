"""An order on paper: the confirmation, or while it waits the request."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from approvals.models import Answer
from core.pdf import write_pdf
from customers.looks import PrintedLook
from customers.models import ShopSettings
from customers.selectors.profiles import look_of, picture_bytes
from orders.models import Order
from orders.order_facts import order_facts
from orders.states import DEAD_STATUSES, OrderStatus


@dataclass(frozen=True, slots=True)
class Said:
    """One approver's answer as the paper shows it."""

    name: str
    label: str
    comment: str
    at: datetime


def order_pdf(order: Order, shop: ShopSettings) -> bytes:
    """The order as `order_detail_of` loads it, in the active language and in its customer's look.

    Raises NoPdf. Three queries at most.
    """
    look = PrintedLook.of(look_of(order.customer_id, None)) if shop.has_looks else None
    logo = picture_bytes(look.logo) if look and look.logo else None
    context = {
        "look": look,
        "logo": logo,
        "order": order,
        "facts": order_facts(order, shop),
        "shop": shop,
        "currency": order.currency,
        "language": get_language(),
        "title": paper_title(order),
        "said": _said(order),
        "page": _counter("page-now"),
        "pages": _counter("page-last"),
    }
    return write_pdf(
        html=render_to_string("papers/order.html", context),
        css=render_to_string("papers/order.css", context),
        pictures={"logo": logo} if logo else {},
    )


def _counter(name: str) -> SafeString:
    """Where the stylesheet writes the number of the page, or of the last one."""
    return format_html('<span class="{}"></span>', name)


def paper_title(order: Order) -> str:
    """'Order request 1042' until it is agreed to; what was turned down is just an order."""
    values = {"number": order.number}
    if order.status == OrderStatus.AWAITING_APPROVAL:
        return _("Order request %(number)s") % values
    if order.status in DEAD_STATUSES:
        return _("Order %(number)s") % values
    return _("Order confirmation %(number)s") % values


def paper_name(order: Order) -> str:
    """The file's name, plain enough for every system."""
    return f"order-{order.number}.pdf"


def _said(order: Order) -> list[Said]:
    """Each yes and no, in their order; changes and questions are in the history."""
    if order.approval is None:
        return []
    return [
        Said(
            name=decision.user.full_name,
            label=str(Answer(decision.answer).label),
            comment=decision.comment,
            at=decision.decided_at,
        )
        for decision in order.approval.decisions.all()
        if decision.answer in {Answer.APPROVE, Answer.REJECT}
    ]
