"""The list of users."""

from django.http import HttpResponse
from django.shortcuts import render

from adminpanel.records import straight_on
from core.list_specs import listed, listed_context
from customers.actors import ShopRequest
from customers.list_specs import USERS_LIST


def user_list(request: ShopRequest) -> HttpResponse:
    """Every registered user of the shop (P-01), searched, narrowed and sorted (P-03)."""
    if record := straight_on(request):
        return record
    found = listed(request, USERS_LIST, actor=request.actor)
    return render(request, "staff/users/user_list.html", listed_context(request, found))
