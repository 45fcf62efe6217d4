"""The pages of segments: listed, opened, filled by choosing and by pasting."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from customers.models import Customer, Segment
from tests.pages.reading import read
from tests.teams import make_teams
from tests.world import World

Asserts = Callable[[int], AbstractContextManager[object]]
LIST = "/staff/segments/"


@pytest.fixture
def schools(world: World) -> Segment:
    segment: Segment = Segment.objects.create(name="Skolor")
    return segment


def test_segments_are_listed_and_in_the_menu(world: World, schools: Segment) -> None:
    page = read(world.client(world.sam), LIST)
    assert f"{LIST}{schools.pk}/?in=segments" in page.links
    assert LIST in read(world.client(world.sam), "/staff/").links
    assert "No segment fits" in read(world.client(world.sam), f"{LIST}?q=nothing").text


def test_no_segments_yet_leads_to_a_new_one(world: World) -> None:
    client = world.client(world.sam)
    assert f"{LIST}new/" in read(client, LIST).links
    response = client.post(f"{LIST}new/", {"name": "Skolor"})
    segment = Segment.objects.get(name="Skolor")
    assert response.headers["Location"] == f"{LIST}{segment.pk}/"
    response = client.post(f"{LIST}new/", {"name": "Skolor"})
    assert "There is already a segment with this name." in response.content.decode()
    client.post(f"{LIST}{segment.pk}/edit/", {"name": "Skolor i syd"})
    segment.refresh_from_db()
    assert segment.name == "Skolor i syd"
    response = client.post(f"{LIST}{segment.pk}/delete/")
    assert response.headers["Location"] == LIST
    assert not Segment.objects.exists()


def test_groups_and_customers_are_found_put_in_and_taken_out(
    world: World, schools: Segment
) -> None:
    client, card = world.client(world.sam), f"{LIST}{schools.pk}/"
    found = client.get(card, {"add": "norrvik"})
    assert [group.name for group in found.context["found_groups"]] == ["Norrviks kommun"]
    companies = [each.name for each in found.context["found"]]
    assert companies == ["Barn och utbildning", "Omsorg Norrvik"]
    client.post(f"{card}groups/{world.norrvik.pk}/add/")
    client.post(f"{card}customers/{world.vestby.pk}/add/")
    page = read(client, card).text
    assert "Norrviks kommun" in page
    assert "Vestby Elektro" in page
    client.post(f"{card}groups/{world.norrvik.pk}/remove/")
    client.post(f"{card}customers/{world.vestby.pk}/remove/")
    assert not schools.groups.exists()
    assert not schools.customers.exists()


def test_pasted_numbers_are_reported(world: World, schools: Segment) -> None:
    client, path = world.client(world.sam), f"{LIST}{schools.pk}/numbers/"
    assert client.get(path).status_code == 200
    page = client.post(path, {"what": "in", "numbers": f"{world.care.number}, 777"})
    text = " ".join(page.content.decode().split())
    assert "1 customer was changed." in text
    assert "1 number is no customer's." in text
    assert list(schools.customers.all()) == [world.care]
    client.post(path, {"what": "out", "numbers": world.care.number})
    assert not schools.customers.exists()
    page = client.post(path, {"what": "in", "numbers": ""})
    assert page.context["form"].errors["numbers"]


def test_a_team_member_looks_and_changes_nothing(world: World, schools: Segment) -> None:
    schools.customers.add(world.care, world.vestby)
    make_teams(world)
    client, card = world.client(world.sam), f"{LIST}{schools.pk}/"
    page = read(client, card)
    assert "Vestby Elektro" in page.text
    assert "Omsorg" not in page.text
    assert f"{card}numbers/" not in page.links
    client.post(f"{card}customers/{world.vestby.pk}/remove/")
    response = client.post(f"{card}numbers/", {"what": "in", "numbers": world.vestby.number})
    assert "all sales teams" in response.content.decode()
    assert schools.customers.count() == 2
    assert client.post(f"{card}customers/{world.care.pk}/remove/").status_code == 404


def test_the_list_of_customers_can_be_narrowed_to_it(world: World, schools: Segment) -> None:
    schools.groups.add(world.norrvik)
    page = read(world.client(world.sam), f"/staff/customers/?segment={schools.pk}").text
    assert "Omsorg Norrvik" in page
    assert "Vestby Elektro" not in page


def test_what_the_pages_cost(
    world: World, schools: Segment, django_assert_num_queries: Asserts
) -> None:
    for number in range(40):
        Segment.objects.create(name=f"S{number}")
        schools.customers.add(Customer.objects.create(name=f"C{number}", main_group=world.retail))
    client = world.client(world.sam)
    with django_assert_num_queries(8):
        client.get(LIST)
    with django_assert_num_queries(11):
        client.get(f"{LIST}{schools.pk}/?add=c1")
