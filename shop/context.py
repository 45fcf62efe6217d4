"""What every page's frame shows: the shop, the visitor, what is left, the menu."""

from typing import Any

from customers.actors import ANONYMOUS, ShopRequest
from customers.selectors.shop import shop_settings


def page(request: ShopRequest) -> dict[str, Any]:
    """Context of base.html. `actor` is missing only when an error page is drawn too early."""
    actor = getattr(request, "actor", ANONYMOUS)
    user = actor.real_user
    return {
        "actor": actor,
        "shop": shop_settings(),
        "user_theme": user.theme if user else "device",
    }
