"""kill -9 in the middle of placing or deciding leaves all of it or nothing of it.

Each test holds the lock that the work needs last (the outbox), lets a real process run into it
with everything else written, kills that process, and lets go.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from approvals.models import ApprovalDecision, ApprovalRequest
from core.models import OutgoingEmail
from orders.models import CartLine, LimitEntry, Order, OrderEvent, OrderLine
from orders.services.deciding import approve_order
from orders.states import OrderStatus
from tests.orders import fill_cart, place, send_cart
from tests.processes import kill_9, run_python, someone_has_written, someone_waits_for, wait_until
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

OUTBOX = "core_outgoingemail"

PLACE = """
from customers.actors import Actor
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.models import DeliveryMethod, PaymentMethod
from orders.selectors.carts import basket_of, find_cart
from orders.services.placing import CheckoutDetails, DeliveryAddress, place_order

membership = Membership.objects.with_people().get(pk={membership})
actor = Actor(user=membership.user, membership=membership)
delivery = DeliveryMethod.objects.select_related("vat_rate").get(pk={delivery})
payment = PaymentMethod.objects.select_related("vat_rate").get(pk={payment})
cart = find_cart(actor, "")
basket = basket_of(actor, cart, shop_settings(), delivery=delivery, payment=payment)
place_order(
    actor=actor,
    token=cart.checkout_token,
    fingerprint=basket.fingerprint,
    details=CheckoutDetails(
        delivery=DeliveryAddress("Skolan", "Hamngatan 14", "531 32", "Norrvik", "SE"),
        delivery_method_id=delivery.pk,
        payment_method_id=payment.pk,
    ),
)
"""

DECIDE = """
from customers.actors import Actor
from customers.models import Membership
from orders.services.deciding import {decide}

membership = Membership.objects.with_people().get(pk={membership})
actor = Actor(user=membership.user, membership=membership)
{decide}(actor=actor, order_id={order}, version=1, comment="Av en process")
"""


@contextmanager
def killed_before_the_outbox(code: str, *written: str) -> Iterator[None]:
    """Runs `code` until it has written to those tables and wants the outbox; kills it there."""
    process: subprocess.Popen[bytes] | None = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {OUTBOX} IN SHARE MODE")
            process = run_python(code)
            wait_until(lambda: someone_waits_for(OUTBOX), process)
            assert all(someone_has_written(table) for table in written)
            kill_9(process)
    finally:
        if process is not None and process.poll() is None:
            kill_9(process)
    # The server notices that nobody is there any more, and takes everything back.
    wait_until(lambda: not any(someone_has_written(table) for table in written))
    yield


def placing(world: World) -> str:
    fill_cart(world.actor(world.nora), (world.dock, 4))
    return PLACE.format(
        membership=world.nora.pk, delivery=world.pickup.pk, payment=world.invoice.pk
    )


def test_the_process_places_an_order_when_nobody_kills_it() -> None:
    world = build_world()
    process = run_python(placing(world))
    output = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 0, output
    assert Order.objects.get().status == OrderStatus.AWAITING_APPROVAL


def test_killed_while_placing_there_is_no_order_and_the_cart_is_whole() -> None:
    world = build_world()
    written = ("orders_order", "orders_orderline", "orders_limitentry", "approvals_approvalrequest")
    with killed_before_the_outbox(placing(world), *written):
        for model in (Order, OrderLine, OrderEvent, LimitEntry, ApprovalRequest, OutgoingEmail):
            assert model.objects.count() == 0, model.__name__
        assert CartLine.objects.get().quantity == 4
        placed = send_cart(world, world.actor(world.nora))
        assert placed.is_new
        assert Order.objects.get().status == OrderStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("decide", ["approve_order", "reject_order"])
def test_killed_while_deciding_there_is_no_decision_and_the_order_still_waits(decide: str) -> None:
    world = build_world()
    order = place(world, world.nora, (world.dock, 4))
    mails, entries = OutgoingEmail.objects.count(), LimitEntry.objects.count()
    code = DECIDE.format(decide=decide, membership=world.ali.pk, order=order.pk)
    with killed_before_the_outbox(code, "orders_order", "approvals_approvaldecision"):
        order.refresh_from_db()
        assert order.status == OrderStatus.AWAITING_APPROVAL
        assert ApprovalDecision.objects.count() == 0
        assert ApprovalRequest.objects.get().step == world.ali
        assert OrderEvent.objects.count() == 1, "only that it was placed"
        assert (OutgoingEmail.objects.count(), LimitEntry.objects.count()) == (mails, entries)
        world.dock.refresh_from_db()
        assert world.dock.stock_quantity == 100
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
        assert ApprovalDecision.objects.count() == 1
