"""What is left of somebody's purchase limit, and why."""

from django.http import HttpResponse
from django.shortcuts import render

from customers.actors import ShopRequest
from customers.selectors.staff_cards import membership_of
from orders.statement_page import statement_context


def membership_limit(request: ShopRequest, membership_id: int) -> HttpResponse:
    """The statement of a membership's limit, as its owner sees it."""
    membership = membership_of(request.actor, membership_id)
    context = {"membership": membership, **statement_context(request, membership)}
    return render(request, "staff/users/membership_limit.html", context)
