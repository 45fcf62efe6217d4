"""What a visit keeps in its session beside the log-in."""

import secrets

from django.http import HttpRequest

CART_TOKEN = "cart_token"  # noqa: S105 - the name of a session key
GUEST_ORDERS = "guest_orders"  # numbers of the orders that this browser sent as a guest
GUEST_LINK = "guest_link"  # which guest orders a mailed link was about
_MOST = 20


def cart_token(request: HttpRequest) -> str:
    """The stranger's cart, '' while there is none."""
    session = getattr(request, "session", None)
    return str(session.get(CART_TOKEN, "")) if session is not None else ""


def make_cart_token(request: HttpRequest) -> str:
    """The stranger's cart token, made at the first thing put in a cart."""
    token = cart_token(request)
    if not token:
        token = secrets.token_urlsafe(32)
        request.session[CART_TOKEN] = token
    return token


def remember_guest_order(request: HttpRequest, number: int) -> None:
    """This browser sent it, so its thanks are shown here."""
    request.session[GUEST_ORDERS] = [*guest_orders_of(request), number][-_MOST:]


def guest_orders_of(request: HttpRequest) -> list[int]:
    return [number for number in request.session.get(GUEST_ORDERS, ()) if isinstance(number, int)]
