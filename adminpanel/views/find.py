"""The one search of the top bar: customers, users and orders."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from adminpanel.records import redirect_to_record
from customers.actors import ShopRequest
from customers.selectors.customers import customers_found
from customers.selectors.users import straight_to, users_found
from orders.selectors.of_customer import order_numbered

SHOWN = 12


def find(request: ShopRequest) -> HttpResponse:
    """A bare number goes straight to its record: customer, then user, then order (K-13)."""
    text = request.GET.get("q", "").strip()[:200]
    if record := straight_to(request.actor, text):
        return redirect_to_record(record)
    if order := order_numbered(request.actor, text):
        return redirect(f"/staff/orders/{order.number}/")
    context: dict[str, object] = {"text": text}
    if text:
        context |= {
            "customers": customers_found(request.actor, text).order_by("name", "id")[:SHOWN],
            "users": users_found(request.actor, text).order_by("last_name", "first_name", "id")[
                :SHOWN
            ],
        }
    return render(request, "staff/find/find.html", context)
