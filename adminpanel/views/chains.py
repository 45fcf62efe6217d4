"""An organisation's approval chains as staff see them: to look and to try, not to change."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from approvals.chain_pages.asked import read_asked, read_try
from approvals.chain_pages.health_shown import groups_of
from approvals.chain_pages.page import ChainPage
from approvals.chain_pages.preview import ways_of
from approvals.health import find_trouble
from approvals.selectors.chain_map import customer_in, organisation_chains
from approvals.selectors.checks import last_check
from customers.actors import ShopRequest
from customers.models import Customer
from customers.policies import may_see_chains
from customers.selectors.shop import shop_settings
from customers.selectors.staff_cards import customer_of, group_of


def group_chains(request: ShopRequest, group_id: int) -> HttpResponse:
    """The chains of an organisation. A commercial group has none of its own."""
    group = group_of(request.actor, group_id)
    if not group.is_organisation:
        raise Http404
    context: dict[str, Any] = {"group": group, "page": None}
    may = may_see_chains(request.actor, group)
    if not may.allowed:
        context["refused"] = may.reason
    elif (customer := customer_in(group)) is not None:
        context |= _context(request, customer)
    return render(request, "staff/groups/group_chains.html", context)


def customer_chains(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Those of a customer by itself; one in an organisation has them together with the others."""
    customer = customer_of(request.actor, customer_id)
    if customer.main_group.is_organisation:
        return redirect("staff:group-chains", group_id=customer.main_group_id)
    context = _context(request, customer) | {"customer": customer}
    return render(request, "staff/customers/customer_chains.html", context)


def _context(request: ShopRequest, customer: Customer) -> dict[str, Any]:
    shop = shop_settings()
    known = organisation_chains(customer, currency=shop.currency)
    asked = read_asked(request.path, request.GET, known)
    answer = read_try(request.GET, known, shop_name=shop.name)
    findings = find_trouble(known.chains, buyer_ids=known.buyer_ids)
    return {
        "page": ChainPage(known, asked, tried=answer.ids),
        "health": groups_of(findings, known, asked),
        "checked_at": last_check(customer),
        "answer": answer,
        "ways": ways_of(known.chains, asked.person, shop.name) if asked.person else (),
    }
