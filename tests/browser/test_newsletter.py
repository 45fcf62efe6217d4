"""A stranger signs up and confirms, Stina writes to all who did, one leaves by the letter."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail as sending

from customers.models import Consent
from marketing.models import Campaign
from marketing.services.campaign_sending import send_batch
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.services.marketing.campaigns import says_yes
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def forget_the_frame(who: Visitor) -> None:
    blocked = "Blocked script execution in"
    who.complaints[:] = [said for said in who.complaints if not said.startswith(blocked)]


def look_around_the_letter(who: Visitor) -> None:
    """The letter is in a frame that runs nothing: neither the test's own scripts nor axe's."""
    who.arrive()
    forget_the_frame(who)
    assert not who.complaints
    assert who.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not Axe().run(who.page, options={"iframes": False}).response["violations"]


def click(who: Visitor, name: str) -> None:
    """For a page with a letter in it, or one that leads there."""
    pattern = re.compile(f"^{re.escape(name)}", re.IGNORECASE)
    button = who.page.get_by_role("button", name=pattern)
    (button if button.count() else who.page.get_by_role("link", name=pattern)).first.click()
    look_around_the_letter(who)


def while_the_worker_sends(stina: Visitor) -> None:
    """Into the outbox, out of it, and what became of it."""
    address = stina.page.url
    stina.page.goto("about:blank")
    for _turn in range(3):
        let_the_worker_run()
        send_batch()
    forget_the_frame(stina)
    stina.open(address)


def write(stina: Visitor, name: str) -> None:
    stina.open("/staff/newsletters/new/")
    stina.page.fill("[name=name]", name)
    stina.page.fill("[name=subject_en]", "Hello {{ first_name }}")
    stina.page.fill("[name=preheader_en]", "New desks")
    stina.page.fill("[name=body_en]", "**New desks** are here.\n\n- oak\n- birch")
    click(stina, "Save and look")


@pytest.mark.parametrize("width", [390, 1280])
def test_from_signing_up_to_leaving_by_the_letter(
    visitor: Callable[..., Visitor], live_server: object, width: int
) -> None:
    world = build_world()
    says_yes(world.otto.user)
    ny = visitor(width=width)
    ny.open("/newsletter/")
    ny.page.fill("[name=email]", "ny@example.com")
    ny.press("Send the link")
    let_the_worker_run()
    ny.open(link_in_mail("ny@example.com", "newsletter/choose", live_server))
    ny.page.check("[name=newsletter]")
    ny.page.fill("[name=first_name]", "Ny")
    ny.page.fill("[name=last_name]", "Vän")
    ny.press("Save my choice")
    ny.sees("we mail from now on")

    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/newsletters/")
    stina.sees("No newsletters yet")
    write(stina, "November")
    stina.sees("Preview", "Get it", "Hello")
    frame = stina.page.frame_locator("iframe.mail-frame")
    assert frame.locator("strong", has_text="New desks").count() == 1
    click(stina, "Send a test to me")
    stina.sees("A test is on its way to stina@example.com")
    click(stina, "Who gets it, and why others do not")
    stina.sees("Ny Vän", "Otto Moen", "Gets it")
    stina.page.go_back()
    look_around_the_letter(stina)
    stina.page.locator(".page-head").get_by_role("link", name="Send").click()
    look_around_the_letter(stina)
    stina.sees("2 people get this letter.")
    stina.page.check("[name=sure]")
    click(stina, "Send to 2 people")
    while_the_worker_sends(stina)
    stina.sees("Finished", "Withdrew by this letter", "We count no openings")

    letter = next(each for each in reversed(sending.outbox) if each.to == ["ny@example.com"])
    assert letter.subject == "Hello Ny"
    found = re.search(r"https?://[^/\s]+(/newsletter/stop/\S+)", str(letter.body))
    assert found is not None
    ny.open(f"{live_server}{found[1]}")
    ny.press("Stop it")
    ny.sees("You are not mailed any more")
    assert not Consent.objects.filter(
        user__email="ny@example.com", withdrawn_at__isnull=True
    ).exists()

    stina.open(f"/staff/newsletters/{Campaign.objects.get().pk}/")
    write(stina, "December")
    stina.page.locator(".page-head").get_by_role("link", name="Send").click()
    look_around_the_letter(stina)
    stina.sees("1 person gets this letter.")
    stina.page.check("[name=sure]")
    click(stina, "Send to 1 person")
    while_the_worker_sends(stina)
    last = [each.to for each in sending.outbox if each.subject.startswith("Hello")]
    assert last.count(["ny@example.com"]) == 1
    assert last.count(["otto@example.com"]) == 2
