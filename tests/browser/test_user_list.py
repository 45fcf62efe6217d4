"""The list of users in a browser: a tick switched off and back, and the newsletter by its mail."""

from collections.abc import Callable

import pytest

from customers.models import Consent, ConsentKind, User
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.orders import place
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_sam_switches_otto_off_and_takes_it_back(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    place(world, world.nora, (world.paper, 2))
    Consent.objects.create(
        user=world.otto.user, kind=ConsentKind.NEWSLETTER, given_source="own_pages"
    )
    sam = visitor(width=width)
    sam.log_in("sam@example.com")
    sam.open("/staff/users/?sort=-sales&role=buyer")
    sam.press("Make Otto Moen inactive")
    assert "sort=-sales&role=buyer" in sam.page.url, "the list stays as it was narrowed"
    sam.sees("Otto Moen is inactive and signed out.")
    assert not User.objects.get(pk=world.otto.user_id).is_active
    sam.press("Undo")
    sam.sees("Otto Moen is active again.")
    assert User.objects.get(pk=world.otto.user_id).is_active

    sam.press("Take Otto Moen off the newsletter")
    sam.sees("Otto Moen gets no more: newsletter.")
    assert not Consent.objects.get().is_given
    sam.press("Undo")
    sam.sees("as before")
    assert Consent.objects.get().is_given

    sam.press("Make Ali Haddad inactive")
    sam.sees("Ali Haddad approves for Nora Lindqvist.")
    assert "/active/" in sam.page.url


def test_the_menu_of_a_row_opens_by_keyboard(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open("/staff/users/")
    menu = stina.page.locator(f"#user-{world.otto.user_id} .row-menu > summary")
    menu.focus()
    stina.page.keyboard.press("Enter")
    stina.look()
    items = stina.page.locator(f"#user-{world.otto.user_id} .menu-item")
    assert [text.strip() for text in items.all_inner_texts()] == ["Open", "Edit", "Delete"]
    stina.page.keyboard.press("ArrowDown")
    stina.page.keyboard.press("ArrowDown")
    stina.page.keyboard.press("Enter")
    stina.page.wait_for_url(f"**/staff/users/{world.otto.user_id}/edit/**")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_stranger_signs_up_by_the_mail(
    visitor: Callable[..., Visitor], live_server: object, width: int
) -> None:
    build_world()
    ny = visitor(width=width)
    ny.open("/")
    ny.press("Newsletter")
    ny.page.fill("[name=email]", "ny@example.com")
    ny.press("Send the link")
    ny.sees("Look in your mail")
    let_the_worker_run()
    mailbox = visitor(width=width)
    mailbox.open(link_in_mail("ny@example.com", "newsletter/choose", live_server))
    mailbox.page.fill("[name=first_name]", "Ny")
    mailbox.press("Save my choice")
    mailbox.sees("What you are mailed")
    mailbox.page.fill("[name=last_name]", "Vän")
    mailbox.press("Save my choice")
    mailbox.sees("we mail from now on")
    assert Consent.objects.get(user__email="ny@example.com").kind == ConsentKind.NEWSLETTER
