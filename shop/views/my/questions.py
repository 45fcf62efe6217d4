"""The orderer answers what an approver has asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.http import posted_text
from customers.actors import ShopRequest
from orders.errors import OrderRefused
from orders.selectors.orders import order_detail_of
from orders.services.asking import MOST_LETTERS, answer_question
from shop.views.my.orders import order_page


def order_answer(request: ShopRequest, number: int) -> HttpResponse:
    """Sends the answer to whoever decides now; a refusal is told on the order as it then is."""
    order = order_detail_of(request.actor, number)
    text = posted_text(request, "answer", at_most=MOST_LETTERS)
    try:
        answer_question(actor=request.actor, order_id=order.pk, text=text)
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return order_page(request, order_detail_of(request.actor, number), status=409)
    step = order.approval.step if order.approval else None
    name = step.user.full_name if step else _("The approver")
    messages.success(request, _("%(name)s has your answer.") % {"name": name})
    return redirect("my:order-detail", number=number)
