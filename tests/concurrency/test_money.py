"""Real threads on PostgreSQL: limits, double submits and decisions hold under many at once."""

from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum

from approvals.errors import ApprovalRefused
from approvals.models import ApprovalDecision
from core.models import OutgoingEmail
from customers.models import Customer, Membership, User
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import LimitEntry, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart
from orders.services.deciding import approve_order, reject_order
from orders.services.placing import place_order
from orders.states import OrderStatus
from tests.concurrency.threads import at_once
from tests.orders import details, place
from tests.services.orders.test_placing import limit
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_200_orders_at_once_never_pass_the_purchase_limit_by_one_ore(
    transactional_db: None,
) -> None:
    """200 people act as Otto, each with a cart of 289,00; his limit has room for 34."""
    world = build_world()
    limit(world.otto, "9999.99")
    people = [
        User.objects.create_user(
            email=f"seller{number}@example.com",
            first_name="S",
            last_name=str(number),
            staff_role="sales",
        )
        for number in range(200)
    ]
    jobs = []
    for person in people:
        actor = world.actor(world.otto, acted_by=person)
        add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=1)
        cart = find_cart(actor, "")
        assert cart is not None
        shown = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.card)
        jobs.append(
            partial(
                place_order,
                actor=actor,
                token=cart.checkout_token,
                fingerprint=shown.fingerprint,
                details=details(world, on_account=False),
            )
        )
    results = at_once(jobs)

    refused = [result for result in results if isinstance(result, OrderRefused)]
    assert Order.objects.count() == 34
    assert len(refused) == 166, [r for r in results if isinstance(r, Exception)][:3]
    spent = LimitEntry.objects.aggregate(sum=Sum("amount_net"))["sum"]
    assert spent == 34 * Decimal("289.00")
    assert spent <= Decimal("9999.99")
    numbers = list(Order.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 34


def test_the_same_checkout_pressed_twice_at_once_is_one_order(transactional_db: None) -> None:
    world = build_world()
    actor = world.actor(world.otto)
    add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=2)
    cart = find_cart(actor, "")
    assert cart is not None
    shown = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.card)

    def press() -> object:
        return place_order(
            actor=actor,
            token=cart.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world, on_account=False),
        )

    results = at_once([press] * 8)
    assert Order.objects.count() == 1
    assert [getattr(result, "is_new", result) for result in results].count(True) == 1
    assert OutgoingEmail.objects.filter(template="orders/new_order").count() == 1


def _waiting(world: World) -> Order:
    return place(world, world.nora, (world.dock, 4))


def test_two_approvers_at_once_make_one_decision(transactional_db: None) -> None:
    world = build_world()
    order = _waiting(world)
    job = partial(approve_order, actor=world.actor(world.ali), order_id=order.pk, version=1)
    results = at_once([job] * 6)
    assert sum(isinstance(result, ApprovalRefused) for result in results) == 5
    assert ApprovalDecision.objects.count() == 1
    assert OutgoingEmail.objects.filter(template="orders/new_order").count() == 1
    world.dock.refresh_from_db()
    assert world.dock.stock_quantity == 96


def test_yes_and_no_at_once_make_one_decision(transactional_db: None) -> None:
    world = build_world()
    for _round in range(5):
        order = _waiting(world)
        actor = world.actor(world.ali)
        results = at_once(
            [
                partial(approve_order, actor=actor, order_id=order.pk, version=1),
                partial(reject_order, actor=actor, order_id=order.pk, version=1),
            ]
        )
        assert sum(isinstance(result, ApprovalRefused) for result in results) == 1
        order.refresh_from_db()
        assert order.status in {OrderStatus.UNPROCESSED, OrderStatus.REJECTED}
        assert ApprovalDecision.objects.filter(request=order.approval).count() == 1


def test_two_buyers_at_once_never_pass_the_credit(transactional_db: None) -> None:
    """Each order is 361,25 inc VAT; the credit has room for two."""
    world = build_world()
    world.school.allowed_outstanding = Decimal("800.00")
    world.school.save()
    jobs = []
    for number in range(6):
        membership = Membership.objects.create(
            user=User.objects.create_user(email=f"buyer{number}@example.com"),
            customer=world.school,
        )
        actor = world.actor(membership)
        add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=1)
        cart = find_cart(actor, "")
        assert cart is not None
        shown = basket_of(
            actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice
        )
        jobs.append(
            partial(
                place_order,
                actor=actor,
                token=cart.checkout_token,
                fingerprint=shown.fingerprint,
                details=details(world),
            )
        )
    at_once(jobs)
    assert Order.objects.count() == 2


def test_the_last_piece_is_sold_once(transactional_db: None) -> None:
    """Each buyer is of another customer, so nothing but the stock itself holds them back."""
    world = build_world()
    world.paper.no_backorder = True
    world.paper.stock_quantity = 3
    world.paper.save()
    jobs = []
    for number in range(6):
        membership = Membership.objects.create(
            user=User.objects.create_user(email=f"buyer{number}@example.com"),
            customer=Customer.objects.create(name=f"C{number}", main_group=world.retail),
        )
        actor = world.actor(membership)
        add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=1)
        cart = find_cart(actor, "")
        assert cart is not None
        shown = basket_of(
            actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice
        )
        jobs.append(
            partial(
                place_order,
                actor=actor,
                token=cart.checkout_token,
                fingerprint=shown.fingerprint,
                details=details(world),
            )
        )
    at_once(jobs)
    world.paper.refresh_from_db()
    assert world.paper.stock_quantity == 0
    assert Order.objects.count() == 3
