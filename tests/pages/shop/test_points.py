"""Points in the checkout and on My pages: what is left, what they pay, why they came."""

from decimal import Decimal

import pytest

from customers.add_ons import AddOn
from marketing.models import LoyaltyEntry
from orders.models import Order
from tests.orders import fill_cart, place
from tests.pages.shop.buying import checkout_form, nora_with, send
from tests.points import balance, complete, completed, give, set_up
from tests.world import World

pytestmark = pytest.mark.django_db


def test_nora_pays_a_part_with_points_and_sees_it_everywhere(world: World) -> None:
    set_up(points_name="stars")
    give(world, world.school, 500)
    nora = nora_with(world, (world.paper, 2))
    page = nora.get("/checkout/")
    assert "You have 500 stars, worth 500,00" in page.text.replace("\xa0", " ")
    assert "Pay with stars" in page.text
    shown = nora.post("/checkout/", checkout_form(nora) | {"points": "120", "update": "1"})
    text = shown.text.replace("\xa0", " ")
    assert "Paid with 120 stars" in text
    assert 'name="points_amount" value="120.00"' in text
    answer = send(nora, points="120", points_amount="120.00")
    assert answer.status_code == 302
    order = Order.objects.get()
    assert (order.points_used, order.payable) == (120, order.gross - 120)
    assert balance(world.school) == 380
    for address in (answer["Location"], f"/my/orders/{order.number}/"):
        assert "120 stars" in nora.get(address).text.replace("\xa0", " ")


def test_use_all_fills_in_the_most_that_can_pay(world: World) -> None:
    set_up(largest_percent=50)
    give(world, world.school, 5000)
    nora = nora_with(world, (world.paper, 2))
    form = checkout_form(nora) | {"update": "points"}

    page = nora.post("/checkout/", form).text.replace("\xa0", " ")

    gross = Decimal("2") * Decimal("289") * Decimal("1.25") + Decimal("149") * Decimal("1.25")
    assert f'value="{int(gross / 2)}"' in page


@pytest.mark.parametrize("typed", ["-1", "x", "1.5", "99999999999", "501", "2"])
def test_points_that_cannot_be_used_are_refused_with_a_reason(world: World, typed: str) -> None:
    set_up(least_points=10)
    give(world, world.school, 500)
    nora = nora_with(world, (world.paper, 9))
    answer = send(nora, points=typed)
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text
    assert not Order.objects.exists()
    assert balance(world.school) == 500


def test_a_value_that_changed_since_it_was_shown_asks_again(world: World) -> None:
    set_up()
    give(world, world.school, 500)
    nora = nora_with(world, (world.paper, 2))
    form = checkout_form(nora) | {"points": "100", "points_amount": "100.00"}
    set_up(point_value=Decimal("0.5"))
    answer = nora.post("/checkout/", form)
    assert answer.status_code == 409
    assert "no longer what you were shown" in answer.text
    assert not Order.objects.exists()


def test_off_there_is_no_field_no_earning_and_no_page_and_the_points_stay(world: World) -> None:
    set_up()
    give(world, world.school, 500)
    world.shop.closed_add_ons = [AddOn.LOYALTY]
    world.shop.save()
    nora = nora_with(world, (world.paper, 2))
    assert "checkout-points" not in nora.get("/checkout/").text
    assert nora.get("/my/points/").status_code == 404
    assert "/my/points/" not in nora.get("/my/").text
    assert send(nora, points="100").status_code == 409
    answer = send(nora)
    assert answer.status_code == 302
    complete(world, Order.objects.get())
    assert balance(world.school) == 500
    assert LoyaltyEntry.objects.count() == 1
    stina = world.client(world.stina)
    for address in ("/staff/points/", "/staff/settings/loyalty/"):
        assert stina.get(address).status_code == 404


def test_the_statement_tells_which_rule_gave_the_points(world: World) -> None:
    set_up(life_months=12)
    order = completed(world, world.otto, (world.dock, 2))
    otto = world.client(world.otto)
    text = otto.get("/my/points/").text.replace("\xa0", " ")
    assert "3 180,00 kr of goods ex VAT, 1 for each 100." in text
    assert "Rule for everybody." in text
    assert f"order {order.number}" in text
    assert "Gone from" in text


def test_what_a_colleague_bought_is_not_told(world: World) -> None:
    set_up()
    theirs = complete(world, place(world, world.ali, (world.paper, 4)))
    text = world.client(world.nora).get("/my/points/").text.replace("\xa0", " ")
    assert "a colleague's order" in text or "a colleague&#x27;s order" in text
    assert str(theirs.number) not in text
    assert "1 156,00" not in text
    assert "Ali Haddad" not in text


def test_who_has_no_points_sees_no_field(world: World) -> None:
    set_up()
    fill_cart(world.actor(world.otto), (world.paper, 1))
    assert "checkout-points" not in world.client(world.otto).get("/checkout/").text


def test_the_statement_asks_the_same_however_many_lines(
    world: World, django_assert_max_num_queries: object
) -> None:
    set_up()
    for _turn in range(3):
        give(world, world.school, 10)
    nora = world.client(world.nora)
    nora.get("/my/points/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        nora.get("/my/points/")
