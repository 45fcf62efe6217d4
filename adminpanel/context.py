"""What the frame of every back-office page shows."""

from typing import Any

from adminpanel.menu import staff_menu
from customers.actors import ANONYMOUS, ShopRequest


def page(request: ShopRequest) -> dict[str, Any]:
    """The rail instead of the shopper's menu, on the pages that have it. No query."""
    match = request.resolver_match
    if match is None or "staff" not in match.namespaces:
        return {}
    return {"menu": staff_menu(getattr(request, "actor", ANONYMOUS), request.path)}
