"""Wish lists on their pages: made, read, put in the cart, shared, and whose they are."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Membership
from orders.models import CartLine, WishList, WishListLine
from tests.orders import fill_cart
from tests.pages.my.lists import ADD, LISTS, act_as_nora, in_cart, kept, many, presses
from tests.pages.reading import page_of, read
from tests.world import World

# The same for one line and for a hundred. A change of these numbers is looked at.
LISTS_QUERIES = 7
LIST_QUERIES = 10
FILLING_QUERIES = 20


# The lists


def test_lists_stand_in_the_menu_and_say_what_they_are_for_when_empty(world: World) -> None:
    page = read(world.client(world.ulla), LISTS)
    assert LISTS in read(world.client(world.nora), "/my/").links
    assert "No lists yet" in page.text
    assert "No saved carts" in page.text
    assert "Share with colleagues" not in page.text


def test_nora_makes_a_list_and_shares_it_and_ali_reads_it(world: World) -> None:
    client = world.client(world.nora)
    answer = client.post(f"{LISTS}new/", {"name": "Skolstart"})
    made = WishList.objects.get()
    assert answer["Location"] == f"{LISTS}{made.pk}/"
    assert "Nothing on the list" in read(client, answer["Location"]).text
    ali = world.client(world.ali)
    assert "Skolstart" not in read(ali, LISTS).text
    edit = f"{LISTS}{made.pk}/edit/"
    sent = read(client, edit).forms["kept-form"]
    assert "is_shared" not in sent
    client.post(edit, sent | {"name": "Skolstart höst", "is_shared": "on"})
    assert (
        "Shared with your colleagues at Barn och utbildning."
        in read(client, f"{LISTS}{made.pk}/").text
    )
    shared = read(ali, LISTS)
    assert "From colleagues" in shared.text
    assert "Skolstart höst Nora Lindqvist" in shared.text
    assert "is_shared" in read(client, edit).forms["kept-form"]


@pytest.mark.parametrize(("name", "status"), [("", 422), ("skolSTART", 409), ("x" * 81, 422)])
def test_a_name_that_cannot_be_is_refused_at_the_field(
    world: World, name: str, status: int
) -> None:
    kept(world, world.nora)
    other = kept(world, world.nora, name="Annat")
    client = world.client(world.nora)
    for url in (f"{LISTS}new/", f"{other}edit/"):
        assert page_of(client.post(url, {"name": name}), status).fields_in_error == ["name"]
    assert {each.name for each in WishList.objects.all()} == {"Skolstart", "Annat"}


def test_a_list_shows_price_sum_note_and_stock_of_today(world: World) -> None:
    address = kept(world, world.nora, world.dock, world.paper)
    WishListLine.objects.filter(variant=world.dock).update(quantity=3)
    page = read(world.client(world.nora), address)
    for words in (
        "Only you see it.",
        "Dockningsstation Nordock Pro 14",
        "100 in stock",
        "1 590,00 kr",
        "4 770,00 kr",
        "All of it today: 5 059,00 kr ex VAT 6 323,75 kr inc VAT",
    ):
        assert words in page.text, words
    assert page.inputs[f"comment-{world.dock.pk}"] == "Till sal 4"


def test_lines_stand_as_added_or_by_name(world: World) -> None:
    address = kept(world, world.nora, world.paper, world.dock)
    client = world.client(world.nora)
    as_added, by_name = (read(client, address + query).text for query in ("", "?sort=name"))
    assert as_added.index("Kopieringspapper") < as_added.index("Dockningsstation")
    assert by_name.index("Dockningsstation") < by_name.index("Kopieringspapper")


def test_quantities_notes_and_removal(world: World) -> None:
    address = kept(world, world.nora, world.dock, world.paper)
    client = world.client(world.nora)
    sent = read(client, f"{address}?sort=name").forms["list"]
    sent |= {f"quantity-{world.dock.pk}": "7", f"comment-{world.dock.pk}": "Blå"}
    answer = client.post(f"{address}change/?sort=name", sent)
    assert answer["Location"] == f"{address}?sort=name"
    line = WishListLine.objects.get(variant=world.dock)
    assert (line.quantity, line.note) == (7, "Blå")
    client.post(f"{address}change/", {f"quantity-{world.dock.pk}": "x", "remove": world.dock.pk})
    assert WishListLine.objects.get().variant == world.paper


def test_enter_in_a_field_saves_and_neither_removes_nor_orders(world: World) -> None:
    """A browser presses the form's first submit button, wherever in the page it stands."""
    address = kept(world, world.nora, world.dock)
    html = world.client(world.nora).get(address).content.decode()
    assert 'form="list"' not in html
    form = html[html.index('id="list"') :]
    first = re.findall(r"<button[^>]*>", form)[0]
    assert 'type="submit"' in first
    assert "name=" not in first
    assert "formaction=" not in first


@pytest.mark.parametrize("written", ["0", "-1", "två", "100000"])
def test_a_list_refuses_what_is_no_quantity_and_keeps_what_was_typed(
    world: World, written: str
) -> None:
    address = kept(world, world.nora, world.dock)
    client = world.client(world.nora)
    sent = read(client, address).forms["list"]
    sent |= {f"quantity-{world.dock.pk}": written, f"comment-{world.dock.pk}": "Kvar"}
    for url in (f"{address}change/", f"{address}to-cart/"):
        page = page_of(client.post(url, sent | {"chosen": str(world.dock.pk)}), 422)
        assert page.forms["list"][f"quantity-{world.dock.pk}"] == written
        assert page.forms["list"][f"comment-{world.dock.pk}"] == "Kvar"
        assert page.fields_in_error == [f"quantity-{world.dock.pk}"]
    assert WishListLine.objects.get().quantity == 1
    assert in_cart(world) == {}


def test_chosen_lines_go_in_the_cart_as_many_as_stand_there(world: World) -> None:
    address = kept(world, world.nora, world.dock, world.paper)
    client = world.client(world.nora)
    sent = read(client, address).forms["list"]
    sent |= {f"quantity-{world.paper.pk}": "9", f"quantity-{world.dock.pk}": "nonsense"}
    answer = client.post(f"{address}to-cart/", sent | {"chosen": str(world.paper.pk)})
    assert answer["Location"] == "/cart/"
    assert in_cart(world) == {world.paper: 9}
    assert WishListLine.objects.get(variant=world.paper).quantity == 1
    assert "1 line is in the cart, at today's price." in read(client, "/cart/").text


def test_nothing_chosen_says_so(world: World) -> None:
    address = kept(world, world.nora, world.dock)
    page = page_of(world.client(world.nora).post(f"{address}to-cart/"), 409)
    assert "Choose what to put in the cart." in page.text


def test_all_goes_in_the_cart_but_what_is_gone(world: World) -> None:
    address = kept(world, world.nora, world.dock, world.paper)
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.retail])
    client = world.client(world.nora)
    page = read(client, address)
    assert "An item that is no longer available Till sal 4" in page.text
    assert "Nordock" not in page.text
    assert "ND-4012" not in page.text
    client.post(f"{address}to-cart/", page.forms["list"] | {"all": "1"})
    assert in_cart(world) == {world.paper: 1}
    text = read(client, "/cart/").text
    assert "1 item could not come along: it is no longer available to you." in text
    assert "Nordock" not in text


def test_delete_names_what_is_lost_and_takes_only_the_list(world: World) -> None:
    address = kept(world, world.nora, world.dock, shared=True)
    client = world.client(world.nora)
    client.post(f"{address}to-cart/", {"all": "1"})
    page = read(client, address)
    assert "Its items and notes go, for your colleagues too." in page.text
    assert client.post(f"{address}delete/")["Location"] == LISTS
    assert not WishList.objects.exists()
    assert in_cart(world) == {world.dock: 1}
    assert client.get(address).status_code == 404


# Whose


def test_another_persons_list_is_not_found(world: World) -> None:
    address = kept(world, world.nora, world.dock)
    shared = kept(world, world.nora, world.dock, name="Delad", shared=True)
    for who in (world.ali, world.greta, world.otto, world.sam, world.stina, world.ulla):
        client = world.client(who)
        assert client.get(address).status_code == 404
        for deed in ("edit", "change", "delete", "to-cart"):
            assert client.post(f"{address}{deed}/", {"all": "1"}).status_code == 404, deed
            if deed != "to-cart":
                assert client.post(f"{shared}{deed}/").status_code == 404, deed
    assert world.client(world.otto).get(shared).status_code == 404
    assert WishList.objects.count() == 2


def test_a_colleague_reads_a_shared_list_and_fills_the_cart_from_it(world: World) -> None:
    address = kept(world, world.nora, world.dock, shared=True)
    ali = world.client(world.ali)
    page = read(ali, address)
    assert "Nora Lindqvist shares it." in page.text
    assert "Till sal 4" in page.text
    assert f"{address}edit/" not in page.links
    assert f"{address}delete/" not in page.forms
    assert "remove" not in {button.get("name") for button in page.buttons}
    sent = page.forms["list"] | {f"quantity-{world.dock.pk}": "4", "chosen": str(world.dock.pk)}
    ali.post(f"{address}to-cart/", sent)
    assert in_cart(world) == {world.dock: 4}
    assert WishListLine.objects.get().quantity == 1
    client = world.client(world.nora)
    client.post(f"{address}edit/", {"name": "Skolstart"})
    assert ali.get(address).status_code == 404


def test_changing_customer_changes_the_lists(world: World) -> None:
    at_care = Membership.objects.create(user=world.nora.user, customer=world.care)
    here = kept(world, world.nora, name="Skolan")
    there = kept(world, at_care, name="Omsorgen")
    client = world.client(world.nora)
    assert "Skolan" in read(client, LISTS).text
    client.post("/my/customer/", {"membership_id": at_care.pk})
    page = read(client, LISTS)
    assert "Omsorgen" in page.text
    assert "Skolan" not in page.text
    assert client.get(here).status_code == 404
    assert client.get(there).status_code == 200


def test_greta_as_nora_reads_and_fills_and_changes_nothing(world: World) -> None:
    address = kept(world, world.nora, world.dock)
    client = act_as_nora(world)
    assert "Skolstart" in read(client, LISTS).text
    page = read(client, address)
    assert "Lists are the person's own." in page.text
    assert presses(page) == {f"{address}to-cart/"}
    assert not [link for link in read(client, "/p/nd-4012-gb/").links if link.startswith(ADD)]
    for deed in ("edit", "change", "delete"):
        assert client.post(f"{address}{deed}/", {"name": "X"}).status_code == 403
    for url in (f"{LISTS}new/", ADD, f"{LISTS}carts/new/"):
        assert client.post(url, {"variant": world.dock.pk, "name": "X"}).status_code == 403
    client.post(f"{address}to-cart/", {"all": "1"})
    assert CartLine.objects.get().cart.acted_by == world.greta.user
    assert WishList.objects.get().name == "Skolstart"


# Cost


def test_a_hundred_lines_cost_as_many_queries_as_one(world: World) -> None:
    goods = many(world, 100)
    client = world.client(world.nora)
    few = kept(world, world.nora, goods[0], name="En")
    full = kept(world, world.nora, *goods, name="Alla")
    fill_cart(world.actor(world.nora), (goods[0], 1))
    client.get(LISTS)  # the first visit writes when it was
    for address in (few, full):
        with CaptureQueriesContext(connection) as asked:
            page = read(client, address)
        assert len(asked) == LIST_QUERIES
        CartLine.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            client.post(f"{address}to-cart/", page.forms["list"] | {"all": "1"})
        assert len(asked) == FILLING_QUERIES
    assert CartLine.objects.count() == 100


def test_many_lists_cost_as_many_queries_as_one(world: World) -> None:
    client = world.client(world.nora)
    client.get(LISTS)
    for more in (1, 40):
        for n in range(more):
            kept(world, world.nora, world.dock, name=f"Min {more} {n}")
            kept(world, world.ali, world.dock, name=f"Alis {more} {n}", shared=True)
        with CaptureQueriesContext(connection) as asked:
            page = read(client, LISTS)
        assert len(asked) == LISTS_QUERIES
    assert page.text.count("Alis 40") == 30
    assert read(client, LISTS + page.next.partition("#")[0]).text.count("Alis") == 11
