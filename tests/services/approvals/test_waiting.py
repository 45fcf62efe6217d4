"""What the simulator thinks of an order that waits is what happens to it."""

from decimal import Decimal

import pytest

from approvals.models import ApprovalRequest
from approvals.selectors.chain_map import organisation_chains
from approvals.selectors.routes import route_of_request
from approvals.selectors.waiting import waiting_requests
from approvals.simulating import route_of_waiting
from customers.models import Customer, Membership
from customers.services.chain_steps import set_step
from orders.services.deciding import approve_order
from tests.orders import place
from tests.world import World, make_user


def routes(customer: Customer) -> list[tuple[object, object]]:
    """Each waiting request as the simulator and as the router see it."""
    customer = Customer.objects.select_related("main_group").get(pk=customer.pk)
    chains = organisation_chains(customer, currency="SEK").chains
    found = {request.reference: request for request in ApprovalRequest.objects.waiting()}
    return [
        (
            route_of_waiting(chains, request),
            route_of_request(found[request.reference], currency="SEK"),
        )
        for request in waiting_requests(customer)
    ]


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_waiting_order_goes_where_the_simulator_says(world: World, is_approved: bool) -> None:
    order = place(world, world.nora, (world.dock, 20))
    kim = Membership.objects.create(
        user=make_user("kim@example.com", "Kim", "Berg"), customer=world.care, is_approver=True
    )
    if is_approved:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    [(simulated, real)] = routes(world.school)
    assert simulated == real
    for person, above, break_point in (
        (world.ali, kim, Decimal(10)),
        (world.nora, kim, Decimal(100)),
        (world.nora, None, None),
    ):
        set_step(
            actor=world.actor(world.greta),
            membership=person,
            is_approver=Membership.objects.get(pk=person.pk).is_approver,
            next_approver=above,
            break_point=break_point,
        )
        [(simulated, real)] = routes(world.school)
        assert simulated == real


def test_orders_of_another_organisation_are_not_among_them(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    vestby = Customer.objects.select_related("main_group").get(pk=world.vestby.pk)
    assert waiting_requests(vestby) == []
