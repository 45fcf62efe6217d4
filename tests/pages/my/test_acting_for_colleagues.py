"""Greta orders for a colleague: both names, and never more than her own right (A-30)."""

import pytest
from django.test import Client

from customers.models import ActingVisit, Membership, User
from orders.models import Order
from tests.orders import fill_cart, send_cart
from tests.pages.reading import page_of, read
from tests.world import World

LIST = "/my/group/users/"


def act(world: World, who: Membership, as_whom: Membership) -> Client:
    client = world.client(who)
    client.post(f"/my/group/memberships/{as_whom.pk}/act/")
    return client


def test_greta_orders_for_nora_with_both_names_and_comes_back(world: World) -> None:
    client = world.client(world.greta)
    button = page_of(client.get(f"{LIST}{world.nora.user.pk}/"))
    assert "Order for Nora Lindqvist" in button.text
    answer = client.post(f"/my/group/memberships/{world.nora.pk}/act/")
    assert answer["Location"] == "/"
    page = read(client, "/")
    assert "Greta Sandström , you act as Nora Lindqvist" in page.text
    actor = client.get("/my/").context["actor"]
    assert (actor.user, actor.acted_by) == (world.nora.user, world.greta.user)
    fill_cart(actor, (world.dock, 4))
    order = send_cart(world, actor).order
    order = Order.objects.get(pk=order.pk)
    assert (order.orderer, order.placed_by) == (world.nora.user, world.greta.user)
    assert client.post("/acting/leave/")["Location"] == LIST
    assert client.session["membership_id"] == world.greta.pk
    listed = read(client, "/my/group/orders/")
    assert "Nora Lindqvist placed by Greta Sandström" in listed.text
    visit = ActingVisit.objects.get()
    assert (visit.doer, visit.membership) == (world.greta.user, world.nora)
    assert visit.ended_at is not None


def test_the_list_leads_straight_to_ordering_where_there_is_one_place_for_it(world: World) -> None:
    Membership.objects.create(user=world.ali.user, customer=world.care)
    Membership.objects.create(user=world.sam, customer=world.school)
    Membership.objects.create(user=world.ulla, customer=world.school, is_buyer=False)
    page = read(world.client(world.greta), LIST)
    assert {address for address in page.forms if address.endswith("/act/")} == {
        f"/my/group/memberships/{world.nora.pk}/act/"
    }


def test_she_who_acts_stays_out_of_what_is_the_persons_own(world: World) -> None:
    client = act(world, world.greta, world.nora)
    assert client.get("/my/").status_code == 200
    assert client.get("/my/security/").status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.get("/staff/").status_code == 403


def test_nobody_acts_twice_nor_by_a_borrowed_right(world: World) -> None:
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    client = act(world, world.greta, world.ali)
    assert client.get(LIST).status_code == 200  # to look, as Ali
    for url in (
        f"/my/group/memberships/{world.nora.pk}/act/",
        f"{LIST}new/",
        f"{LIST}{world.nora.user.pk}/edit/",
        f"/my/group/memberships/{world.nora.pk}/",
        "/my/group/exports/new/colleagues/",
    ):
        assert client.post(url, {}).status_code == 403, url
    assert client.get("/my/").context["actor"].user == world.ali.user
    assert ActingVisit.objects.count() == 1


def test_staff_as_greta_cannot_go_on_to_nora(world: World) -> None:
    client = world.client(world.sam)
    assert client.post(f"/staff/act-as/{world.greta.pk}/").status_code == 302
    assert client.post(f"/my/group/memberships/{world.nora.pk}/act/").status_code == 403
    assert client.get("/my/").context["actor"].user == world.greta.user


@pytest.mark.parametrize("who", ["staff", "herself", "inactive", "ended", "otto"])
def test_greta_acts_as_nobody_else(world: World, who: str) -> None:
    seat, status = world.nora, 409
    if who == "staff":
        seat = Membership.objects.create(user=world.sam, customer=world.school)
    elif who == "herself":
        seat = world.greta
    elif who == "inactive":
        User.objects.filter(pk=seat.user.pk).update(is_active=False)
    elif who == "ended":
        Membership.objects.filter(pk=seat.pk).update(is_active=False)
    else:
        seat, status = world.otto, 404
    client = world.client(world.greta)
    assert client.post(f"/my/group/memberships/{seat.pk}/act/").status_code == status
    assert not ActingVisit.objects.exists()


def test_the_visit_ends_with_the_right_to_it(world: World) -> None:
    client = act(world, world.greta, world.nora)
    assert client.get("/my/").status_code == 200
    Membership.objects.filter(pk=world.greta.pk).update(is_group_admin=False)
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_visit_ends_when_the_colleague_moves_to_another_organisation(world: World) -> None:
    client = act(world, world.greta, world.nora)
    Membership.objects.filter(pk=world.nora.pk).update(customer=world.vestby)
    assert client.get("/my/").status_code == 302
