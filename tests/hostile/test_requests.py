"""Requests no page of ours would send: without token, to other hosts, with other methods, away."""

from urllib.parse import quote

import pytest
from django.test import Client

from core.access.checks import Door, doors
from customers.access import Perm
from tests.access.test_walk import address
from tests.hostile.test_strings import ask
from tests.orders import place
from tests.world import PASSWORD, World

AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "/\t/evil.example",
    "https://testserver@evil.example/",
    "evil.example",
    "shop:home",
    "-",
    "\x00//evil.example",
)


# The one press of a mail program comes without a visit: the signed token in the address is all that
# it has (RFC 8058). What stands in for one here is none, and stops nothing.
WITHOUT_A_VISIT = {"shop:newsletter-stop": 410}


def posting() -> list[Door]:
    return [door for door in doors() if "POST" in door.methods]


def test_no_door_takes_a_post_without_its_token(world: World) -> None:
    """Also from somebody who is logged in and entitled."""
    order = place(world, world.nora, (world.dock, 4))
    assert len(posting()) >= 40
    for door in posting():
        staff = door.perm is not None and str(door.perm).startswith("staff.")
        client = Client(enforce_csrf_checks=True)
        user = world.stina if staff else world.greta.user
        client.force_login(user, backend="customers.backends.EmailBackend")
        response = client.post(address(door, number=order.number, user_id=world.ulla.pk))
        assert response.status_code == WITHOUT_A_VISIT.get(door.name, 403), door.name
    order.refresh_from_db()
    assert order.version == 1


def test_a_token_of_another_visit_is_none(world: World) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/account/login/")
    token = stranger.cookies["csrftoken"].value
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    form = {"username": "otto@example.com", "password": PASSWORD}
    assert client.post("/account/login/", form | {"csrfmiddlewaretoken": token}).status_code == 403
    own = client.cookies["csrftoken"].value
    assert client.post("/account/login/", form | {"csrfmiddlewaretoken": own}).status_code == 302


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
def test_another_method_is_refused_and_does_nothing(world: World, method: str) -> None:
    client = world.client(world.stina)
    for door in doors():
        if door.perm == Perm.PUBLIC or str(door.perm).startswith("staff."):
            assert client.generic(method, address(door)).status_code == 405, door.name


@pytest.mark.parametrize("target", AWAY)
def test_no_address_of_ours_leads_away(world: World, target: str) -> None:
    client = world.client(world.otto)
    client.raise_request_exception = False
    form = {"username": "otto@example.com", "password": PASSWORD, "next": target}
    answers = [
        Client().post("/account/login/", form),
        Client().post(f"/account/login/?next={quote(target)}", {**form, "next": ""}),
        client.get("/account/login/", {"next": target}),
        client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1, "next": target}),
        client.post("/cart/add/", {"variant": 0, "quantity": 0, "next": target}),
        client.post("/cart/tidy/", {"next": target}),
        client.get(f"/my/as/{world.otto.pk}/", {"next": target}),
        client.post("/my/customer/", {"membership_id": world.otto.pk, "next": target}),
    ]
    for response in answers:
        assert response.status_code == 302
        assert response["Location"].startswith("/"), response["Location"]
        assert not response["Location"].startswith(("//", "/\\", "/\t")), response["Location"]
        assert "evil" not in response["Location"]


def test_a_way_back_on_this_site_is_taken(world: World) -> None:
    form = {"username": "otto@example.com", "password": PASSWORD, "next": "/my/orders/?q=å"}
    assert Client().post("/account/login/", form)["Location"] == "/my/orders/?q=%C3%A5"


def test_a_login_page_asked_for_with_two_slashes_does_not_send_away(world: World) -> None:
    response = Client().get("//evil.example/my/orders/")
    assert "evil.example" not in response.get("Location", "").split("?")[0]
    response = Client().get("/my/orders/", {"next": "//evil.example"})
    assert response["Location"].startswith("/account/login/?next=%2Fmy%2Forders%2F")


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", "[::1", ""])
def test_another_host_is_refused_and_named_nowhere(world: World, host: str) -> None:
    client = Client(headers={"host": host}, raise_request_exception=False)
    for url in ("/", "/account/login/", "/account/reset/"):
        response = client.get(url)
        if host:
            assert response.status_code == 400
        assert b"evil.example" not in response.content


def test_too_much_of_anything_is_refused_without_a_crash(world: World) -> None:
    client = world.client(world.otto)
    client.raise_request_exception = False
    many = "&".join(f"f{number}=1" for number in range(2000))
    assert client.generic(
        "POST", "/cart/change/", many.encode(), "application/x-www-form-urlencoded"
    ).status_code in {302, 400}
    huge = b"username=" + b"a" * (6 * 1024 * 1024)
    assert client.generic(
        "POST", "/account/login/", huge, "application/x-www-form-urlencoded"
    ).status_code in {400, 413}
    ask(client, [f"/search/?q={'a' * 8000}", "/" + "a/" * 900, f"/c/{'a' * 3000}/"])
