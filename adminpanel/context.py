"""What the frame of every back-office page shows."""

from typing import Any

from django.utils.functional import SimpleLazyObject

from adminpanel.help_chapters import help_address
from adminpanel.menu import staff_menu
from customers.actors import ANONYMOUS, ShopRequest
from orders.selectors.staff import WorkCounts, work_counts


def page(request: ShopRequest) -> dict[str, Any]:
    """The rail instead of the shopper's menu, where there is one. One query, when it is drawn."""
    match = request.resolver_match
    if match is None or "staff" not in match.namespaces:
        return {}
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "menu": SimpleLazyObject(lambda: staff_menu(actor, request.path, work_of(request))),
        "help_url": help_address(match.url_name or ""),
    }


def work_of(request: ShopRequest) -> WorkCounts:
    """What waits for somebody's hands, counted once a request. One query."""
    found: WorkCounts | None = getattr(request, "_work", None)
    if found is None:
        found = work_counts(request.actor)
        request._work = found  # type: ignore[attr-defined]
    return found
