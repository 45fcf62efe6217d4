"""Logging in with a second step: nothing is open before it, everything is as before after it."""

import pytest
from django.test import Client

from catalogue.models import Variant
from customers.models import ShopSettings, User
from customers.services.two_factor import check_code
from tests.second_factors import (
    Authenticator,
    add_passkey,
    app_code,
    enrol,
    give_password,
    log_in,
    post_json,
)
from tests.world import PASSWORD, World

STEP = "/account/second-step/"


def is_logged_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200


def test_without_a_second_factor_the_password_is_enough(world: World) -> None:
    client = give_password(world.nora.user, to="/cart/")
    assert is_logged_in(client)


def test_nora_gives_password_and_code_and_comes_where_she_was_going(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    client = Client()
    data = {"username": nora.email, "password": PASSWORD, "next": "/my/orders/"}
    response = client.post("/account/login/", data)
    assert response["Location"] == STEP
    assert not is_logged_in(client)
    assert b"Second step" in client.get(STEP).content
    response = client.post(STEP, {"code": app_code(nora)})
    assert response["Location"] == "/my/orders/"
    assert is_logged_in(client)
    assert client.get(STEP)["Location"] == "/"


def test_a_recovery_code_opens_the_second_step(world: World) -> None:
    codes = enrol(world, world.nora.user)
    client = give_password(world.nora.user)
    assert client.post(STEP, {"code": codes[4]}).status_code == 302
    assert is_logged_in(client)


def test_a_passkey_opens_the_second_step_and_a_used_answer_does_not(world: World) -> None:
    nora = world.nora.user
    key = Authenticator()
    assert add_passkey(world.client(world.nora), key).status_code == 200
    client = give_password(nora)
    assert b"Use a passkey" in client.get(STEP).content
    options = post_json(client, f"{STEP}options/").json()["options"]
    answer = key.sign(options)
    response = post_json(client, f"{STEP}passkey/", answer)
    assert response.json() == {"next": "/"}
    assert is_logged_in(client)
    again = give_password(nora)
    assert post_json(again, f"{STEP}passkey/", answer).status_code == 409
    post_json(again, f"{STEP}options/")
    assert post_json(again, f"{STEP}passkey/", answer).status_code == 422
    assert not is_logged_in(again)


def test_the_cart_filled_before_comes_along_after_the_second_step(world: World) -> None:
    enrol(world, world.nora.user)
    client = Client()
    variant: Variant = world.dock
    client.post("/cart/add/", {"variant": variant.pk, "quantity": 2})
    give_password(world.nora.user, client)
    client.post(STEP, {"code": app_code(world.nora.user)})
    assert variant.sku in client.get("/cart/").content.decode()


def test_a_wrong_code_says_one_thing_and_lets_nobody_in(world: World) -> None:
    nora = world.nora.user
    codes = enrol(world, nora)
    assert check_code(user=nora, code=codes[0])
    said = set()
    for code in ("000000", "no code", codes[0]):
        client = give_password(nora)
        page = client.post(STEP, {"code": code}).content.decode()
        assert "That does not work, or was used already." in page
        said.add(page.count("has-errors"))
        assert not is_logged_in(client)
    assert said == {1}


def test_nobody_comes_to_the_second_step_without_the_password(world: World) -> None:
    enrol(world, world.nora.user)
    client = Client()
    assert client.get(STEP)["Location"] == "/account/login/"
    assert client.post(STEP, {"code": app_code(world.nora.user)})["Location"] == "/account/login/"
    assert post_json(client, f"{STEP}options/").status_code == 409
    assert post_json(client, f"{STEP}passkey/", {}).status_code == 409
    assert not is_logged_in(client)


def test_staff_come_to_the_back_office_after_the_second_step(world: World) -> None:
    enrol(world, world.stina)
    client = give_password(world.stina)
    assert client.get("/staff/").status_code == 302
    assert client.post(STEP, {"code": app_code(world.stina)})["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("rule", ["two_factor_all_staff", "two_factor_staff_admins"])
def test_stina_is_led_to_set_it_up_before_anything_else(world: World, rule: str) -> None:
    ShopSettings.objects.update(**{rule: True})
    client = give_password(world.stina)
    for path in ("/staff/", "/staff/orders/", "/", "/my/", "/cart/", "/no-such-page/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, "/my/security/two-factor/")
    assert client.post("/staff/settings/", {"name": "Mine"}).status_code == 302
    assert ShopSettings.objects.get().name == world.shop.name
    part = client.get("/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == "/my/security/two-factor/"
    page = client.get("/my/security/two-factor/")
    assert "The shop requires two-factor" in page.content.decode()
    assert client.get("/my/security/").status_code == 200
    enrol(world, world.stina)
    assert log_in(world.stina).get("/staff/").status_code == 200
    assert client.post("/account/logout/").status_code == 302


def test_an_organisation_that_requires_it_leads_its_people_and_nobody_else(world: World) -> None:
    world.norrvik.two_factor_required = True
    world.norrvik.save()
    assert world.client(world.nora).get("/cart/").status_code == 302
    assert world.client(world.greta).get("/cart/").status_code == 302
    for other in (world.otto, world.sam, world.ulla, None):
        assert world.client(other).get("/cart/").status_code == 200


def test_nora_logs_out_everywhere_else(world: World) -> None:
    enrol(world, world.nora.user)
    here, there = log_in(world.nora.user), log_in(world.nora.user, steps=1)
    assert here.post("/my/security/sessions/end/").status_code == 302
    assert is_logged_in(here)
    assert not is_logged_in(there)


def test_a_new_password_keeps_this_session_and_its_second_step(world: World) -> None:
    enrol(world, world.nora.user)
    client = log_in(world.nora.user)
    new = "brevlådan är gul 42"
    data = {"current": PASSWORD, "new": new, "again": new}
    assert client.post("/my/security/", data).status_code == 302
    assert is_logged_in(client)
    assert User.objects.get(pk=world.nora.user.pk).check_password(new)
