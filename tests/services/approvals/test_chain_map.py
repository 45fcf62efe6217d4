"""What the map, the simulator and the health know is what orders meet."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from approvals.health import Trouble, find_trouble
from approvals.routes import Route
from approvals.selectors.chain_map import organisation_chains
from approvals.selectors.routes import route_of
from customers.models import Customer, Membership
from customers.services.chains import set_chain
from tests.unit.approvals.routes import D
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


def test_the_simulated_path_is_the_route_of_the_order_once_the_change_is_saved(
    world: World,
) -> None:
    before = organisation_chains(_school(world), currency="SEK").chains
    tried = before.with_change(world.nora.pk, next_id=world.greta.pk, break_point=D(100))
    values = {*before.typical_values(), *tried.typical_values(), tried.beyond}
    assert {before.route(world.nora.pk, value) for value in values} == _real(world.nora, values)

    set_chain(
        actor=world.actor(world.greta),
        membership=world.nora,
        next_approver=world.greta,
        break_point=D(100),
    )
    simulated = {tried.route(world.nora.pk, value) for value in values}
    assert simulated == _real(world.nora, values)
    assert simulated != {before.route(world.nora.pk, value) for value in values}


def test_otto_of_another_organisation_is_not_on_gretas_map(world: World) -> None:
    known = organisation_chains(_school(world), currency="SEK")
    assert known.member_ids == {world.nora.pk, world.ali.pk, world.greta.pk}
    assert known.buyer_ids == known.member_ids


def test_an_approver_who_moved_away_is_met_by_the_router_but_is_no_member(world: World) -> None:
    Membership.objects.filter(pk=world.ali.pk).update(customer=world.vestby)
    known = organisation_chains(_school(world), currency="SEK")
    assert world.ali.pk not in known.member_ids
    values = {D(0), known.chains.beyond}
    simulated = {known.chains.route(world.nora.pk, value) for value in values}
    assert simulated == _real(world.nora, values)
    assert world.ali.pk in {
        finding.about[0]
        for finding in find_trouble(known.chains, buyer_ids=known.buyer_ids)
        if finding.trouble == Trouble.INACTIVE
    }


def test_a_chain_of_forty_costs_no_more_questions_than_one_of_three(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    above = world.greta
    for number in range(40):
        above = Membership.objects.create(
            user=make_user(f"p{number}@example.com", "Per", f"{number}"),
            customer=world.school,
            is_approver=True,
            next_approver=above,
            break_point=D(1),
        )
    customer = _school(world)
    with django_assert_num_queries(5):
        known = organisation_chains(customer, currency="SEK")
    assert len(known.chains.route(above.pk, known.chains.beyond).steps) == 41


def _school(world: World) -> Customer:
    found: Customer = Customer.objects.select_related("main_group").get(pk=world.school.pk)
    return found


def _real(membership: Membership, values: set[Decimal]) -> set[Route]:
    fresh = Membership.objects.with_people().get(pk=membership.pk)
    return {
        route_of(membership=fresh, value_net=value, placed_by_id=fresh.user_id, currency="SEK")
        for value in values
    }
