"""How many SQL statements a request makes: asked of the shop itself, in this process."""

import re
from collections.abc import Sequence

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.visits import Buyer

_HIDDEN = re.compile(r'name="(token|fingerprint|address|delivery_method|payment_method)"([^>]*)>')
_VALUE = re.compile(r'value="([^"]*)"')
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK")


class WrongAnswer(Exception):
    """A page did not answer as a working shop does."""


def visitor(buyer: Buyer) -> Client:
    client = Client(headers={"host": "localhost"})
    for pair in buyer.cookies.split("; "):
        name, _equals, value = pair.partition("=")
        client.cookies[name] = value
    return client


def statements_of(buyer: Buyer, paths: Sequence[str]) -> int:
    """The most that any of these pages makes, once everything that is cached is cached.

    That somebody was there is written down once in five minutes, by the first page here.
    """
    client = visitor(buyer)
    for path in paths:
        _get(client, path)
    return max(_get(client, path) for path in paths)


def statements_of_order(buyer: Buyer) -> tuple[int, int]:
    """(placing alone, put in cart + checkout page + placing) of a whole checkout."""
    client = visitor(buyer)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(reverse("shop:cart-add"), {"variant": buyer.variant_id, "quantity": 1})
    _expect(answer.status_code, 302, "put in cart")
    added = _counted(captured)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("shop:checkout"))
    _expect(page.status_code, 200, "checkout")
    looked = _counted(captured)
    form = {}
    for name, attributes in _HIDDEN.findall(page.content.decode()):
        value = _VALUE.search(attributes)
        if value and (name in ("token", "fingerprint") or "checked" in attributes):
            form[name] = value[1]
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(reverse("shop:checkout"), form)
    _expect(answer.status_code, 302, "placing")
    placed = _counted(captured)
    return placed, added + looked + placed


def _get(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    _expect(answer.status_code, 200, path)
    return _counted(captured)


def _counted(captured: CaptureQueriesContext) -> int:
    """All but the words that begin and end a transaction; savepoints count."""
    return sum(not each["sql"].startswith(_TRANSACTION) for each in captured.captured_queries)


def _expect(status: int, wanted: int, what: str) -> None:
    if status != wanted:
        raise WrongAnswer(f"{what}: {status} instead of {wanted}.")
