"""A completed order credited, in whole or in part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.loyalty import CreditForm
from core.http import posted
from customers.actors import ShopRequest
from orders.errors import OrderRefused
from orders.policies import may_handle
from orders.selectors.orders import order_detail_of
from orders.services.crediting import credit_order
from orders.states import OrderEventKind


def order_credit(request: ShopRequest, number: int) -> HttpResponse:
    """How much, and why; the orderer is told."""
    order = order_detail_of(request.actor, number)
    form = CreditForm(posted(request))
    may_credit = may_handle(request.actor, order, OrderEventKind.CREDITED)
    left = order.value_net - order.credited_net
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                credit_order(actor=request.actor, order_id=order.pk, **form.cleaned_data)
            except OrderRefused as refused:
                field = refused.reasons.codes[0]
                form.add_error(field if field in form.fields else None, refused.reasons.reason)
                status = 409
            else:
                done = _("Order %(number)s is credited. The orderer is told.")
                messages.success(request, done % {"number": number})
                return redirect("staff:order-detail", number=number)
    context = {
        "order": order,
        "form": form,
        "left": left,
        "may_credit": may_credit,
        "currency": order.currency,
        "crumbs": (
            (_("Orders"), reverse("staff:order-list")),
            (str(number), reverse("staff:order-detail", args=[number])),
            (_("Credit"), ""),
        ),
    }
    return render(request, "staff/orders/order_credit.html", context, status=status)
