"""What pasted numbers gave to a sales team is taken back, as far as nobody was there since."""

from decimal import Decimal

import pytest

from customers.errors import CustomersRefused, NotPermitted
from customers.models import Customer, SalesTeam
from customers.services.team_undo import TakenBack, take_back_customers
from customers.services.teams import Connected, delete_team, give_customer, give_customers
from tests.teams import Teams, make_teams
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams(world: World) -> Teams:
    return make_teams(world)


@pytest.fixture
def west(world: World) -> SalesTeam:
    team: SalesTeam = SalesTeam.objects.create(name="Väst")
    return team


def paste(world: World, team: SalesTeam, *customers: Customer) -> Connected:
    numbers = [customer.number for customer in customers]
    return give_customers(actor=world.actor(world.stina), team_id=team.pk, numbers=numbers)


def take_back(world: World, team: SalesTeam, report: Connected) -> TakenBack:
    return take_back_customers(actor=world.actor(world.stina), team_id=team.pk, gift=report.gift)


def team_of(customer: Customer) -> SalesTeam | None:
    customer.refresh_from_db()
    return customer.sales_team


def test_each_customer_goes_back_to_the_team_it_was_given_to_or_to_its_groups(
    world: World, teams: Teams, west: SalesTeam
) -> None:
    report = paste(world, west, world.vestby, world.school)
    done = take_back(world, west, report)
    assert (done.back, list(done.kept)) == (2, [])
    assert team_of(world.vestby) == teams.north
    assert team_of(world.school) is None  # looked after through its group


def test_whose_the_team_was_before_the_paste_stay(
    world: World, teams: Teams, west: SalesTeam
) -> None:
    give_customer(actor=world.actor(world.stina), customer_id=world.care.pk, team_id=west.pk)
    report = paste(world, west, world.care, world.vestby)
    assert [customer.pk for customer in report.already] == [world.care.pk]
    assert take_back(world, west, report).back == 1
    assert team_of(world.care) == west


def test_one_that_went_to_another_team_since_stays_and_is_named(
    world: World, teams: Teams, west: SalesTeam
) -> None:
    stina = world.actor(world.stina)
    report = paste(world, west, world.vestby, world.school)
    give_customer(actor=stina, customer_id=world.vestby.pk, team_id=teams.south.pk)
    done = take_back(world, west, report)
    assert (done.back, [customer.name for customer in done.kept]) == (1, ["Vestby Elektro"])
    assert team_of(world.vestby) == teams.south


def test_one_given_away_and_given_back_since_is_somebodys_will(
    world: World, teams: Teams, west: SalesTeam
) -> None:
    stina = world.actor(world.stina)
    report = paste(world, west, world.vestby, world.school)
    for team in (teams.south, west):
        give_customer(actor=stina, customer_id=world.vestby.pk, team_id=team.pk)
    assert [customer.pk for customer in take_back(world, west, report).kept] == [world.vestby.pk]
    assert team_of(world.vestby) == west


def test_an_edit_of_the_card_is_no_hindrance_and_stays(
    world: World, teams: Teams, west: SalesTeam
) -> None:
    report = paste(world, west, world.vestby)
    Customer.objects.filter(pk=world.vestby.pk).update(name="Vestby AS", discount_percent=3)
    assert take_back(world, west, report).back == 1
    world.vestby.refresh_from_db()
    assert (world.vestby.name, world.vestby.discount_percent) == ("Vestby AS", Decimal(3))


def test_nothing_is_taken_back_twice(world: World, teams: Teams, west: SalesTeam) -> None:
    report = paste(world, west, world.vestby)
    take_back(world, west, report)
    paste(world, west, world.vestby)
    with pytest.raises(CustomersRefused) as refused:
        take_back(world, west, report)
    assert "Nothing is taken back" in str(refused.value.reason)
    assert team_of(world.vestby) == west


def test_a_later_paste_is_taken_back_by_itself(world: World, teams: Teams, west: SalesTeam) -> None:
    paste(world, west, world.vestby)
    report = paste(world, west, world.vestby, world.school)
    assert take_back(world, west, report).back == 1
    assert team_of(world.vestby) == west


def test_a_team_that_is_gone_gets_nothing_back(world: World, teams: Teams, west: SalesTeam) -> None:
    report = paste(world, west, world.vestby, world.school)
    delete_team(actor=world.actor(world.stina), team_id=teams.north.pk)
    done = take_back(world, west, report)
    assert (done.back, [customer.pk for customer in done.kept]) == (1, [world.vestby.pk])
    assert team_of(world.vestby) == west


def test_who_may_not_change_teams_takes_nothing_back(
    world: World, teams: Teams, west: SalesTeam
) -> None:
    report = paste(world, west, world.vestby)
    with pytest.raises(NotPermitted):
        take_back_customers(actor=world.actor(world.sam), team_id=west.pk, gift=report.gift)
    assert team_of(world.vestby) == west
