"""Log in as customer: choose one of its people, then open the storefront as that person (A-44)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.acting import may_act_as
from customers.actors import ShopRequest
from customers.errors import NotPermitted
from customers.selectors.customer_card import TO_BE_SORTS, people_to_be
from customers.selectors.staff_cards import customer_of, membership_of
from customers.services.visits import start_acting


def customer_act(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The customer's people, administrators and approvers marked, each with a way in or a why."""
    customer = customer_of(request.actor, customer_id)
    doer = request.actor.real_user
    bar = filter_bar(request, ())
    page = keyset_page(
        people_to_be(request.actor, customer, text=bar.query),
        sorts=TO_BE_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    people = [
        (membership, may_act_as(doer=doer, membership=membership))
        for membership in page.rows
        if doer is not None
    ]
    context = {"customer": customer, "people": people} | list_context(request, page, bar)
    return render(request, "staff/customers/customer_act.html", context)


def act_as(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Opens the storefront as that person; a banner names both until one leaves."""
    membership = membership_of(request.actor, membership_id)
    try:
        start_acting(request, actor=request.actor, membership=membership)
    except NotPermitted as refused:
        messages.error(request, str(refused.reason))
        return redirect("staff:customer-act", customer_id=membership.customer_id)
    return redirect("shop:home")
