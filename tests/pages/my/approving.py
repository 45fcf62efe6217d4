"""The approver's pages as their tests reach, answer and count them."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from tests.pages.reading import read

CHOSEN = "/my/approvals/chosen/"


def status(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def url_of(order: Order, action: str = "") -> str:
    return f"/my/approvals/{order.number}/{action}"


def answer(client: Client, order: Order, action: str, **written: str) -> Any:
    """What the page's own form sends with this button."""
    sent = read(client, url_of(order)).forms[url_of(order, "approve/")]
    return client.post(url_of(order, f"{action}/"), sent | written)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
