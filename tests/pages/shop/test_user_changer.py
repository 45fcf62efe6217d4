"""Staff change user without leaving the storefront, and the person sees who has been there."""

import pytest

from customers.models import ActingVisit, Membership
from customers.selectors.acting import MOST_FOUND
from tests.orders import fill_cart, send_cart
from tests.pages.reading import page_of, read
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(world: World) -> None:
    for person in (world.sam, world.nora.user, world.otto.user, world.greta.user):
        person.language = "en"
        person.save()


def test_sam_finds_nora_in_the_bar_and_is_her(world: World) -> None:
    client = world.client(world.sam)
    front = read(client, "/")
    assert "you see the shop as a visitor" in front.text
    found = read(client, "/acting/choose/?q=lindq")
    assert f"/acting/become/{world.nora.pk}/" in found.forms
    answer = client.post(f"/acting/become/{world.nora.pk}/", follow=True)
    assert "you act as Nora Lindqvist" in page_of(answer).text


def test_from_nora_straight_to_otto_one_visit_ends_before_the_next(world: World) -> None:
    client = world.client(world.sam)
    client.post(f"/acting/become/{world.nora.pk}/")
    assert "/acting/choose/" in read(client, "/").links
    client.post(f"/acting/become/{world.otto.pk}/")
    assert client.get("/my/").context["actor"].user == world.otto.user
    first, second = ActingVisit.objects.order_by("id")
    assert first.ended_at is not None
    assert (second.doer, second.ended_at) == (world.sam, None)
    client.post("/acting/leave/")
    assert client.get("/staff/").status_code == 200


def test_a_customers_number_finds_all_its_people(world: World) -> None:
    found = read(world.client(world.sam), f"/acting/choose/?q={world.school.number}")
    people = {world.nora.pk, world.ali.pk, world.greta.pk}
    assert {f"/acting/become/{pk}/" for pk in people} == {
        address for address in found.forms if "/become/" in address
    }


def test_without_words_nobody_is_listed_and_a_stranger_is_named_so(world: World) -> None:
    client = world.client(world.sam)
    assert not [f for f in read(client, "/acting/choose/").forms if "/become/" in f]
    assert "Nobody fits" in read(client, "/acting/choose/?q=qqqq").text


@pytest.mark.parametrize("who", ["nora", "greta", "otto"])
def test_nobody_but_staff_changes_user(world: World, who: str) -> None:
    client = world.client(getattr(world, who))
    assert client.get("/acting/choose/?q=nora").status_code == 403
    assert client.post(f"/acting/become/{world.ali.pk}/").status_code == 403
    assert not ActingVisit.objects.exists()
    assert "/acting/choose/" not in read(client, "/").links


def test_greta_as_nora_changes_to_nobody(world: World) -> None:
    client = world.client(world.greta)
    client.post(f"/my/group/memberships/{world.nora.pk}/act/")
    assert client.post(f"/acting/become/{world.otto.pk}/").status_code == 403
    assert client.get("/acting/choose/").status_code == 403


def test_sam_is_never_staff_nor_somebody_who_has_left(world: World) -> None:
    client = world.client(world.sam)
    seat = Membership.objects.create(user=world.stina, customer=world.school)
    assert "Stina" not in read(client, f"/acting/choose/?q={world.school.number}").text
    answer = client.post(f"/acting/become/{seat.pk}/", follow=True)
    assert "Nobody can log in as staff." in page_of(answer).text
    Membership.objects.filter(pk=world.nora.pk).update(is_active=False)
    assert client.post(f"/acting/become/{world.nora.pk}/").status_code == 404
    assert client.post("/acting/become/999999/").status_code == 404
    assert not ActingVisit.objects.exists()


def test_nora_sees_that_sam_has_been_her_and_what_he_ordered(world: World) -> None:
    staff = world.client(world.sam)
    staff.post(f"/acting/become/{world.nora.pk}/")
    actor = staff.get("/my/").context["actor"]
    fill_cart(actor, (world.paper, 1))
    order = send_cart(world, actor).order
    assert staff.get("/my/security/visits/").status_code == 403
    staff.post("/acting/leave/")
    page = read(world.client(world.nora), "/my/security/visits/")
    assert "Sam Öberg the shop" in page.text
    assert f"Placed: {order.number}" in page.text
    assert f"/my/orders/{order.number}/" in page.links


def test_otto_sees_nothing_of_noras_visits(world: World) -> None:
    staff = world.client(world.sam)
    staff.post(f"/acting/become/{world.nora.pk}/")
    page = read(world.client(world.otto), "/my/security/visits/")
    assert "Nobody has acted in your name" in page.text
    assert "Sam" not in page.text


def test_more_than_fit_on_the_page_are_said_to_be_there(world: World) -> None:
    client = world.client(world.sam)
    more = "More people fit."
    assert more not in read(client, "/acting/choose/?q=example").text
    for number in range(MOST_FOUND):
        Membership.objects.create(
            user=make_user(f"extra{number}@example.com", "Extra", f"Number {number}"),
            customer=world.nora.customer,
        )
    page = read(client, "/acting/choose/?q=example")
    assert len([form for form in page.forms if "/acting/become/" in form]) == MOST_FOUND
    assert more in page.text


def test_the_search_for_goods_does_not_hold_what_another_field_asked_for(world: World) -> None:
    client = world.client(world.sam)

    def shown(address: str) -> int:
        return client.get(address).content.decode().count('value="lindq"')

    assert shown("/acting/choose/?q=lindq") == 1
    assert shown("/staff/users/?q=lindq") == 1
    assert shown("/search/?q=lindq") == 2, "its own field, and that in the head"
    assert shown("/staff/find/?q=lindq") >= 1
