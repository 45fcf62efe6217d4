"""A stranger saves an item or the cart: after log-in, or in the new account, it is there."""

import pytest
from django.test import Client

from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import PendingRegistration, ShopSettings, User
from customers.my_sections import Section
from orders.models import SavedCart, SavedCartLine, WishList, WishListLine
from tests.pages.reading import read
from tests.pages.shop.test_registration import PAGE, choose, link, mail, register, run_jobs
from tests.world import PASSWORD, World

KEEP = "/account/keep/"
LOGIN = "/account/login/"
PRODUCT = "/p/nd-4012-gb/"


def kept(client: Client, world: World, way: str, quantity: int = 3) -> str:
    asked = next(
        each
        for each in read(client, f"{PRODUCT}?quantity={quantity}").links
        if each.startswith(KEEP)
    )
    page = read(client, asked)
    assert "Save to list" in page.text
    form = {"variant": str(world.dock.pk), "quantity": str(quantity), "next": PRODUCT, "way": way}
    return str(client.post(KEEP, form)["Location"])


def log_in(client: Client, email: str, next_url: str = "") -> str:
    sent = {"username": email, "password": PASSWORD, "next": next_url}
    return str(client.post(LOGIN, sent)["Location"])


def test_nora_finds_it_on_her_list_when_she_has_logged_in(world: World) -> None:
    WishList.objects.create(user=world.nora.user, customer=world.school, name="Skolstart")
    client = Client()
    assert kept(client, world, "login") == f"{LOGIN}?next=%2Fp%2Fnd-4012-gb%2F"
    assert not WishListLine.objects.exists()
    assert log_in(client, "nora@example.com", PRODUCT) == PRODUCT
    line = WishListLine.objects.get()
    assert (line.wish_list.name, line.variant, line.quantity) == ("Skolstart", world.dock, 3)
    assert "Saved on the list Skolstart." in read(client, PRODUCT).text
    client.post("/account/logout/")
    assert WishListLine.objects.count() == 1, "it survives log-out"


def test_it_is_saved_once_and_then_forgotten_by_the_visit(world: World) -> None:
    client = Client()
    for _turn in range(2):
        kept(client, world, "login")
        log_in(client, "nora@example.com")
        client.post("/account/logout/")
    log_in(client, "otto@example.com")
    assert WishListLine.objects.get().quantity == 3
    assert WishList.objects.get().name == "My list"


def test_a_new_account_has_it_also_when_the_mail_is_read_elsewhere(world: World) -> None:
    shop, phone = Client(), Client()
    assert kept(shop, world, "register") == f"{PAGE}?next=%2Fp%2Fnd-4012-gb%2F"
    assert "saved as soon as" in read(shop, PAGE).text
    register(shop, "ny@example.com")
    run_jobs()
    phone.get(link())
    page = phone.get(choose(phone)["Location"])
    assert "Saved on the list My list." in page.content.decode()
    line = WishListLine.objects.get()
    assert (line.wish_list.user.email, line.quantity) == ("ny@example.com", 3)
    assert line.wish_list.customer is None


def test_who_had_an_account_all_along_has_it_by_the_mail_s_link(world: World) -> None:
    shop, phone = Client(), Client()
    kept(shop, world, "register")
    register(shop, "Nora@example.com")
    run_jobs()
    assert mail().is_secret
    assert phone.get(link())["Location"] == LOGIN
    log_in(phone, "nora@example.com")
    assert WishListLine.objects.get().wish_list.user == world.nora.user
    phone.get(link())
    assert WishListLine.objects.get().quantity == 3, "the same wish once more adds nothing"
    assert PendingRegistration.objects.get().first_name == ""


def test_the_cart_is_saved_as_it_was_and_comes_along_too(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 2})
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 5})
    assert f"{KEEP}?cart=1" in read(client, "/cart/").links
    assert "2 lines in your cart" in read(client, f"{KEEP}?cart=1").text
    assert client.post(KEEP, {"cart": "1", "way": "login"})["Location"].startswith(LOGIN)
    log_in(client, "nora@example.com", "/cart/")
    saved = SavedCart.objects.get()
    assert saved.user == world.nora.user
    lines = SavedCartLine.objects.filter(saved_cart=saved).order_by("id")
    assert [(line.variant, line.quantity) for line in lines] == [(world.dock, 2), (world.paper, 5)]
    assert "is saved as Cart of" in read(client, "/cart/").text


def test_a_cart_is_saved_once_however_often_the_mail_s_link_is_opened(world: World) -> None:
    shop, phone = Client(), Client()
    shop.post("/cart/add/", {"variant": world.dock.pk, "quantity": 2})
    shop.post(KEEP, {"cart": "1", "way": "register"})
    register(shop, "nora@example.com")
    run_jobs()
    phone.get(link())
    log_in(phone, "nora@example.com")
    for _turn in range(2):
        assert phone.get(link()).status_code == 302
    assert SavedCart.objects.count() == 1
    shop.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1})
    shop.post(KEEP, {"cart": "1", "way": "login"})
    log_in(shop, "nora@example.com")
    assert SavedCart.objects.count() == 2, "another cart is another one"


def test_a_wish_of_one_mailbox_is_not_saved_for_another_who_opens_its_link(world: World) -> None:
    shop, ottos = Client(), world.client(world.otto)
    kept(shop, world, "register")
    register(shop, "nora@example.com")
    run_jobs()
    assert ottos.get(link())["Location"] == LOGIN
    assert not WishListLine.objects.exists()


def test_nothing_is_saved_where_the_shop_shows_no_lists(world: World) -> None:
    client = Client()
    kept(client, world, "login")
    ShopSettings.objects.update(hidden_sections=[Section.LISTS.value])
    assert log_in(client, "nora@example.com") == "/"
    assert not WishList.objects.exists()


def test_what_one_may_not_see_is_not_saved(world: World) -> None:
    client = Client()
    kept(client, world, "login")
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    log_in(client, "nora@example.com")
    assert "not available to you" in client.get("/").content.decode()
    assert not WishList.objects.exists()


@pytest.mark.parametrize("asked", ["variant=999999", "variant=x", "", "variant=" + "9" * 40])
def test_an_unknown_item_is_not_found(world: World, asked: str) -> None:
    assert Client().get(f"{KEEP}?{asked}").status_code == 404


def test_an_empty_cart_is_nothing_to_save_and_members_choose_themselves(world: World) -> None:
    client = Client()
    assert client.get(f"{KEEP}?cart=1")["Location"] == "/cart/"
    assert client.post(KEEP, {"cart": "1", "way": "login"})["Location"] == "/cart/"
    nora = world.client(world.nora)
    to = nora.get(f"{KEEP}?variant={world.dock.pk}")["Location"]
    assert to.startswith("/my/lists/add/?")
    assert nora.get(f"{KEEP}?cart=1")["Location"] == "/my/lists/carts/new/"


def test_without_registration_only_log_in_is_offered(world: World) -> None:
    ShopSettings.objects.update(closed_add_ons=[2005])
    client = Client()
    page = read(client, f"{KEEP}?variant={world.dock.pk}")
    assert "Create an account" not in page.text
    assert kept(client, world, "register").startswith(LOGIN)
    assert not User.objects.filter(email="ny@example.com").exists()


@pytest.mark.parametrize(
    "forged",
    [
        [9999999999, {"lines": [[1, -5]], "is_cart": True}],
        [9999999999, {"lines": "x"}],
        [9999999999, {"lines": [["a", "b"]]}],
        [9999999999, {"lines": [[2**70, 1]]}],
        [1, {"lines": [[1, 1]]}],
        "x",
    ],
)
def test_nonsense_in_the_visit_saves_nothing(world: World, forged: object) -> None:
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["kept_wish"] = forged
    session.save()
    log_in(client, "nora@example.com")
    assert not WishList.objects.exists()
    assert not SavedCart.objects.exists()
