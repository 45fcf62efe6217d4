"""Where Nora has things sent: what she may choose, what is suggested to her, what she keeps."""

from typing import Any

import pytest
from django.test import Client

from customers.models import Address, Customer, Membership
from customers.services.own_addresses import MOST_KEPT
from orders.models import Order
from tests.orders import fill_cart
from tests.pages.reading import Page, page_of, read
from tests.world import World

LIST = "/my/addresses/"
PAGE_QUERIES = 7
WORKSHOP = {
    "name": "Slöjdsalen",
    "attention": "",
    "street": "Ågatan 1",
    "postal_code": "531 30",
    "city": "Norrvik",
    "country": "SE",
    "phone": "",
}
WRITTEN = {"address": "own", "keep_address": "on", **WORKSHOP}


def own(who: Membership, name: str = "Slöjdsalen") -> Address:
    found: Address = Address.objects.create(
        customer=who.customer, membership=who, **(WORKSHOP | {"name": name})
    )
    return found


def register(world: World, *names: str) -> list[Address]:
    found = [Address(customer=world.school, **(WORKSHOP | {"name": name})) for name in names]
    return list(Address.objects.bulk_create(found))


def act_as_nora(world: World) -> Client:
    client = world.client(world.greta)
    client.post(f"/my/group/memberships/{world.nora.pk}/act/")
    return client


def close_register(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(free_delivery_address=False)


def checkout(world: World, client: Client) -> Page:
    fill_cart(world.actor(world.nora), (world.dock, 1))
    return read(client, "/checkout/")


def send(world: World, client: Client, **changed: Any) -> Any:
    return client.post("/checkout/", checkout(world, client).forms["checkout"] | changed)


def has_button(page: Page, address: Address) -> bool:
    return f"{LIST}{address.pk}/suggest/" in page.forms


# The page


def test_nora_chooses_what_checkout_begins_with(world: World) -> None:
    (ek,) = register(world, "Ekskolan")
    client = world.client(world.nora)
    page = read(client, LIST)
    assert "Checkout begins with Strandskolan" in page.text
    assert "Your organisation suggests it to everyone." in page.text
    assert has_button(page, ek)
    assert checkout(world, client).forms["checkout"]["address"] == str(world.school_address.pk)
    page = page_of(client.post(f"{LIST}{ek.pk}/suggest/", {"suggest": "yes"}, follow=True))
    assert "Checkout begins with Ekskolan." in page.text
    assert "You chose this one." in page.text
    assert checkout(world, client).forms["checkout"]["address"] == str(ek.pk)
    page = page_of(client.post(f"{LIST}{ek.pk}/suggest/", {"suggest": "no"}, follow=True))
    assert "Checkout begins with the same address as for others." in page.text
    assert checkout(world, client).forms["checkout"]["address"] == str(world.school_address.pk)


def test_a_long_register_is_searched_and_paged(world: World) -> None:
    client = world.client(world.nora)
    assert "Recipient, street or city" not in str(client.get(LIST).content)
    register(world, *(f"Avdelning {number:02}" for number in range(25)))
    page = read(client, LIST)
    seen = []
    while True:
        seen += [n for n in range(25) if f"Avdelning {n:02}," in page.text]
        if not page.next:
            break
        page = read(client, page.next.partition("#")[0])
    assert sorted(seen) == list(range(25))
    page = read(client, f"{LIST}?q=avdelning+07")
    assert "Avdelning 07" in page.text
    assert "Avdelning 08" not in page.text
    assert "No address fits" in read(client, f"{LIST}?q=nowhere").text


def test_another_customers_and_a_colleagues_address_are_404(world: World) -> None:
    alis = own(world.ali)
    client = world.client(world.nora)
    assert "Slöjdsalen" not in read(client, LIST).text
    for address in (alis, world.vestby_address):
        for action in ("suggest/", "remove/", ""):
            answer = client.post(f"{LIST}{address.pk}/{action}", WORKSHOP | {"suggest": "yes"})
            assert answer.status_code == 404, (address, action)
    assert client.get(f"{LIST}{alis.pk}/").status_code == 404
    assert client.post(f"{LIST}{world.school_address.pk}/remove/").status_code == 404
    assert client.post(f"{LIST}{world.school_address.pk}/", WORKSHOP).status_code == 404
    world.nora.refresh_from_db()
    assert world.nora.delivery_address is None
    assert Address.objects.count() == 3


def test_nora_adds_edits_and_removes_one_of_her_own(world: World) -> None:
    client = world.client(world.nora)
    page = page_of(client.post(f"{LIST}new/", WORKSHOP | {"street": ""}), 422)
    assert page.fields_in_error == ["street"]
    marked = WORKSHOP | {"is_default": "on", "is_invoice": "on"}
    assert client.post(f"{LIST}new/", marked)["Location"] == LIST
    kept = Address.objects.get(membership=world.nora)
    assert (kept.is_default, kept.is_invoice) == (False, False)
    assert f"{LIST}{kept.pk}/" in read(client, LIST).links
    client.post(f"{LIST}{kept.pk}/", WORKSHOP | {"street": "Ågatan 3"})
    kept.refresh_from_db()
    assert kept.street == "Ågatan 3"
    page = page_of(client.post(f"{LIST}{kept.pk}/remove/", follow=True))
    assert "The address is removed. Orders keep their copy." in page.text
    assert not Address.objects.filter(pk=kept.pk).exists()


def test_the_fifty_first_is_refused_in_words(world: World) -> None:
    for number in range(MOST_KEPT):
        own(world.nora, f"Sal {number}")
    page = page_of(world.client(world.nora).post(f"{LIST}new/", WORKSHOP), 409)
    assert "You keep 50 addresses, and no more than that. Remove one first." in page.text
    assert page.inputs["street"] == "Ågatan 1"


def test_where_only_the_register_is_chosen_the_page_says_why(world: World) -> None:
    kept = own(world.nora)
    close_register(world)
    client = world.client(world.nora)
    page = read(client, LIST)
    assert "only to the addresses that your organisation has chosen" in page.text
    assert "They are kept, but not offered at checkout." in page.text
    assert f"{LIST}new/" not in page.links
    assert not has_button(page, kept)
    assert client.post(f"{LIST}{kept.pk}/suggest/").status_code == 404
    assert client.post(f"{LIST}new/", WORKSHOP | {"name": "Ny"}).status_code == 409
    assert client.post(f"{LIST}{kept.pk}/", WORKSHOP | {"name": "Ny"}).status_code == 409
    assert list(Address.objects.filter(membership=world.nora)) == [kept]
    assert send(world, client, address=str(kept.pk)).status_code == 422
    assert not Order.objects.exists()
    assert client.post(f"{LIST}{kept.pk}/remove/").status_code == 302
    assert not Address.objects.filter(pk=kept.pk).exists()


def test_greta_reads_as_nora_and_changes_nothing(world: World) -> None:
    kept = own(world.nora)
    client = act_as_nora(world)
    page = read(client, LIST)
    assert "Slöjdsalen" in page.text
    assert not has_button(page, kept)
    assert f"{LIST}{kept.pk}/" not in page.links
    for action in ("suggest/", "remove/", ""):
        assert client.post(f"{LIST}{kept.pk}/{action}", WORKSHOP).status_code == 403
    assert client.post(f"{LIST}new/", WORKSHOP).status_code == 403
    assert list(Address.objects.filter(membership=world.nora).values_list("name")) == [
        ("Slöjdsalen",)
    ]


def test_greta_is_told_how_many_and_not_which(world: World) -> None:
    kept = own(world.nora)
    page = read(world.client(world.greta), "/my/group/addresses/")
    assert "1 address is kept by one of your people for themselves." in page.text
    assert "Slöjdsalen" not in page.text
    assert world.client(world.greta).get(f"/my/group/addresses/{kept.pk}/").status_code == 404
    card = read(world.client(world.stina), f"/staff/customers/{world.school.pk}/")
    assert "Slöjdsalen" not in card.text


def test_the_page_costs_the_same_however_long(world: World, django_assert_num_queries: Any) -> None:
    client = world.client(world.nora)
    client.get(LIST)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(LIST)
    register(world, *(f"Avdelning {number:02}" for number in range(25)))
    for number in range(20):
        own(world.nora, f"Sal {number}")
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(LIST)


# Checkout


def test_an_own_address_is_offered_to_its_owner_alone(world: World) -> None:
    kept = own(world.nora)
    client = world.client(world.nora)
    page = checkout(world, client)
    assert "Slöjdsalen, Ågatan 1, 531 30 Norrvik (own address)" in page.text
    assert page.forms["checkout"]["address"] == str(world.school_address.pk)
    assert send(world, client, address=str(kept.pk)).status_code == 302
    assert Order.objects.get().delivery_street == "Ågatan 1"


@pytest.mark.parametrize("whose", ["a colleague's", "another customer's"])
def test_a_forged_address_is_refused(world: World, whose: str) -> None:
    forged = own(world.ali) if whose == "a colleague's" else world.vestby_address
    client = world.client(world.nora)
    assert send(world, client, address=str(forged.pk)).status_code == 422
    assert not Order.objects.exists()


def test_what_is_written_at_checkout_is_kept_when_asked(world: World) -> None:
    client = world.client(world.nora)
    assert send(world, client, **(WRITTEN | {"keep_address": ""})).status_code == 302
    assert not Address.objects.filter(membership=world.nora).exists()
    assert send(world, client, **(WRITTEN | {"attention": "Vaktmästaren"})).status_code == 302
    kept = Address.objects.get(membership=world.nora)
    assert (kept.name, kept.attention, kept.street) == ("Slöjdsalen", "Vaktmästaren", "Ågatan 1")
    assert send(world, client, **(WRITTEN | {"attention": "Vaktmästaren"})).status_code == 302
    assert Address.objects.filter(membership=world.nora).count() == 1
    chosen = WRITTEN | {"address": str(world.school_address.pk), "street": "Annan 1"}
    assert send(world, client, **chosen).status_code == 302
    assert Address.objects.filter(membership=world.nora).count() == 1
    assert Order.objects.count() == 4


def test_an_order_is_sent_though_its_address_cannot_be_kept(world: World) -> None:
    for number in range(MOST_KEPT):
        own(world.nora, f"Sal {number}")
    client = world.client(world.nora)
    answer = send(world, client, **WRITTEN)
    page = read(client, answer["Location"])
    assert "The order is sent, but its address is not saved. You keep 50 addresses" in page.text
    assert Order.objects.get().delivery_street == "Ågatan 1"
    assert Address.objects.filter(membership=world.nora).count() == MOST_KEPT


def test_an_order_that_is_refused_keeps_no_address(world: World) -> None:
    client = world.client(world.nora)
    page = page_of(send(world, client, **WRITTEN, fingerprint="x"), 409)
    assert "keep_address" in page.forms["checkout"]
    assert not Address.objects.filter(membership=world.nora).exists()


def test_greta_orders_to_noras_own_address_and_saves_none(world: World) -> None:
    kept = own(world.nora)
    client = act_as_nora(world)
    actor = client.get("/my/").context["actor"]
    fill_cart(actor, (world.dock, 1))
    form = read(client, "/checkout/").forms["checkout"]
    assert "Save this address" not in read(client, "/checkout/").text
    assert client.post("/checkout/", form | {"address": str(kept.pk)}).status_code == 302
    assert Order.objects.get().delivery_street == "Ågatan 1"
    fill_cart(actor, (world.dock, 1))
    form = read(client, "/checkout/").forms["checkout"]
    answer = client.post("/checkout/", form | WRITTEN | {"name": "Ny"})
    assert answer.status_code == 302
    assert list(Address.objects.filter(membership=world.nora)) == [kept]
