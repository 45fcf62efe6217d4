"""Saving to a wish list: from a product, from the cart, and what is refused."""

import pytest

from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from orders.models import WishList, WishListLine
from tests.pages.my.lists import ADD, in_cart, kept
from tests.pages.reading import page_of, read
from tests.world import World


def test_nora_saves_from_the_product_page_to_a_new_list_and_comes_back(world: World) -> None:
    client = world.client(world.nora)
    product = read(client, "/p/nd-4012-gb/?quantity=3")
    ask = next(link for link in product.links if link.startswith(ADD))
    form = read(client, ask).forms["kept-form"]
    assert form["quantity"] == "3"
    assert form["wish_list"] == "new"
    answer = client.post(ADD, form | {"new_name": "Nya salen", "note": "Grå"})
    assert answer["Location"] == "/p/nd-4012-gb/?v=ND-4012-GB"
    line = WishListLine.objects.get()
    assert (line.variant, line.quantity, line.note) == (world.dock, 3, "Grå")
    assert "is on the list Nya salen: 3." in read(client, answer["Location"]).text


def test_the_form_offers_ones_own_lists_and_no_colleagues(world: World) -> None:
    kept(world, world.ali, world.dock, name="Alis", shared=True)
    kept(world, world.nora, name="Noras")
    client = world.client(world.nora)
    page = read(client, f"{ADD}?variant={world.dock.pk}")
    assert "Noras" in page.text
    assert "Alis" not in page.text
    assert page.forms["kept-form"]["wish_list"] == str(WishList.objects.get(name="Noras").pk)
    alis = {"wish_list": str(WishList.objects.get(name="Alis").pk), "quantity": "1"}
    page_of(client.post(ADD, {"variant": world.dock.pk, **alis}), 422)
    assert WishListLine.objects.count() == 1


def test_a_line_of_the_cart_is_saved_with_its_quantity(world: World) -> None:
    client = world.client(world.nora)
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 7})
    ask = next(link for link in read(client, "/cart/").links if link.startswith(ADD))
    form = read(client, ask).forms["kept-form"]
    assert (form["quantity"], form["next"]) == ("7", "/cart/")
    assert client.post(ADD, form | {"new_name": "Papper"})["Location"] == "/cart/"


def test_a_stranger_is_led_to_log_in_and_asked_for_the_list_after_that(world: World) -> None:
    client = world.client(None)
    product = read(client, "/p/nd-4012-gb/")
    assert any(link.startswith("/account/keep/?variant=") for link in product.links)
    ask = f"{ADD}?variant={world.dock.pk}"
    assert client.get(ask)["Location"].startswith("/account/login/?next=%2Fmy%2Flists%2Fadd%2F")


@pytest.mark.parametrize("quantity", ["0", "-1", "två", "", "1.5", "100000"])
def test_a_quantity_that_is_none_stays_as_it_was_typed(world: World, quantity: str) -> None:
    sent = {"variant": world.dock.pk, "wish_list": "new", "new_name": "Ny", "quantity": quantity}
    page = page_of(world.client(world.nora).post(ADD, sent), 422)
    assert page.fields_in_error == ["quantity"]
    assert page.forms["kept-form"]["quantity"] == quantity
    assert page.forms["kept-form"]["new_name"] == "Ny"
    assert not WishList.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "skolstart"])
def test_a_new_list_without_a_name_of_its_own_is_refused(world: World, name: str) -> None:
    kept(world, world.nora)
    sent = {"variant": world.dock.pk, "wish_list": "new", "new_name": name, "quantity": "1"}
    page = page_of(world.client(world.nora).post(ADD, sent), 409)
    assert page.fields_in_error == ["new_name"]
    assert not WishListLine.objects.exists()


@pytest.mark.parametrize("variant", ["999999999", "x", "", "9" * 30, "-1"])
def test_an_unknown_item_is_not_found(world: World, variant: str) -> None:
    client = world.client(world.nora)
    sent = {"variant": variant, "wish_list": "new", "new_name": "Ny", "quantity": "1"}
    assert client.get(ADD, {"variant": variant}).status_code == 404
    assert client.post(ADD, sent).status_code == 404
    assert not WishList.objects.exists()


def test_a_forged_post_with_a_limited_item_is_not_found(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.retail])
    client = world.client(world.nora)
    sent = {"variant": world.dock.pk, "wish_list": "new", "new_name": "Ny", "quantity": "1"}
    assert client.post(ADD, sent).status_code == 404
    address = kept(world, world.nora, world.paper)
    forged = {"chosen": [world.dock.pk], f"quantity-{world.dock.pk}": "1"}
    page_of(client.post(f"{address}to-cart/", forged), 409)
    assert in_cart(world) == {}
    assert WishListLine.objects.get().variant == world.paper


def test_the_way_back_stays_on_the_site(world: World) -> None:
    sent = {"variant": world.dock.pk, "wish_list": "new", "new_name": "Ny", "quantity": "1"}
    answer = world.client(world.nora).post(ADD, sent | {"next": "https://evil.example/"})
    assert answer["Location"] == "/p/nd-4012-gb/"
