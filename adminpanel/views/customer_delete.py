"""Deactivating a customer, which is the default, or deleting it for good."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.customer_card import DeleteForm
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import ChainsWouldBreak, CustomersRefused
from customers.refusals import add_refusal
from customers.selectors.staff_cards import customer_of
from customers.services.customers import set_active
from orders.selectors.customer_deleting import what_goes
from orders.services.deleting_customers import delete_customer

FIELD_OF = {"typed": "typed"}


def customer_delete(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Names what is lost; the number has to be typed."""
    customer = customer_of(request.actor, customer_id)
    if request.method == "POST" and "active" in request.POST:
        is_active = request.POST["active"] == "yes"
        set_active(actor=request.actor, customer=customer, is_active=is_active)
        said = _("%(name)s is active.") if is_active else _("%(name)s is inactive.")
        messages.success(request, said % {"name": customer.name})
        return redirect("staff:customer-detail", customer_id=customer.pk)
    form = DeleteForm(posted(request))
    cuts: ChainsWouldBreak | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = delete_customer(
                actor=request.actor, customer=customer, typed=form.cleaned_data["typed"]
            )
        except ChainsWouldBreak as refused:
            cuts = refused
            form.add_error(None, _("Approval chains of other customers lead here."))
        except CustomersRefused as refused:
            add_refusal(form, refused, FIELD_OF)
        else:
            said = (
                _("%(name)s is deleted.")
                if done.is_gone
                else _("%(name)s is deleted. Its orders stay, with its name and number.")
            )
            messages.success(request, said % {"name": done.name})
            return redirect("staff:customer-list")
    context = {"form": form, "customer": customer, "goes": what_goes(customer), "cuts": cuts}
    return render(request, "staff/customers/customer_delete.html", context)
