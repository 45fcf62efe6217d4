"""The cart and the checkout of who belongs to no customer, in each way the shop may be set."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from core.models import OutgoingEmail
from customers.models import CheckoutAccounts, Membership, ShopSettings, User
from orders.models import Order
from orders.services.handling import handle_order
from orders.states import OrderEventKind
from tests.guests import GUEST, guest_order, link_in_mail, open_shop, send_checkout
from tests.world import World

GUESTS = pytest.mark.parametrize("mode", [CheckoutAccounts.OPTIONAL, CheckoutAccounts.OFF])
CLOSED = pytest.mark.parametrize("mode", [CheckoutAccounts.MEMBERS, CheckoutAccounts.REQUIRED])


def with_headset(world: World, client: Client) -> Client:
    client.post("/cart/add/", {"variant": world.headset.pk, "quantity": 1})
    return client


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def offers(world: World, mode: CheckoutAccounts) -> dict[str, bool]:
    open_shop(world, mode)
    page = words(with_headset(world, Client()).get("/cart/")).partition('id="cart-page"')[2]
    said = ("Order as guest", "Log in to order", "Create an account", "To the checkout")
    return {each: each in page for each in said}


def test_the_cart_says_what_a_stranger_may_do(world: World) -> None:
    found = {mode: offers(world, mode) for mode in CheckoutAccounts}
    assert [found[mode]["Order as guest"] for mode in CheckoutAccounts] == [
        *(False, False, True, False)
    ]
    assert [found[mode]["Log in to order"] for mode in CheckoutAccounts] == [
        *(True, True, True, False)
    ]
    assert [found[mode]["To the checkout"] for mode in CheckoutAccounts] == [
        *(False, False, False, True)
    ]
    assert [found[mode]["Create an account"] for mode in CheckoutAccounts] == [
        *(False, True, True, False)
    ]


@GUESTS
def test_a_guest_orders_and_is_thanked_in_this_browser_only(
    world: World, mode: CheckoutAccounts
) -> None:
    open_shop(world, mode)
    client = with_headset(world, Client())
    answer = send_checkout(world, client)
    order = Order.objects.get()
    assert answer.status_code == 302, words(answer)
    assert answer["Location"] == f"/checkout/thanks/{order.number}/"
    page = words(client.get(answer["Location"]))
    assert f"Order {order.number} is received" in page
    assert ("choose a password" in page) == (mode == CheckoutAccounts.OPTIONAL)
    assert (order.delivery_name, order.delivery_city) == ("Gun Gäst", "Norrvik")
    assert order.delivery_phone == "070-1"
    for other in (Client(), world.client(world.nora), world.client(world.stina)):
        assert other.get(answer["Location"]).status_code == 404
    assert client.get(f"/my/orders/{order.number}/").status_code == 302, "log-in"
    assert client.get("/my/").status_code == 302, "no more rights than before"


@GUESTS
def test_the_checkout_speaks_of_log_in_only_where_accounts_are_offered(
    world: World, mode: CheckoutAccounts
) -> None:
    open_shop(world, mode)
    page = words(with_headset(world, Client()).get("/checkout/"))
    form = page.partition('id="checkout"')[2].partition("</form>")[0]
    assert ("Do you have an account?" in form) == (mode == CheckoutAccounts.OPTIONAL)
    assert world.invoice.name not in form, "never on account"


@CLOSED
def test_a_stranger_is_led_to_log_in_where_an_account_is_needed(
    world: World, mode: CheckoutAccounts
) -> None:
    open_shop(world, mode)
    client = with_headset(world, Client())
    for answer in (client.get("/checkout/"), client.post("/checkout/", {})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


def test_ulla_may_not_check_out_where_only_members_may(world: World) -> None:
    client = with_headset(world, world.client(world.ulla))
    assert client.get("/checkout/").status_code == 403
    assert "not connected to a customer yet" in words(client.get("/cart/"))


def test_ulla_orders_for_herself_with_her_account(world: World) -> None:
    open_shop(world, CheckoutAccounts.REQUIRED)
    client = with_headset(world, world.client(world.ulla))
    page = client.get("/checkout/")
    assert "email" not in page.context["form"].fields
    assert page.context["form"]["first_name"].value() == world.ulla.first_name
    answer = send_checkout(world, client)
    order = Order.objects.get()
    assert answer["Location"] == f"/checkout/{order.number}/"
    assert client.get(answer["Location"]).status_code == 200
    assert str(order.number) in words(client.get("/my/orders/"))
    with_headset(world, client)
    again = client.get("/checkout/")
    assert again.status_code == 200
    assert not hasattr(again.context["form"], "buyer"), "the second is a member's"


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(world: World) -> None:
    open_shop(world, CheckoutAccounts.OPTIONAL)
    client = with_headset(world, Client())
    answer = send_checkout(world, client, email="gun", street="", comment="Ring the bell")
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"email", "street"}
    assert "Ring the bell" in words(answer)
    assert not Order.objects.exists()
    assert not User.objects.filter(email="gun@example.com").exists()


def test_a_robot_that_fills_in_the_trap_orders_nothing(world: World) -> None:
    open_shop(world, CheckoutAccounts.OPTIONAL)
    answer = send_checkout(world, with_headset(world, Client()), homepage_2="http://x.example")
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_a_known_address_is_answered_like_any_other(world: World) -> None:
    open_shop(world, CheckoutAccounts.OPTIONAL)
    pages = []
    for email in ("nora@example.com", "new@example.com"):
        client = with_headset(world, Client())
        answer = send_checkout(world, client, email=email)
        order = Order.objects.get(orderer__email=email)
        page = words(client.get(answer["Location"]))
        pages.append(page.replace(str(order.number), "N"))
    strip = [page.partition("<main")[2].partition("</main>")[0] for page in pages]
    assert strip[0] == strip[1]
    assert "nora" not in strip[0].lower()


def test_abroad_has_another_vat_which_is_shown_before_it_is_ordered(world: World) -> None:
    open_shop(world, CheckoutAccounts.OPTIONAL)
    client = with_headset(world, Client())
    asked_again = send_checkout(world, client, country="US")
    assert asked_again.status_code == 409
    shown = asked_again.context["basket"]
    assert shown.totals.vat_total == Decimal(0)
    answer = send_checkout(world, client, country="US", fingerprint=shown.fingerprint)
    assert answer.status_code == 302
    assert Order.objects.get().gross == Decimal("1390.00")


def test_what_a_group_pays_is_shown_to_strangers_from_the_first_page_on(world: World) -> None:
    world.retail.discount_percent = Decimal(10)
    world.retail.save()
    before = words(Client().get(f"/p/{world.headset.product.slug}/"))
    assert "1 390,00" in before.replace("\xa0", " ").replace("1,390.00", "1 390,00")
    open_shop(world, CheckoutAccounts.OPTIONAL)
    page = words(Client().get(f"/p/{world.headset.product.slug}/")).replace("\xa0", " ")
    assert "1 251,00" in page.replace("1,251.00", "1 251,00")
    cart = with_headset(world, Client()).get("/cart/")
    assert not cart.context["basket"].changed_lines


def test_the_mailed_link_puts_the_orders_in_the_account(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    order = guest_order(world, shop, buyer=replace(GUEST, email=world.ulla.email))
    link = mailed_link(order)
    ulla = world.client(world.ulla)
    assert str(order.number) not in words(ulla.get("/my/"))
    opened = ulla.get(link)
    assert opened["Location"] == "/order/mine/"
    assert str(order.number) in words(ulla.get("/order/mine/"))
    assert not Membership.objects.filter(user=world.ulla, is_active=True).exists(), "only looked"
    answer = ulla.post("/order/mine/", follow=True)
    assert "The orders are in your account." in words(answer)
    assert str(order.number) in words(answer)


def test_a_guest_chooses_a_password_and_finds_the_order(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    order = guest_order(world, shop)
    client = Client()
    client.get(mailed_link(order))
    assert "Yes, choose a password" in words(client.get("/order/mine/"))
    assert client.post("/order/mine/")["Location"] == "/account/choose-password/"
    new = "tre gula paraplyer i regn"
    client.post("/account/choose-password/", {"new": new, "again": new})
    assert client.get(f"/my/orders/{order.number}/").status_code == 200
    again = Client()
    again.get(mailed_link(order))
    assert "Yes, put them in my account" in words(again.get("/order/mine/"))


@pytest.mark.parametrize(
    ("mode", "email", "said"),
    [
        (CheckoutAccounts.OPTIONAL, "gun@example.com", "Choose a password"),
        (CheckoutAccounts.OPTIONAL, "nora@example.com", "Put the order in my account"),
        (CheckoutAccounts.OFF, "gun@example.com", ""),
    ],
)
def test_the_mail_of_a_shipped_guest_order_leads_where_the_confirmation_led(
    world: World, mode: CheckoutAccounts, email: str, said: str
) -> None:
    order = guest_order(world, open_shop(world, mode), buyer=replace(GUEST, email=email))
    for event in (OrderEventKind.PROCESSING_STARTED, OrderEventKind.SHIPPED):
        handle_order(actor=world.actor(world.stina), order_id=order.pk, event=event)
    mail = OutgoingEmail.objects.get(event_key=f"order-{order.number}-shipped")
    assert mail.is_secret == bool(said)
    for body in (mail.body_text, mail.body_html):
        assert "/my/" not in body, "a page that a guest cannot open"
        assert ("/order/mine/" in body) == bool(said)
        assert said in body


@pytest.mark.parametrize("path", ["/order/mine/", "/order/mine/1-a~b~c/"])
def test_without_a_link_that_works_nothing_is_told(world: World, path: str) -> None:
    assert Client().get(path).status_code == 410
    assert Client().post("/order/mine/").status_code == 410


def test_staff_see_that_the_address_has_not_answered_until_it_has(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    order = guest_order(world, shop)
    stina = world.client(world.stina)
    pages = (f"/staff/orders/{order.number}/", f"/staff/customers/{order.customer_id}/")
    for page in pages:
        assert "Guest order, address not confirmed" in words(stina.get(page))
    found = words(stina.get("/staff/customers/?origin=order"))
    assert "Gun Gäst" in found
    assert "Vestby Elektro" not in found.partition('id="found"')[2]
    client = Client()
    client.get(mailed_link(order))
    client.post("/order/mine/")
    new = "tre gula paraplyer i regn"
    client.post("/account/choose-password/", {"new": new, "again": new})
    for page in pages:
        assert "address not confirmed" not in words(stina.get(page))


def test_staff_cannot_answer_for_the_mailbox(world: World) -> None:
    order = guest_order(world, open_shop(world, CheckoutAccounts.OPTIONAL))
    stina = world.client(world.stina)
    answer = stina.post(f"/staff/memberships/{order.membership_id}/restore/", follow=True)
    assert answer.status_code in {200, 404, 409}
    assert order.membership is not None
    assert not Membership.objects.get(pk=order.membership.pk).is_active


SETTING = "/staff/settings/"


def posted(client: Client, **changed: object) -> dict[str, object]:
    form = client.get(SETTING).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return values | changed


@pytest.mark.parametrize("mode", ["required", "optional", "off"])
def test_stina_chooses_how_the_shop_takes_orders(world: World, mode: str) -> None:
    stina = world.client(world.stina)
    sent = posted(stina, accounts_at_checkout=mode, private_group=str(world.retail.pk))
    assert stina.post(SETTING, sent).status_code == 302
    shop = ShopSettings.objects.get(pk=1)
    assert (shop.accounts_at_checkout, shop.private_group) == (mode, world.retail)


def test_stina_is_told_what_a_choice_needs(world: World) -> None:
    stina = world.client(world.stina)
    alone = stina.post(SETTING, posted(stina, accounts_at_checkout="optional"))
    assert alone.status_code == 409
    assert "private_group" in alone.context["form"].errors
    theirs = posted(stina, accounts_at_checkout="off", private_group=str(world.norrvik.pk))
    assert "private_group" in stina.post(SETTING, theirs).context["form"].errors
    hidden = posted(stina, accounts_at_checkout="off", private_group=str(world.retail.pk))
    del hidden["anonymous_sees_prices"]
    assert "accounts_at_checkout" in stina.post(SETTING, hidden).context["form"].errors
    assert ShopSettings.objects.get(pk=1).accounts_at_checkout == "members"


def mailed_link(order: Order) -> str:
    return f"/order/mine/{link_in_mail(order)}/"
