"""Stina writes the order confirmation anew, looks at it, tries it, publishes; Otto gets it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail as sending

from tests.browser.conftest import Visitor, let_the_worker_run
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/staff/settings/mails/orders/confirmed/en/"


def press_and_look_around_the_mail(who: Visitor, name: str) -> None:
    """The mail is in a frame that runs nothing: neither the test's own scripts nor axe's."""
    who.page.get_by_role("button", name=name).first.click()
    who.arrive()
    blocked = "Blocked script execution in"
    who.complaints[:] = [said for said in who.complaints if not said.startswith(blocked)]
    assert not who.complaints
    assert who.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not Axe().run(who.page, options={"iframes": False}).response["violations"]


@pytest.mark.parametrize("width", [390, 1280])
def test_stina_changes_the_confirmation_and_otto_gets_it(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/settings/mails/")
    stina.sees("Order confirmation", "Password notices")
    stina.open(PAGE)
    stina.page.fill("[name=subject]", "Thank you, {{ first_name }}: {{ order_number }}")
    stina.page.fill("[name=intro]", "Dear {{ full_name }},\n\n**we pack at once**.")
    press_and_look_around_the_mail(stina, "Preview")
    stina.sees("Filled in with an example", "Thank you, Ronja: 7040219", "we pack at once.")
    frame = stina.page.frame_locator("iframe.mail-frame")
    assert frame.locator("strong", has_text="we pack at once").count() == 1
    press_and_look_around_the_mail(stina, "Send a test to me")
    stina.sees("A test is on its way to stina@example.com")
    press_and_look_around_the_mail(stina, "Publish")
    stina.look()
    stina.sees("Published. The mail goes out in these words from now on.", "Versions", "In force")

    otto = visitor(width=width)
    otto.log_in("otto@example.com")
    otto.open(f"/p/{world.paper.product.slug}/")
    otto.press("Add to cart")
    otto.open("/cart/")
    otto.press("To the checkout")
    otto.press("Send the order to")
    let_the_worker_run()
    test, ours = (
        [sent for sent in sending.outbox if sent.to == [to]][-1]
        for to in ("stina@example.com", "otto@example.com")
    )
    assert test.subject == "Thank you, Ronja: 7040219"
    assert ours.subject.startswith("Thank you, Otto: ")
    assert "Dear Otto Moen," in str(ours.body)
    assert "Kopieringspapper" in str(ours.body)
    [(html, kind)] = ours.alternatives  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert "<strong>we pack at once</strong>" in html

    stina.open(PAGE)
    stina.press("Reset to ours")
    stina.sees("The mail is in our own words again.", "Our words")
    stina.press("Use again")
    stina.sees("The older words are in force again.")
