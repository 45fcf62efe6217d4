"""From card to card through the list that one came from, on every part of a card."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import (
    Customer,
    CustomerGroup,
    CustomerNote,
    Document,
    GroupKind,
    Membership,
    Segment,
    User,
)
from tests.orders import place
from tests.teams import make_teams
from tests.world import World

CUSTOMERS = "/staff/customers/"
GROUPS = "/staff/groups/"
SEGMENTS = "/staff/segments/"
CUSTOMER_TABS = (
    *("", "users/", "addresses/", "orders/", "prices/", "assortments/"),
    *("documents/", "mail/", "notes/", "history/"),
)
GROUP_TABS = ("", "users/", "agreements/", "documents/", "history/")


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def firms(world: World) -> Sequence[Customer]:
    """Kund 0 to Kund 2, by name."""
    Customer.objects.bulk_create(
        Customer(name=f"Kund {n}", number=f"K{n}", main_group=world.retail) for n in range(3)
    )
    return list(Customer.objects.filter(name__startswith="Kund").order_by("name"))


@pytest.fixture
def concerns(world: World) -> Sequence[CustomerGroup]:
    CustomerGroup.objects.bulk_create(
        CustomerGroup(name=f"Concern {n}", kind=GroupKind.ORGANISATION) for n in range(3)
    )
    return list(CustomerGroup.objects.filter(name__startswith="Concern").order_by("name"))


def _way(client: Client, address: str) -> str:
    walk: str = client.get(address).context["walk"]
    return walk


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("part", CUSTOMER_TABS)
def test_every_part_of_a_customer_leads_to_the_same_part_of_the_next(
    stina: Client, firms: Sequence[Customer], part: str
) -> None:
    way = _way(stina, f"{CUSTOMERS}?q=kund&sort=-name")
    page = stina.get(f"{CUSTOMERS}{firms[1].pk}/{part}?{way}")
    walk = page.context["walk"]
    assert walk.before_url == f"{CUSTOMERS}{firms[2].pk}/{part}?{way}"
    assert walk.after_url == f"{CUSTOMERS}{firms[0].pk}/{part}?{way}"
    assert 'rel="next"' in page.content.decode()
    assert {urlsplit(tab.url).query for tab in page.context["tabs"]} == {way}


@pytest.mark.parametrize("part", GROUP_TABS)
def test_every_part_of_a_group_leads_to_the_same_part_of_the_next(
    stina: Client, concerns: Sequence[CustomerGroup], part: str
) -> None:
    page = stina.get(f"{GROUPS}?q=concern&kind=organisation")
    way = page.context["walk"]
    assert f'href="{GROUPS}{concerns[1].pk}/?{way.replace("&", "&amp;")}"' in page.content.decode()
    card = stina.get(f"{GROUPS}{concerns[1].pk}/{part}?{way}")
    walk = card.context["walk"]
    assert walk.before_url == f"{GROUPS}{concerns[0].pk}/{part}?{way}"
    assert walk.after_url == f"{GROUPS}{concerns[2].pk}/{part}?{way}"
    assert 'rel="prev"' in card.content.decode()
    assert {urlsplit(tab.url).query for tab in card.context["tabs"]} == {way}


@pytest.mark.parametrize("kind", ["customers", "groups"])
def test_a_card_opened_without_a_list_leads_nowhere(world: World, stina: Client, kind: str) -> None:
    pk, tabs = {
        "customers": (world.vestby.pk, CUSTOMER_TABS),
        "groups": (world.norrvik.pk, GROUP_TABS),
    }[kind]
    for part in tabs:
        page = stina.get(f"/staff/{kind}/{pk}/{part}")
        assert page.context["walk"] is None
        assert "record-walk" not in page.content.decode()
        assert not [tab.url for tab in page.context["tabs"] if "?" in tab.url]


def test_one_walks_from_segment_to_segment(stina: Client) -> None:
    first, second, third = (Segment.objects.create(name=f"S{n}") for n in range(3))
    page = stina.get(f"{SEGMENTS}?q=s")
    way = page.context["walk"]
    assert f"{SEGMENTS}{second.pk}/?in=segments&amp;" in page.content.decode()
    card = stina.get(f"{SEGMENTS}{second.pk}/?{way}&add=nothing")
    assert card.context["walk"].before_url == f"{SEGMENTS}{first.pk}/?{way}"
    assert card.context["walk"].after_url == f"{SEGMENTS}{third.pk}/?{way}"
    looked = card.content.decode().split('id="add"')[1].split("</form>")[0]
    assert '<input type="hidden" name="in" value="segments">' in looked
    assert stina.get(f"{SEGMENTS}{second.pk}/").context["walk"] is None


def test_a_search_on_a_part_of_the_card_narrows_that_part_only(
    stina: Client, firms: Sequence[Customer]
) -> None:
    way = _way(stina, f"{CUSTOMERS}?q=kund")
    url = f"{CUSTOMERS}{firms[0].pk}/users/"
    page = stina.get(f"{url}?{way}&q=zzz")
    assert page.context["bar"].query == "zzz"
    assert page.context["walk"].query == way
    kept = dict(page.context["bar"].hidden)
    assert kept == {name: values[0] for name, values in parse_qs(way).items()}
    assert page.context["bar"].clear_url == f"{url}?{way}"
    assert stina.get(f"{url}?{way}").context["bar"].query == ""


def test_a_note_is_written_without_losing_the_way(stina: Client, firms: Sequence[Customer]) -> None:
    way = _way(stina, CUSTOMERS)
    url = f"{CUSTOMERS}{firms[0].pk}/notes/?{way}"
    assert stina.post(url, {"text": "Ring efter jul"})["Location"] == url


def test_one_walks_from_user_to_user(world: World, stina: Client) -> None:
    page = stina.get("/staff/users/?q=example.com&sort=email")
    people = [person.pk for person in page.context["page"].rows]
    walk = stina.get(f"/staff/users/{people[1]}/?{page.context['walk']}").context["walk"]
    assert walk.before_url.startswith(f"/staff/users/{people[0]}/?in=users")
    assert walk.after_url.startswith(f"/staff/users/{people[2]}/?in=users")


def test_a_member_of_a_team_walks_past_other_teams_customers(world: World) -> None:
    make_teams(world)
    Customer.objects.create(name="Vaxholm", number="V9", main_group=world.norrvik)
    sam = world.client(world.sam)
    for part in CUSTOMER_TABS:
        page = sam.get(f"{CUSTOMERS}{world.vestby.pk}/{part}?in=customers")
        if page.status_code == 403:
            continue
        walk = page.context["walk"]
        assert (walk.before_url, walk.after_url) == ("", "")


def _fill(world: World, customer: Customer, count: int) -> None:
    for number in range(count):
        user = User.objects.create(email=f"fill{number}@example.com", first_name="Fill")
        Membership.objects.create(user=user, customer=customer, is_buyer=True)
        Document.objects.create(customer=customer, title=f"D{number}", file="x", size=1)
        CustomerNote.objects.create(customer=customer, author=world.stina, text="x")


@pytest.mark.parametrize("part", CUSTOMER_TABS)
def test_a_part_of_a_customer_opened_from_the_list_costs_at_most_twelve(
    world: World, stina: Client, firms: Sequence[Customer], part: str
) -> None:
    customer = world.school
    way = _way(stina, f"{CUSTOMERS}?active=yes&risk=none")
    url = f"{CUSTOMERS}{customer.pk}/{part}?{way}"
    place(world, world.nora, (world.dock, 4))
    _fill(world, customer, 1)
    assert stina.get(url).context["walk"]
    few = _queries(stina, url)
    for _turn in range(4):
        place(world, world.nora, (world.dock, 1))
    Customer.objects.bulk_create(
        Customer(name=f"Barn {n}", number=f"B{n}", main_group=world.retail) for n in range(40)
    )
    User.objects.filter(email__startswith="fill").update(first_name="Other")
    Membership.objects.filter(user__first_name="Other").update(is_active=True)
    for number in range(6):
        user = User.objects.create(email=f"more{number}@example.com", first_name="More")
        Membership.objects.create(user=user, customer=customer, is_approver=True)
        Document.objects.create(customer=customer, title=f"M{number}", file="x", size=1)
        CustomerNote.objects.create(customer=customer, author=world.sam, text="x")
    many = _queries(stina, url)
    assert few == many <= 12


@pytest.mark.parametrize("part", GROUP_TABS)
def test_a_part_of_a_group_opened_from_the_list_costs_at_most_twelve(
    world: World, stina: Client, part: str
) -> None:
    url = f"{GROUPS}{world.norrvik.pk}/{part}?{_way(stina, GROUPS)}"
    assert stina.get(url).context["walk"]
    few = _queries(stina, url)
    CustomerGroup.objects.bulk_create(CustomerGroup(name=f"Concern {n}") for n in range(60))
    Customer.objects.bulk_create(
        Customer(name=f"Barn {n}", number=f"B{n}", main_group=world.norrvik) for n in range(40)
    )
    assert few == _queries(stina, url) <= 12


def test_a_segment_opened_from_the_list_costs_at_most_twelve(world: World, stina: Client) -> None:
    segment = Segment.objects.create(name="Schools")
    url = f"{SEGMENTS}{segment.pk}/?{_way(stina, SEGMENTS)}"
    assert stina.get(url).context["walk"]
    few = _queries(stina, url)
    segment.customers.add(world.school, world.vestby)
    segment.groups.add(world.norrvik, world.retail)
    Segment.objects.bulk_create(Segment(name=f"S{n}") for n in range(40))
    assert few == _queries(stina, url) <= 12
