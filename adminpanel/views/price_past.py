"""What a customer paid for an article on a day gone by."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from adminpanel.forms.price_impact import PastPriceForm
from adminpanel.price_words import explained
from catalogue.models import Variant
from catalogue.selectors.own_prices import variant_numbered
from catalogue.selectors.past_prices import past_answer
from customers.actors import ShopRequest
from customers.models import Customer
from customers.selectors.customers import customers_found
from customers.selectors.staff_cards import customer_numbered
from orders.selectors.ordered_prices import ordered_around

_MOST_NAMES = 5


def past_price(request: ShopRequest) -> HttpResponse:
    """Customer, article, quantity and day in the address: the price with its reasons (K-25)."""
    asked = "day" in request.GET
    form = PastPriceForm(request.GET if asked else None, initial=_begun(request))
    context: dict[str, Any] = {"form": form}
    if asked:
        form.full_clean()
        customer, variant = _customer(request, form), _article(form)
        if form.is_valid() and customer is not None and variant is not None:
            context |= _answer(request, form, customer, variant)
    return render(request, "staff/price_impact/past_price.html", context)


def _begun(request: ShopRequest) -> dict[str, str]:
    """What a link from a customer's or an article's page knows already."""
    fields = PastPriceForm.base_fields
    return {name: str(value) for name, value in request.GET.items() if name in fields}


def _customer(request: ShopRequest, form: PastPriceForm) -> Customer | None:
    """By its number, else by a name that is one customer's."""
    text = form.cleaned_data.get("customer", "")
    if not text:
        return None
    found = customer_numbered(request.actor, text)
    if found is not None:
        return found
    alike = list(customers_found(request.actor, text)[: _MOST_NAMES + 1])
    if len(alike) == 1:
        return alike[0]
    named = [each for each in alike if each.name.casefold() == text.casefold()]
    if len(named) == 1:
        return named[0]
    if not alike:
        form.add_error("customer", _("There is no such customer."))
    else:
        names = ", ".join(f"{each.number} {each.name}" for each in alike[:_MOST_NAMES])
        more = " …" if len(alike) > _MOST_NAMES else ""
        form.add_error(
            "customer",
            _("Several customers fit. Write the number of one: %(names)s")
            % {"names": names + more},
        )
    return None


def _article(form: PastPriceForm) -> Variant | None:
    sku = form.cleaned_data.get("article", "")
    found = variant_numbered(sku)
    if found is None and sku:
        form.add_error("article", _("There is no article %(number)s.") % {"number": sku})
    return found


def _answer(
    request: ShopRequest, form: PastPriceForm, customer: Customer, variant: Variant
) -> dict[str, Any]:
    quantity, day = form.cleaned_data["quantity"], form.cleaned_data["day"]
    told = past_answer(customer, variant, quantity, day)
    return {
        "customer": customer,
        "variant": variant,
        "quantity": quantity,
        "day": day,
        "told": told,
        "steps": explained(told.answer, quantity),
        "ordered": ordered_around(request.actor, customer, variant, day),
    }
