"""A customer goes to another sales team while a member of the first one works on it."""

from collections.abc import Callable

import pytest

from customers.errors import CustomersRefused, NotPermitted
from customers.models import Customer
from customers.services.customers import CustomerDetails, update_customer
from customers.services.team_undo import TakenBack, take_back_customers
from customers.services.teams import give_customer, give_customers
from orders.errors import OrderRefused
from orders.models import Order
from orders.services.handling import cancel_order
from orders.states import OrderStatus
from tests.concurrency.threads import at_once
from tests.orders import place
from tests.teams import Teams, make_teams
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


def back_to_north(world: World, teams: Teams) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(sales_team=teams.north, name="Vestby")


def moving(world: World, teams: Teams) -> Callable[[], object]:
    stina = world.actor(world.stina)
    return lambda: give_customer(actor=stina, customer_id=world.vestby.pk, team_id=teams.south.pk)


def test_an_edit_and_a_move_to_another_team_both_hold_or_the_edit_is_refused() -> None:
    world = build_world()
    teams = make_teams(world)
    for _round in range(ROUNDS):
        back_to_north(world, teams)
        sam = world.actor(world.sam)
        seen = Customer.objects.get(pk=world.vestby.pk)

        def edit(actor: object = sam, customer: Customer = seen) -> object:
            return update_customer(
                actor=actor,  # type: ignore[arg-type]
                customer=customer,
                details=CustomerDetails(name="Vestby El"),
            )

        moved, edited = at_once([moving(world, teams), edit])
        now = Customer.objects.get(pk=world.vestby.pk)
        assert isinstance(moved, Customer), moved
        assert now.sales_team == teams.south  # never written back by the edit
        if isinstance(edited, Customer):
            assert now.name == "Vestby El"
        else:
            assert isinstance(edited, NotPermitted), edited
            assert now.name == "Vestby"


def test_an_order_is_cancelled_before_the_move_or_not_at_all() -> None:
    world = build_world()
    teams = make_teams(world)
    for _round in range(ROUNDS):
        back_to_north(world, teams)
        order = place(world, world.otto, (world.dock, 1))
        sam = world.actor(world.sam)

        def cancel(actor: object = sam, pk: int = order.pk) -> object:
            return cancel_order(actor=actor, order_id=pk)  # type: ignore[arg-type]

        _moved, cancelled = at_once([moving(world, teams), cancel])
        order.refresh_from_db()
        if isinstance(cancelled, Order):
            assert order.status == OrderStatus.CANCELLED
        else:
            assert isinstance(cancelled, OrderRefused), cancelled
            assert order.status == OrderStatus.UNPROCESSED


def test_two_administrators_who_give_the_same_customers_to_two_teams_never_wait_on_each_other() -> (
    None
):
    world = build_world()
    teams = make_teams(world)
    numbers = [world.vestby.number, world.school.number, world.care.number]
    stina = world.actor(world.stina)
    for _round in range(ROUNDS):
        answers = at_once(
            [
                lambda: give_customers(actor=stina, team_id=teams.north.pk, numbers=numbers),
                lambda: give_customers(
                    actor=stina, team_id=teams.south.pk, numbers=list(reversed(numbers))
                ),
            ]
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert len(set(Customer.objects.values_list("sales_team", flat=True))) == 1


def test_a_paste_is_taken_back_once_while_another_goes_on() -> None:
    world = build_world()
    teams = make_teams(world)
    stina = world.actor(world.stina)
    numbers = [world.vestby.number, world.school.number, world.care.number]
    for _round in range(ROUNDS):
        Customer.objects.update(sales_team=teams.north)
        gift = give_customers(actor=stina, team_id=teams.south.pk, numbers=numbers).gift

        def take_back(gift: str = gift) -> object:
            return take_back_customers(actor=stina, team_id=teams.south.pk, gift=gift)

        def give_on() -> object:
            return give_customers(actor=stina, team_id=teams.north.pk, numbers=numbers[::-1])

        *taken, given = at_once([take_back, take_back, give_on])
        assert not isinstance(given, Exception), given
        done = [each for each in taken if isinstance(each, TakenBack)]
        refused = [each for each in taken if isinstance(each, CustomersRefused)]
        assert len(done) + len(refused) == 2, taken
        assert len(done) <= 1
        assert set(Customer.objects.values_list("sales_team", flat=True)) == {teams.north.pk}
