"""Somebody who has Nora's password, and nothing else, tries to get in."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from core.access.checks import doors
from customers.access import Perm
from customers.models import User
from customers.services.passwords import set_temporary_password
from customers.services.users import set_active
from shop.logging_in import WAITING_KEY
from tests.access.test_walk import address
from tests.second_factors import (
    Authenticator,
    add_passkey,
    app_code,
    enrol,
    give_password,
    log_in,
    post_json,
    wait_out_the_throttle,
    wrong_code,
)
from tests.world import PASSWORD, World

STEP = "/account/second-step/"


def test_half_logged_in_is_a_stranger_at_every_door(world: World) -> None:
    enrol(world, world.stina)
    client = give_password(world.stina)
    client.raise_request_exception = False
    tried = 0
    for door in doors():
        if door.perm == Perm.PUBLIC or door.name in {"shop:cart", "shop:mailbox"}:
            continue
        if door.perm in {Perm.CART_USE, Perm.DEMO_MAILBOX}:
            continue
        for method in ("get", "post"):
            response = getattr(client, method)(address(door))
            where = response.headers.get("Location", "")
            assert (response.status_code, where[:15]) == (302, "/account/login/"), door.name
            tried += 1
    assert tried > 100
    assert not client.get("/").context["request"].actor.user


def test_a_session_that_never_took_the_second_step_is_nobodys(world: World) -> None:
    """Whatever else opened it: an older session, another library, a mistake of ours."""
    enrol(world, world.nora.user)
    client = world.client(world.nora)
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session
    stolen = world.client(world.nora)
    session = stolen.session
    session["second_factor_of"] = world.ali.user.pk
    session.save()
    assert stolen.get("/my/").status_code == 302


def test_forged_second_steps_for_others_are_refused(world: World) -> None:
    """One's own code does not let one in as the person whose password was given."""
    enrol(world, world.nora.user)
    others = enrol(world, world.otto.user)
    client = give_password(world.nora.user)
    forged = {"code": app_code(world.otto.user), "user": world.otto.user.pk, "username": "x"}
    client.post(STEP, forged)
    client.post(STEP, {"code": others[0]})
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_password_step_of_another_takes_the_place_of_the_first(world: World) -> None:
    for person in (world.nora.user, world.otto.user):
        enrol(world, person)
    client = give_password(world.nora.user)
    give_password(world.otto.user, client)
    client.post(STEP, {"code": app_code(world.otto.user)})
    assert client.session["_auth_user_id"] == str(world.otto.user.pk)


def test_who_was_logged_in_before_does_not_wait_with_the_next_person(world: World) -> None:
    enrol(world, world.nora.user)
    client = world.client(world.otto)
    client.post("/account/login/", {"username": "nora@example.com", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert client.get("/my/").status_code == 302


def test_a_planted_session_follows_neither_step(world: World) -> None:
    enrol(world, world.nora.user)
    planted = Client()
    planted.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1})
    key = planted.session.session_key
    give_password(world.nora.user, planted)
    waiting_key = planted.session.session_key
    assert waiting_key != key
    planted.post(STEP, {"code": app_code(world.nora.user)})
    assert planted.session.session_key not in {key, waiting_key}
    for old in (key, waiting_key):
        attacker = Client()
        attacker.cookies[settings.SESSION_COOKIE_NAME] = str(old)
        assert attacker.get("/my/").status_code == 302
        assert attacker.get(STEP)["Location"] == "/account/login/"


def test_a_code_seen_over_the_shoulder_does_not_work_again(world: World) -> None:
    enrol(world, world.nora.user)
    code = app_code(world.nora.user)
    assert give_password(world.nora.user).post(STEP, {"code": code}).status_code == 302
    thief = give_password(world.nora.user)
    assert thief.post(STEP, {"code": code}).status_code == 200
    assert thief.get("/my/").status_code == 302


def test_five_wrong_codes_lock_the_door_also_for_the_right_one(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    statuses = []
    client = give_password(nora)
    for _each in range(5):
        wait_out_the_throttle(nora)
        statuses.append(client.post(STEP, {"code": wrong_code(nora)}).status_code)
    assert statuses == [200, 200, 200, 200, 429]
    wait_out_the_throttle(nora)
    assert client.post(STEP, {"code": app_code(nora)}).status_code == 429
    fresh = Client()
    login = {"username": nora.email.upper(), "password": PASSWORD}
    assert fresh.post("/account/login/", login).status_code == 429
    assert client.get("/my/").status_code == 302


def test_giving_the_password_again_does_not_set_the_count_back(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    for _each in range(4):
        wait_out_the_throttle(nora)
        assert give_password(nora).post(STEP, {"code": wrong_code(nora)}).status_code == 200
    wait_out_the_throttle(nora)
    assert give_password(nora).post(STEP, {"code": wrong_code(nora)}).status_code == 429


def test_wrong_codes_from_many_addresses_slow_the_app_down(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    for host in range(4):
        client = Client(REMOTE_ADDR=f"10.0.0.{host}")
        give_password(nora, client)
        client.post(STEP, {"code": wrong_code(nora)}, REMOTE_ADDR=f"10.0.0.{host}")
    assert TOTPDevice.objects.get(user=nora).throttling_failure_count == 1
    assert give_password(nora).post(STEP, {"code": app_code(nora)}).status_code == 200


def test_no_code_is_written_down_by_the_lock(world: World) -> None:
    codes = enrol(world, world.nora.user)
    near_miss = codes[0][:-1] + ("a" if codes[0][-1] != "a" else "b")
    give_password(world.nora.user).post(STEP, {"code": near_miss})
    kept = str(list(AccessAttempt.objects.values())) + str(list(AccessFailureLog.objects.values()))
    assert AccessAttempt.objects.exists()
    assert near_miss not in kept


def test_the_second_step_waits_ten_minutes_at_most(world: World) -> None:
    enrol(world, world.nora.user)
    client = give_password(world.nora.user)
    session = client.session
    session[WAITING_KEY] = session[WAITING_KEY] | {"until": timezone.now().timestamp() - 1}
    session.save()
    response = client.post(STEP, {"code": app_code(world.nora.user)})
    assert response["Location"] == "/account/login/"
    assert client.get("/my/").status_code == 302


def test_a_new_password_or_an_inactive_account_ends_the_waiting(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    waits = give_password(nora)
    set_temporary_password(
        actor=world.actor(world.stina),
        user=nora,
        new="korrekt häst batteri 9",
        verified_how="x",
        reason="No mail on the phone",
    )
    assert waits.post(STEP, {"code": app_code(nora)})["Location"] == "/account/login/"
    enrol(world, world.otto.user)
    otto = give_password(world.otto.user)
    set_active(actor=world.actor(world.stina), user=world.otto.user, is_active=False)
    assert otto.post(STEP, {"code": app_code(world.otto.user)})["Location"] == "/account/login/"


def test_a_temporary_password_does_not_lead_past_the_second_step(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    temporary = "korrekt häst batteri 9"
    set_temporary_password(
        actor=world.actor(world.stina),
        user=nora,
        new=temporary,
        verified_how="x",
        reason="No mail on the phone",
    )
    client = Client()
    client.post("/account/login/", {"username": nora.email, "password": temporary})
    new = "brevlådan är gul 42"
    response = client.post("/account/choose-password/", {"new": new, "again": new})
    assert response["Location"] == STEP
    assert client.get("/my/").status_code == 302
    assert client.post(STEP, {"code": app_code(nora)}).status_code == 302
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_on_after_the_second_step_stays_here(world: World, target: str) -> None:
    enrol(world, world.nora.user)
    client = give_password(world.nora.user, to=target)
    response = client.post(f"{STEP}?next={target}", {"code": app_code(world.nora.user)})
    assert response["Location"] == "/"


@pytest.mark.parametrize(
    "answer",
    [None, [], 7, "x", {}, {"id": 1}, {"id": "é", "rawId": [], "response": 3, "type": None},
     {"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": 7,
      "response": {"clientDataJSON": "!!", "attestationObject": "AA", "authenticatorData": "",
                   "signature": "AA"}}],
)  # fmt: skip
def test_whatever_a_browser_sends_as_a_passkey_is_refused(world: World, answer: object) -> None:
    add_passkey(world.client(world.nora), Authenticator())
    client = give_password(world.nora.user)
    post_json(client, f"{STEP}options/")
    assert post_json(client, f"{STEP}passkey/", answer).status_code == 422
    assert client.get("/my/").status_code == 302
    other = world.client(world.otto)
    post_json(other, "/my/security/two-factor/passkeys/options/")
    body = {"name": "x", "answer": answer}
    response = post_json(other, "/my/security/two-factor/passkeys/save/", body)
    assert response.status_code == 422
    assert WebAuthnCredential.objects.count() == 1
    assert not User.objects.get(pk=world.otto.user.pk).has_second_factor


def test_a_passkey_made_or_used_at_another_site_is_refused(world: World) -> None:
    client = world.client(world.nora)
    assert add_passkey(client, Authenticator(origin="https://evil.example")).status_code == 422
    key = Authenticator()
    assert add_passkey(client, key).status_code == 200
    key.origin = "https://evil.example"
    waiting = give_password(world.nora.user)
    options = post_json(waiting, f"{STEP}options/").json()["options"]
    assert post_json(waiting, f"{STEP}passkey/", key.sign(options)).status_code == 422
    assert waiting.get("/my/").status_code == 302


def test_a_colleagues_passkey_does_not_open_noras_second_step(world: World) -> None:
    hers, his = Authenticator(), Authenticator()
    assert add_passkey(world.client(world.nora), hers).status_code == 200
    assert add_passkey(world.client(world.ali), his).status_code == 200
    client = give_password(world.nora.user)
    options = post_json(client, f"{STEP}options/").json()["options"]
    assert len(options["allowCredentials"]) == 1
    assert post_json(client, f"{STEP}passkey/", his.sign(options)).status_code == 422
    assert client.get("/my/").status_code == 302


def test_the_same_passkey_cannot_be_two_peoples(world: World) -> None:
    key = Authenticator()
    assert add_passkey(world.client(world.nora), key).status_code == 200
    assert add_passkey(world.client(world.otto), key).status_code == 422
    assert not User.objects.get(pk=world.otto.user.pk).has_second_factor


def test_the_secret_of_an_app_that_was_never_confirmed_goes_stale(world: World) -> None:
    client = world.client(world.nora)
    client.post("/my/security/two-factor/app/")
    long_ago = timezone.now() - timedelta(hours=2)
    TOTPDevice.objects.update(created_at=long_ago)
    assert b'id="secret"' not in client.get("/my/security/two-factor/app/").content
    client.post("/my/security/two-factor/app/", {"code": app_code(world.nora.user)})
    assert not User.objects.get(pk=world.nora.user.pk).has_second_factor


def test_a_started_app_that_is_not_confirmed_opens_no_second_step(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    client = log_in(nora)
    client.post("/my/security/two-factor/app/", {"password": PASSWORD})
    thief = give_password(nora)
    assert thief.post(STEP, {"code": app_code(nora)}).status_code == 200
    assert thief.get("/my/").status_code == 302


def test_a_challenge_is_for_one_try(world: World) -> None:
    key = Authenticator()
    add_passkey(world.client(world.nora), key)
    client = give_password(world.nora.user)
    options = post_json(client, f"{STEP}options/").json()["options"]
    assert post_json(client, f"{STEP}passkey/", {}).status_code == 422
    assert post_json(client, f"{STEP}passkey/", key.sign(options)).status_code == 409
    assert client.get("/my/").status_code == 302
