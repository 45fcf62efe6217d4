"""Saved carts on their pages: saved from the cart, shown, put back, renamed, deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from orders.models import CartLine, SavedCart
from orders.services.saved_carts import save_cart
from tests.orders import fill_cart
from tests.pages.my.lists import act_as_nora, in_cart, many
from tests.pages.reading import page_of, read
from tests.world import World

LISTS = "/my/lists/"
NEW = "/my/lists/carts/new/"
SAVED_QUERIES = 11
PUTTING_BACK_QUERIES = 18


def saved(world: World, *wishes: tuple[Variant, int], name: str = "Månadens") -> str:
    """The address of a cart that Nora saved; her cart is empty again."""
    nora = world.actor(world.nora)
    fill_cart(nora, *wishes)
    return f"{LISTS}carts/{save_cart(actor=nora, name=name, empties=True).pk}/"


def test_nora_saves_the_cart_and_finds_it_under_lists(world: World) -> None:
    fill_cart(world.actor(world.nora), (world.dock, 2), (world.paper, 1))
    client = world.client(world.nora)
    assert NEW in read(client, "/cart/").links
    page = read(client, NEW)
    assert "2 lines with quantities and comments" in page.text
    answer = client.post(NEW, page.forms["kept-form"] | {"name": "Månadens"})
    assert answer["Location"] == "/cart/"
    assert in_cart(world) == {world.dock: 2, world.paper: 1}
    listed = read(client, LISTS)
    assert "Månadens 2" in listed.text
    client.post(NEW, {"name": "En till", "empties": "on"})
    assert in_cart(world) == {}


@pytest.mark.parametrize(("name", "status"), [("", 422), ("MÅNADENS", 409), ("x" * 81, 422)])
def test_a_name_that_cannot_be_is_refused_at_the_field(
    world: World, name: str, status: int
) -> None:
    saved(world, (world.dock, 1))
    fill_cart(world.actor(world.nora), (world.dock, 2))
    client = world.client(world.nora)
    page = page_of(client.post(NEW, {"name": name, "empties": "on"}), status)
    assert page.fields_in_error == ["name"]
    assert in_cart(world) == {world.dock: 2}
    assert SavedCart.objects.count() == 1


def test_an_empty_cart_is_not_saved(world: World) -> None:
    client = world.client(world.nora)
    assert NEW not in read(client, "/cart/").links
    assert (
        "There is nothing in the cart to save."
        in page_of(client.post(NEW, {"name": "Tom"}), 409).text
    )


def test_the_page_asks_to_add_or_to_replace_only_when_the_cart_holds_something(
    world: World,
) -> None:
    address = saved(world, (world.dock, 2))
    client = world.client(world.nora)
    page = read(client, address)
    assert "Put it back in the cart" in page.text
    assert "3 180,00 kr" in page.text
    fill_cart(world.actor(world.nora), (world.paper, 1))
    page = read(client, address)
    assert "There is 1 line in the cart already." in page.text
    assert [button["value"] for button in page.buttons if button.get("name") == "how"] == [
        "add",
        "replace",
    ]
    assert client.post(f"{address}put-back/", {"how": "add"})["Location"] == "/cart/"
    assert in_cart(world) == {world.paper: 1, world.dock: 2}
    client.post(f"{address}put-back/", {"how": "replace"})
    assert in_cart(world) == {world.dock: 2}


@pytest.mark.parametrize("how", ["", "x", "ADD"])
def test_neither_is_nothing(world: World, how: str) -> None:
    address = saved(world, (world.dock, 2))
    page = page_of(world.client(world.nora).post(f"{address}put-back/", {"how": how}), 422)
    assert "Choose whether to add to the cart or to replace it." in page.text
    assert in_cart(world) == {}


def test_what_could_not_come_along_is_told_without_its_name(world: World) -> None:
    address = saved(world, (world.dock, 2), (world.paper, 1))
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.retail])
    client = world.client(world.nora)
    page = read(client, address)
    assert "1 item cannot come along: it is no longer available to you." in page.text
    assert "An item that is no longer available" in page.text
    client.post(f"{address}put-back/", {"how": "add"})
    text = page.text + read(client, "/cart/").text
    assert "1 item could not come along" in text
    assert "Nordock" not in text
    assert "ND-4012" not in text


def test_nothing_left_of_it_is_refused_and_the_cart_stays(world: World) -> None:
    address = saved(world, (world.dock, 2))
    fill_cart(world.actor(world.nora), (world.paper, 1))
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False)
    client = world.client(world.nora)
    assert "how" not in {button.get("name") for button in read(client, address).buttons}
    page = page_of(client.post(f"{address}put-back/", {"how": "replace"}), 409)
    assert "The cart is as it was." in page.text
    assert in_cart(world) == {world.paper: 1}


def test_rename_and_delete(world: World) -> None:
    address = saved(world, (world.dock, 2))
    saved(world, (world.dock, 2), name="Annan")
    client = world.client(world.nora)
    form = read(client, f"{address}edit/").forms["kept-form"]
    assert form["name"] == "Månadens"
    page_of(client.post(f"{address}edit/", form | {"name": "annan"}), 409)
    assert client.post(f"{address}edit/", form | {"name": "Veckans"})["Location"] == address
    page = read(client, address)
    assert "Delete Veckans? The saved lines and their comments go." in page.text
    assert client.post(f"{address}delete/")["Location"] == LISTS
    assert [each.name for each in SavedCart.objects.all()] == ["Annan"]


def test_a_saved_cart_is_found_by_its_owner_alone(world: World) -> None:
    address = saved(world, (world.dock, 2))
    for who in (world.ali, world.greta, world.otto, world.stina, world.ulla):
        client = world.client(who)
        assert client.get(address).status_code == 404
        for deed in ("edit", "delete", "put-back"):
            sent = {"name": "X", "how": "replace"}
            assert client.post(f"{address}{deed}/", sent).status_code == 404, deed
        assert "Månadens" not in read(client, LISTS).text
    assert SavedCart.objects.get().name == "Månadens"


def test_greta_as_nora_puts_it_back_in_the_cart_of_the_two(world: World) -> None:
    address = saved(world, (world.dock, 2))
    client = act_as_nora(world)
    page = read(client, address)
    assert f"{address}edit/" not in page.links
    client.post(f"{address}put-back/", {"how": "add"})
    assert CartLine.objects.get().cart.acted_by == world.greta.user
    assert NEW not in read(client, "/cart/").links
    for deed in ("edit", "delete"):
        assert client.post(f"{address}{deed}/", {"name": "X"}).status_code == 403


def test_a_hundred_lines_cost_as_many_queries_as_one(world: World) -> None:
    goods = many(world, 100)
    few = saved(world, (goods[0], 1), name="En")
    full = saved(world, *((variant, 2) for variant in goods), name="Alla")
    client = world.client(world.nora)
    client.get(LISTS)  # the first visit writes when it was
    for address in (few, full):
        with CaptureQueriesContext(connection) as asked:
            read(client, address)
        assert len(asked) == SAVED_QUERIES
        CartLine.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            client.post(f"{address}put-back/", {"how": "add"})
        assert len(asked) == PUTTING_BACK_QUERIES
    assert CartLine.objects.count() == 100
