"""A customer is deleted while its buyer stands at the checkout."""

from uuid import uuid4

import pytest

from customers.models import Membership
from orders.errors import OrderRefused
from orders.models import Order
from orders.services.placing import place_order
from tests.orders import details
from tests.world import World


def test_the_buyer_is_told_and_nothing_breaks(world: World) -> None:
    otto = world.actor(world.otto)  # as the page has read him
    Membership.objects.filter(pk=world.otto.pk).delete()
    with pytest.raises(OrderRefused) as refused:
        place_order(actor=otto, token=uuid4(), fingerprint="", details=details(world))
    assert "no-membership" in refused.value.reasons.codes
    assert not Order.objects.exists()
