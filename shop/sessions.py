"""What a visit keeps in its session beside the log-in."""

import secrets

from django.http import HttpRequest

CART_TOKEN = "cart_token"  # noqa: S105 - the name of a session key


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
