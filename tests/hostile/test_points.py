"""Points refuse what somebody forges, and show every text as text."""

from decimal import Decimal

import pytest

from marketing.models import LoyaltyEntry, LoyaltyProgramme
from orders.models import Order, OrderCredit
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.orders import place
from tests.pages.shop.buying import nora_with, send
from tests.points import balance, complete, give, set_up
from tests.world import World

pytestmark = pytest.mark.django_db


def test_every_word_of_the_points_is_kept_as_text_or_refused(world: World) -> None:
    set_up()
    stina, otto = world.client(world.stina), world.client(world.otto)
    order = complete(world, place(world, world.otto, (world.dock, 3)))
    card = f"/staff/customers/{world.vestby.pk}/points/"
    programme = {
        "point_value": "1", "largest_percent": "50", "least_points": "1", "life_months": "",
        "notice_days": "30", "rounding": "down",
    }  # fmt: skip
    for text in (*OWN, NUL, *naughty()[::12]):
        posts = (
            (card, {"points": "1", "reason": text}),
            ("/staff/settings/loyalty/", programme | {"points_name": text}),
            ("/staff/settings/loyalty/rules/new/", {"group_name": text, "points_per_100": "1"}),
        )
        for address, posted in posts:
            assert stina.post(address, posted).status_code in {302, 409, 422}, (address, text)
    credit = f"/staff/orders/{order.number}/credit/"
    for text in (*OWN, NUL):
        assert stina.post(credit, {"net": "1", "reason": text}).status_code in {302, 409, 422}
    LoyaltyProgramme.objects.update(points_name=MARK[:40])
    for who, address in (
        (stina, card),
        (stina, "/staff/settings/loyalty/"),
        (stina, f"/staff/orders/{order.number}/"),
        (otto, "/my/points/"),
        (otto, f"/my/orders/{order.number}/"),
    ):
        assert faults_of(who.get(address).text) == []


@pytest.mark.parametrize("typed", [NUL, "9" * 400, "-0", "١٢", "1e3", "0x10", " "])
def test_no_number_of_points_breaks_the_checkout(world: World, typed: str) -> None:
    set_up()
    give(world, world.school, 500)
    nora = nora_with(world, (world.paper, 2))
    for update in ({"update": "1"}, {"update": "points"}, {}):
        answer = send(nora, points=typed, points_amount=typed, **update)
        assert answer.status_code in {200, 302, 409, 422}
    assert balance(world.school) in {
        500,
        500 - sum(Order.objects.values_list("points_used", flat=True)),
    }


def test_a_buyer_cannot_give_points_nor_credit_nor_spend_another_customers(world: World) -> None:
    set_up()
    give(world, world.vestby, 500)
    order = complete(world, place(world, world.otto, (world.dock, 1)))
    entries = LoyaltyEntry.objects.count()
    for who in (world.otto, world.nora, world.greta, world.ulla, None):
        client = world.client(who)
        for address in (
            f"/staff/customers/{world.vestby.pk}/points/",
            f"/staff/orders/{order.number}/credit/",
            "/staff/settings/loyalty/",
        ):
            answer = client.post(address, {"points": "5", "net": "1", "reason": "x"})
            assert answer.status_code in {302, 403, 404}
            if answer.status_code == 302:
                assert "login" in answer["Location"]
    nora = nora_with(world, (world.paper, 2))
    assert send(nora, points="100").status_code == 409
    assert LoyaltyEntry.objects.count() == entries
    assert not OrderCredit.objects.exists()


@pytest.mark.parametrize("amount", ["-1", "1e5", "NaN", "Infinity", "1.005", "9" * 30, NUL])
def test_no_amount_breaks_a_credit(world: World, amount: str) -> None:
    order = complete(world, place(world, world.otto, (world.dock, 1)))
    stina = world.client(world.stina)
    answer = stina.post(f"/staff/orders/{order.number}/credit/", {"net": amount, "reason": "x"})
    assert answer.status_code in {302, 409, 422}
    order.refresh_from_db()
    assert Decimal(0) <= order.credited_net <= order.value_net
