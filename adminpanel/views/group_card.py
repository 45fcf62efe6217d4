"""The tabs of a group's card, but those that have a module of their own."""

from django.http import HttpResponse
from django.shortcuts import render

from adminpanel.group_card import group_context
from catalogue.selectors.customer_assortments import agreed_for_group, price_lists_for_group
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors import record_history
from customers.selectors.customer_card import PEOPLE_SORTS, connections_in


def group_user_list(request: ShopRequest, group_id: int) -> HttpResponse:
    """The people of every customer that has it as main group, administrators marked (N-06)."""
    context = group_context(request, group_id, "group-user-list")
    bar = filter_bar(request, ())
    page = keyset_page(
        connections_in(request.actor, context["group"], text=bar.query),
        sorts=PEOPLE_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar)
    return render(request, "staff/groups/group_user_list.html", context)


def group_agreement_list(request: ShopRequest, group_id: int) -> HttpResponse:
    """The price lists and assortments that name the group."""
    context = group_context(request, group_id, "group-agreement-list")
    group = context["group"]
    context |= {"lists": price_lists_for_group(group), "assortments": agreed_for_group(group)}
    return render(request, "staff/groups/group_agreement_list.html", context)


def group_history(request: ShopRequest, group_id: int) -> HttpResponse:
    """Who changed what, when, from what to what, and acting as whom."""
    context = group_context(request, group_id, "group-history")
    entries, is_cut = record_history.group_history(context["group"])
    context |= {"entries": entries, "is_cut": is_cut}
    return render(request, "staff/groups/group_history.html", context)
