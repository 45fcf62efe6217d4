"""Two-factor on a phone: set up, logged out, logged in with a code; and a passkey."""

import os
from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from django_otp.oath import totp

from customers.models import ShopSettings
from tests.browser.conftest import Visitor
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def code_for(secret: str, *, steps: int = 0) -> str:
    """What an app shows that was given the secret as text."""
    key = b32decode(secret.replace(" ", ""))
    return f"{totp(key, t0=-steps * 30):06d}"


def set_up_app(person: Visitor) -> tuple[str, list[str]]:
    """From the two-factor page to the recovery codes; the secret and the codes."""
    person.press("Set up an app")
    secret = person.page.inner_text("#secret")
    assert person.page.locator("svg.qr").bounding_box() is not None
    person.page.fill("[name=code]", code_for(secret))
    person.press("Turn it on")
    person.sees("Two-factor is on.", "Keep these codes now.")
    return secret, person.page.locator(".recovery-list li").all_inner_texts()


@pytest.mark.parametrize("width", [390, 1280])
def test_nora_sets_up_an_app_logs_out_and_in_again(
    visitor: Callable[..., Visitor], width: int
) -> None:
    build_world()
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    nora.open("/my/security/")
    nora.press("Set up two-factor")
    secret, codes = set_up_app(nora)
    nora.press("I have kept them")
    nora.open("/my/security/two-factor/")
    nora.sees("10 of 10 are left")
    with nora.page.expect_navigation(wait_until="networkidle"):
        nora.page.evaluate("document.querySelector('form[action=\"/account/logout/\"]').submit()")

    nora.log_in("nora@example.com")
    nora.look()
    nora.sees("Second step")
    nora.page.goto(f"{nora.site}/my/")
    assert "/account/login/" in nora.page.url
    nora.open("/account/second-step/")
    nora.page.fill("[name=code]", "000 000")
    nora.press("Log in")
    nora.sees("That does not work, or was used already.")
    nora.page.fill("[name=code]", codes[0])
    nora.press("Log in")
    nora.open("/my/security/two-factor/")
    nora.sees("9 of 10 are left")

    again = visitor(width=width)
    again.log_in("nora@example.com")
    again.page.wait_for_timeout(1500)  # the app's throttle after the wrong code
    again.page.fill("[name=code]", code_for(secret, steps=1))
    again.press("Log in")
    again.open("/my/")
    for path in ("app/", "app/remove/", "codes/", "passkeys/new/"):
        again.open(f"/my/security/two-factor/{path}")


@pytest.mark.parametrize("width", [390, 1280])
def test_stina_makes_a_passkey_and_logs_in_with_it(
    visitor: Callable[..., Visitor], live_server: object, settings: Any, width: int
) -> None:
    world = build_world()
    ShopSettings.objects.update(two_factor_all_staff=True)
    settings.SITE_URL = str(live_server)
    stina = visitor(width=width)
    key = stina.page.context.new_cdp_session(stina.page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    stina.log_in("stina@example.com")
    stina.look()
    stina.sees("The shop requires two-factor of all staff.")
    stina.press("Add a passkey")
    stina.page.fill("[name=name]", "Work laptop")
    stina.page.get_by_role("button", name="Make the passkey").click()
    stina.page.wait_for_url("**/my/security/two-factor/")
    stina.look()
    stina.sees("Work laptop", "You have no recovery codes.")
    stina.open(f"/staff/users/{world.nora.user.pk}/")

    stina.page.context.clear_cookies()
    stina.log_in("stina@example.com")
    stina.look()
    stina.page.get_by_role("button", name="Use a passkey").click()
    stina.page.wait_for_url("**/staff/")
    stina.open("/my/security/two-factor/")
    stina.press("Rename")
    stina.open("/my/security/two-factor/")
    stina.page.get_by_role("link", name="Remove Work laptop").click()
    stina.arrive()
    stina.look()


def test_stina_takes_two_factor_away_from_nora(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    nora, stina = visitor(width=390), visitor()
    nora.log_in("nora@example.com")
    nora.open("/my/security/two-factor/")
    set_up_app(nora)
    stina.log_in("stina@example.com")
    stina.open(f"/staff/users/{world.nora.user.pk}/")
    stina.press("Take two-factor away")
    stina.page.fill("[name=reason]", "phone in the lake, called back")
    stina.press("Take it away")
    stina.sees("phone in the lake, called back")
    stina.open("/staff/settings/")
    stina.open(f"/staff/groups/{world.norrvik.pk}/")
    nora.page.goto(f"{nora.site}/my/")
    assert "/account/login/" in nora.page.url
    nora.log_in("nora@example.com")
    nora.open("/my/")
