"""The list of customers."""

from django.http import HttpResponse
from django.shortcuts import render

from adminpanel.records import straight_on
from core.list_specs import listed, listed_context
from customers.actors import ShopRequest
from customers.list_specs import CUSTOMERS_LIST


def customer_list(request: ShopRequest) -> HttpResponse:
    """Every customer, found by part of name, number, org.nr or a member's name (K-01, K-09..)."""
    if record := straight_on(request):
        return record
    found = listed(request, CUSTOMERS_LIST, actor=request.actor)
    context = listed_context(request, found)
    return render(request, "staff/customers/customer_list.html", context)
