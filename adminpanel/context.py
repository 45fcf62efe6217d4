"""What the frame of every back-office page shows."""

from typing import Any

from django.utils.functional import SimpleLazyObject

from adminpanel.menu import staff_menu
from customers.actors import ANONYMOUS, ShopRequest


def page(request: ShopRequest) -> dict[str, Any]:
    """The rail instead of the shopper's menu, where there is one. One query, when it is drawn."""
    match = request.resolver_match
    if match is None or "staff" not in match.namespaces:
        return {}
    actor = getattr(request, "actor", ANONYMOUS)
    return {"menu": SimpleLazyObject(lambda: staff_menu(actor, request.path))}
