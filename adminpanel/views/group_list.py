"""The list of customer groups."""

from django.http import HttpResponse
from django.shortcuts import render

from core.list_specs import listed, listed_context
from customers.actors import ShopRequest
from customers.list_specs import GROUPS_LIST


def group_list(request: ShopRequest) -> HttpResponse:
    """Every group with how many customers it decides for."""
    found = listed(request, GROUPS_LIST, actor=request.actor)
    return render(request, "staff/groups/group_list.html", listed_context(request, found))
