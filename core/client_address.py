"""Whose machine asks, when proxies stand in front: each of them writes down who came to it.

What a visitor sent in that header stands to the left of what our proxies wrote, and is not read.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ClientAddressMiddleware:
    """Puts the visitor's address where everybody looks for it, `PROXIES_IN_FRONT` steps back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        steps = settings.PROXIES_IN_FRONT
        came_by = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if steps else []
        if len(came_by) >= steps > 0 and (address := _address(came_by[-steps])):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address; None where a proxy that nobody told us of hides it."""
    address = _address(request.META.get("REMOTE_ADDR") or "")
    return None if not address or ipaddress.ip_address(address).is_loopback else address


def _address(written: str) -> str:
    try:
        return str(ipaddress.ip_address(written.strip()))
    except ValueError:
        return ""
