"""An affiliate's link: asked before anything is remembered, and gone when nobody said yes."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from marketing.services.affiliates import end_affiliate
from orders.models import Order
from shop.recommended import COOKIE, VISIT
from tests.orders import fill_cart
from tests.pages.reading import read
from tests.pages.shop.buying import send
from tests.services.customers.test_visits import act
from tests.services.marketing.test_affiliates import make_affiliate, place_by, switch_off
from tests.sites import SCHOOL_SLUG, open_site
from tests.world import World

ASKED = "recommended us. May we remember it for 30 days?"


def follow(client: Client, address: str = "/a/ulla/") -> str:
    """Where the link leads."""
    response = client.get(address)
    assert response.status_code == 302
    return str(response["Location"])


def say(client: Client, answer: str) -> None:
    assert client.post("/a/", {"answer": answer, "next": "/"}).status_code == 302


def bought(world: World, client: Client) -> Order:
    """Nora sends an order of a dock, as the pages do."""
    fill_cart(world.actor(world.nora), (world.dock, 1))
    number = str(send(client)["Location"]).strip("/").rpartition("/")[2]
    return Order.objects.get(number=number)


def test_a_stranger_is_asked_and_without_an_answer_nothing_outlives_the_visit(
    world: World,
) -> None:
    make_affiliate(world)
    client = Client()
    assert follow(client) == "/"
    assert COOKIE not in client.cookies
    assert f"Ullas kontorstips {ASKED}" in read(client, "/").text
    assert client.session[VISIT]["code"] == "ulla"


def test_a_yes_makes_a_signed_cookie_that_scripts_cannot_read(world: World) -> None:
    make_affiliate(world)
    client = Client()
    follow(client)
    say(client, "yes")
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 30 * 24 * 3600
    assert cookie.value.startswith("ulla:")
    page = read(client, "/")
    assert ASKED not in page.text
    assert "Forget who recommended us" in page.text


def test_a_no_is_not_asked_again_and_takes_an_earlier_yes_away(world: World) -> None:
    make_affiliate(world)
    client = Client()
    follow(client)
    say(client, "yes")
    follow(client)
    assert ASKED not in read(client, "/").text  # the same answer stands
    make_affiliate(world, world.sam, "sam", shown_as="Sam")
    follow(client, "/a/sam/")
    assert f"Sam {ASKED}" in read(client, "/").text
    say(client, "no")
    assert client.cookies[COOKIE].value == ""
    assert ASKED not in read(client, "/").text
    assert client.session[VISIT]["code"] == "sam"


def test_taking_a_yes_back_forgets_the_visit_too(world: World) -> None:
    make_affiliate(world)
    client = Client()
    follow(client)
    say(client, "yes")
    say(client, "forget")
    assert client.cookies[COOKIE].value == ""
    assert VISIT not in client.session


def test_a_visit_is_over_after_half_a_day(world: World) -> None:
    make_affiliate(world)
    client = Client()
    follow(client)
    session = client.session
    session[VISIT] = {**session[VISIT], "until": (timezone.now() - timedelta(1)).timestamp()}
    session.save()
    assert ASKED not in read(client, "/").text


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("/p/dock-01/", "/p/dock-01/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("p/x", "/"),
    ],
)
def test_the_link_leads_to_a_page_of_this_shop_and_nowhere_else(
    world: World, to: str, leads: str
) -> None:
    make_affiliate(world)
    response = Client().get("/a/ulla/", {"to": to})
    assert response["Location"] == leads


def test_the_link_is_never_kept_by_a_cache(world: World) -> None:
    make_affiliate(world)
    for code in ("ulla", "nobody"):
        assert "no-store" in Client().get(f"/a/{code}/")["Cache-Control"]


def test_an_ended_link_still_leads_there_and_leaves_nothing(world: World) -> None:
    ulla = make_affiliate(world)
    end_affiliate(actor=world.actor(world.stina), affiliate_id=ulla.pk, is_active=False)
    client = Client()
    assert follow(client) == "/"
    assert not client.cookies
    assert ASKED not in read(client, "/").text


def test_while_the_part_is_off_there_is_no_link_no_bar_and_no_cookie(world: World) -> None:
    make_affiliate(world)
    asked, remembered = Client(), Client()
    follow(asked)
    follow(remembered)
    say(remembered, "yes")
    switch_off(world)
    stranger = Client()
    assert stranger.get("/a/ulla/").status_code == 404
    assert stranger.post("/a/", {"answer": "yes"}).status_code == 404
    assert not {COOKIE, settings.SESSION_COOKIE_NAME} & set(stranger.cookies)
    assert ASKED not in read(asked, "/").text
    assert "Forget who recommended us" not in read(remembered, "/").text
    for who, address in ((world.stina, "/staff/affiliates/"), (world.ulla, "/my/affiliate/")):
        assert world.client(who).get(address).status_code == 404
    assert "/staff/affiliates/" not in read(world.client(world.stina), "/staff/").links
    assert "/my/affiliate/" not in read(world.client(world.ulla), "/my/").links


def test_noras_order_after_following_the_link_is_ullas(world: World) -> None:
    ulla = make_affiliate(world)
    client = world.client(world.nora)
    follow(client)
    assert bought(world, client).affiliate == ulla
    later = world.client(world.nora)
    later.cookies[COOKIE] = _cookie_of_a_yes()
    assert bought(world, later).affiliate == ulla


def _cookie_of_a_yes() -> str:
    client = Client()
    follow(client)
    say(client, "yes")
    return str(client.cookies[COOKIE].value)


def test_a_forged_cookie_counts_for_nothing(world: World) -> None:
    make_affiliate(world)
    for forged in ("ulla", "ulla:1tXyZz:AAAA", _cookie_of_a_yes()[:-2] + "xx"):
        client = world.client(world.nora)
        client.cookies[COOKIE] = forged
        assert bought(world, client).affiliate is None


def test_the_last_link_that_was_followed_counts(world: World) -> None:
    make_affiliate(world)
    sam = make_affiliate(world, world.sam, "sam")
    client = world.client(world.nora)
    follow(client)
    say(client, "yes")
    follow(client, "/a/sam/")
    assert bought(world, client).affiliate == sam


def test_who_acts_as_nora_brings_no_link_of_their_own(world: World) -> None:
    make_affiliate(world)
    client = act(world, world.sam, world.nora)
    follow(client)
    assert VISIT not in client.session
    assert ASKED not in read(client, "/").text


def test_links_are_not_for_a_customers_own_site(world: World) -> None:
    make_affiliate(world)
    open_site(world, world.school)
    client = Client()
    client.get(f"/s/{SCHOOL_SLUG}/a/ulla/")
    assert VISIT not in client.session


def test_nobody_else_has_the_page_of_an_affiliate(world: World) -> None:
    make_affiliate(world)
    assert world.client(world.nora).get("/my/affiliate/").status_code == 404
    assert "/my/affiliate/" not in read(world.client(world.nora), "/my/").links


def test_ulla_sees_her_link_and_sums_and_never_who_bought(
    world: World, django_assert_num_queries: object
) -> None:
    make_affiliate(world)
    order = place_by(world, world.nora, "ulla")
    client = world.client(world.ulla)
    assert "/my/affiliate/" in read(client, "/my/").links
    page = read(client, "/my/affiliate/")
    assert page.inputs[""].endswith("/a/ulla/")
    assert str(order.number) in page.text
    assert "1 590,00" in page.text
    for word in ("Nora", "Lindqvist", "Norrvik", "Barn och utbildning", "nora@"):
        assert word not in page.text
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get("/my/affiliate/")
