"""My pages → Security → Two-factor: what is shown, once or never, and what is refused."""

import re

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from customers.models import AccountEvent, RecoveryCode, ShopSettings, User
from tests.second_factors import (
    Authenticator,
    add_passkey,
    app_code,
    enrol,
    log_in,
    post_json,
    wrong_code,
)
from tests.services.customers.test_visits import act
from tests.world import PASSWORD, World

BASE = "/my/security/two-factor/"


def fresh(user: User) -> User:
    found: User = User.objects.get(pk=user.pk)
    return found


def text(client: Client, path: str = BASE) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def test_nora_sets_up_an_app_by_picture_or_by_text(world: World) -> None:
    nora, client = world.nora.user, world.client(world.nora)
    assert "Set up an app" in text(client)
    assert client.post(f"{BASE}app/").status_code == 302
    page = text(client, f"{BASE}app/")
    drawing = re.search(r"<svg class=\"qr\".*?</svg>", page, re.DOTALL)
    assert drawing is not None
    assert "style=" not in page
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert secret is not None
    assert len(secret.group(1).replace(" ", "")) == 32
    response = client.post(f"{BASE}app/", {"code": app_code(nora)})
    codes = re.findall(r"<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</li>", response.content.decode())
    assert len(codes) == 10
    assert response["Cache-Control"].count("no-store") == 1
    page = text(client)
    assert "10 of 10 are left" in page
    assert codes[0] not in page
    assert secret.group(1) not in page
    assert client.session["second_factor_of"] == nora.pk


def test_a_wrong_code_leaves_the_page_open_for_the_next_one(world: World) -> None:
    client = world.client(world.nora)
    client.post(f"{BASE}app/")
    page = client.post(f"{BASE}app/", {"code": wrong_code(world.nora.user)}).content.decode()
    assert "That code does not work." in page
    assert "<svg class=" in page
    assert not fresh(world.nora.user).has_second_factor


def test_the_secret_is_shown_to_nobody_else_and_not_after_it_is_confirmed(world: World) -> None:
    nora = world.client(world.nora)
    nora.post(f"{BASE}app/")
    assert 'id="secret"' not in text(world.client(world.otto), f"{BASE}app/")
    nora.post(f"{BASE}app/", {"code": app_code(world.nora.user)})
    assert 'id="secret"' not in text(nora, f"{BASE}app/")


def test_other_sessions_end_when_two_factor_is_turned_on(world: World) -> None:
    elsewhere, client = world.client(world.nora), world.client(world.nora)
    client.post(f"{BASE}app/")
    client.post(f"{BASE}app/", {"code": app_code(world.nora.user)})
    assert client.get("/my/").status_code == 200
    assert elsewhere.get("/my/").status_code == 302


def test_moving_making_codes_and_removing_take_the_password(world: World) -> None:
    enrol(world, world.nora.user)
    client = log_in(world.nora.user)
    for path in ("app/", "codes/", "app/remove/"):
        before = TOTPDevice.objects.count(), RecoveryCode.objects.latest("id").pk
        for password in ("", "gissning"):
            page = client.post(BASE + path, {"password": password}).content.decode()
            assert "has-errors" in page, path
        assert (TOTPDevice.objects.count(), RecoveryCode.objects.latest("id").pk) == before
    page = client.post(f"{BASE}codes/", {"password": PASSWORD}).content.decode()
    assert len(re.findall(r"<li>[a-z2-7]{4}-", page)) == 10
    assert client.post(f"{BASE}app/remove/", {"password": PASSWORD}).status_code == 302
    assert not fresh(world.nora.user).has_second_factor
    assert client.get("/my/").status_code == 200


def test_the_page_of_a_required_factor_says_why_it_stays(world: World) -> None:
    ShopSettings.objects.update(two_factor_approvers=True)
    enrol(world, world.ali.user)
    client = log_in(world.ali.user)
    page = client.post(f"{BASE}app/remove/", {"password": PASSWORD}).content.decode()
    assert "The shop requires two-factor of approvers." in page
    assert fresh(world.ali.user).has_second_factor


def test_where_it_is_not_offered_the_page_says_so_and_starts_nothing(world: World) -> None:
    ShopSettings.objects.update(two_factor_for_buyers=False)
    client = world.client(world.nora)
    page = text(client)
    assert "The shop does not offer two-factor to buyers." in page
    assert "Set up an app" not in page
    client.post(f"{BASE}app/")
    assert not TOTPDevice.objects.exists()
    assert post_json(client, f"{BASE}passkeys/options/").status_code == 409


def test_nora_adds_names_renames_and_removes_a_passkey(world: World) -> None:
    client = world.client(world.nora)
    response = add_passkey(client, Authenticator(), "  Blue \x00 key ")
    assert response.json() == {"next": BASE}
    page = text(client)
    assert "Blue key" in page
    assert "You have no recovery codes." in page
    passkey = WebAuthnCredential.objects.get()
    path = f"{BASE}passkeys/{passkey.pk}/"
    assert client.post(path, {"name": "Red key"}).status_code == 302
    assert "Red key" in text(client)
    assert "has-errors" in client.post(f"{path}remove/", {"password": "no"}).content.decode()
    assert client.post(f"{path}remove/", {"password": PASSWORD}).status_code == 302
    assert not WebAuthnCredential.objects.exists()
    assert not fresh(world.nora.user).has_second_factor
    assert client.get("/my/").status_code == 200


def test_the_passkey_page_says_so_when_the_browser_cannot(world: World) -> None:
    page = text(world.client(world.nora), f"{BASE}passkeys/new/")
    assert "This browser cannot make a passkey here." in page
    assert re.search(r"<form[^>]*data-passkey=\"new\"[^>]* hidden", page)


def test_a_colleagues_passkey_is_404(world: World) -> None:
    add_passkey(world.client(world.ali), Authenticator())
    passkey = WebAuthnCredential.objects.get()
    client = world.client(world.nora)
    for path in (f"{BASE}passkeys/{passkey.pk}/", f"{BASE}passkeys/{passkey.pk}/remove/"):
        assert client.get(path).status_code == 404
        data = {"name": "mine", "password": PASSWORD}
        assert client.post(path, data).status_code == 404
    assert WebAuthnCredential.objects.get().name == "Blue key"


@pytest.mark.parametrize("path", ["", "app/", "app/remove/", "codes/", "passkeys/new/"])
def test_every_page_is_closed_while_acting(world: World, path: str) -> None:
    client = act(world, world.sam, world.nora)
    assert client.get(BASE + path).status_code == 403
    assert client.post(BASE + path, {"password": PASSWORD}).status_code in {403, 405}
    assert client.post("/my/security/sessions/end/").status_code == 403


def test_sam_logs_in_as_nora_without_her_factor_and_comes_back_with_his_own(world: World) -> None:
    enrol(world, world.nora.user)
    enrol(world, world.sam)
    client = log_in(world.sam)
    response = client.post(f"/staff/act-as/{world.nora.pk}/")
    assert response.status_code == 302
    assert client.get("/my/").status_code == 200
    assert "Sam" in client.get("/").content.decode()
    assert client.post("/acting/leave/").status_code == 302
    assert client.get("/staff/").status_code == 200


def test_the_account_log_holds_every_change_and_no_secret(world: World) -> None:
    codes = enrol(world, world.nora.user)
    client = log_in(world.nora.user)
    client.post(f"{BASE}codes/", {"password": PASSWORD})
    client.post("/my/security/sessions/end/")
    client.post(f"{BASE}app/remove/", {"password": PASSWORD})
    events = AccountEvent.objects.filter(user=world.nora.user)
    kinds = list(events.values_list("kind", flat=True))
    assert kinds == ["factor_removed", "sessions_ended", "codes_made", "factor_added"]
    assert not any(code in event.note for event in events for code in codes)
