"""Commission: earned once and paid once, however many at once say so."""

from decimal import Decimal

import pytest
from django.utils import timezone

from customers.models import User
from marketing.errors import MarketingRefused
from marketing.models import Affiliate, CommissionEntry, PaidEntry, Payout
from marketing.selectors.affiliates import owed_to
from marketing.services.affiliates import create_affiliate, earn_commission, mark_paid_out
from orders.errors import OrderRefused
from orders.services.handling import handle_order
from orders.states import IllegalTransition, OrderEventKind
from tests.concurrency.threads import at_once
from tests.services.marketing.test_affiliates import complete, make_affiliate, place_by, terms
from tests.world import PASSWORD, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_an_order_completed_by_many_at_once_earns_once(transactional_db: None) -> None:
    world = build_world()
    ulla = make_affiliate(world)
    order = place_by(world, world.nora, "ulla")
    stina = world.actor(world.stina)
    for event in (OrderEventKind.PROCESSING_STARTED, OrderEventKind.SHIPPED):
        handle_order(actor=stina, order_id=order.pk, event=event)

    def press() -> None:
        handle_order(actor=stina, order_id=order.pk, event=OrderEventKind.COMPLETED)

    results = at_once([press] * 6)
    refused = [each for each in results if isinstance(each, OrderRefused | IllegalTransition)]
    assert len(refused) == 5, results
    assert CommissionEntry.objects.count() == 1
    assert owed_to(ulla.pk).amount == Decimal("79.50")


def test_even_without_the_orders_lock_it_earns_once(transactional_db: None) -> None:
    world = build_world()
    make_affiliate(world)
    order = place_by(world, world.nora, "ulla")

    def earn() -> None:
        earn_commission(order_number=order.number, goods_net=Decimal(100), currency="SEK")

    assert at_once([earn] * 8) == [None] * 8
    assert CommissionEntry.objects.count() == 1


def test_a_payout_marked_by_many_at_once_is_one(transactional_db: None) -> None:
    world = build_world()
    ulla = make_affiliate(world)
    complete(world, place_by(world, world.nora, "ulla"))
    complete(world, place_by(world, world.otto, "ulla"))
    stina = world.actor(world.stina)

    def pay() -> Payout:
        return mark_paid_out(
            actor=stina,
            affiliate_id=ulla.pk,
            until=timezone.localdate(),
            expected=Decimal("159.00"),
            reference="",
        )

    results = at_once([pay] * 8)
    assert sum(isinstance(each, Payout) for each in results) == 1, results
    assert sum(isinstance(each, MarketingRefused) for each in results) == 7, results
    assert PaidEntry.objects.count() == 2
    assert owed_to(ulla.pk).amount == 0


def test_a_code_asked_for_by_many_at_once_is_given_to_one(transactional_db: None) -> None:
    world = build_world()
    stina = world.actor(world.stina)
    people = [
        User.objects.create_user(email=f"p{n}@example.com", password=PASSWORD) for n in range(6)
    ]

    def ask(user: User, code: str) -> Affiliate:
        return create_affiliate(actor=stina, email=user.email, code=code, terms=terms())

    codes = ("Same", "same", "SAME", "sAme", "saMe", "same")
    jobs = [lambda u=user, c=code: ask(u, c) for user, code in zip(people, codes, strict=True)]
    results = at_once(jobs)
    assert sum(isinstance(each, Affiliate) for each in results) == 1, results
    assert sum(isinstance(each, MarketingRefused) for each in results) == 5, results
