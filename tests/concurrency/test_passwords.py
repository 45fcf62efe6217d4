"""Many ask for a new password at once."""

from functools import partial

import pytest

from customers.models import ResetRequest
from customers.services.passwords import LINKS_AN_HOUR, ask_reset_link
from tests.concurrency.threads import at_once
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_an_address_is_mailed_so_many_links_an_hour_however_many_ask_at_once() -> None:
    build_world()
    asks = [
        partial(ask_reset_link, address=address, ip_address=None)
        for address in ("nora@example.com", "NORA@example.com") * 5
    ]
    answered = [pk for pk in at_once(asks) if isinstance(pk, int)]
    assert len(answered) == ResetRequest.objects.count() == LINKS_AN_HOUR
