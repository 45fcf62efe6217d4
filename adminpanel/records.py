"""The pages of single records: where a bare number or a step from one to the next leads."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from customers.actors import ShopRequest
from customers.models import Customer
from customers.selectors.users import straight_to


def redirect_to_record(record: Any) -> HttpResponse:
    """A bare number goes straight to what it names (K-13)."""
    if isinstance(record, Customer):
        return redirect("staff:customer-detail", customer_id=record.pk)
    return redirect("staff:user-detail", user_id=record.pk)


def straight_on(request: ShopRequest) -> HttpResponse | None:
    """The way to the record that `q` is the number of; never while somebody is still typing."""
    record = None if request.htmx else straight_to(request.actor, request.GET.get("q", "")[:200])
    return None if record is None else redirect_to_record(record)
