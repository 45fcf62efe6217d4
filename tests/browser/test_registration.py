"""A stranger saves something, makes an account through the mail, and finds it there."""

from collections.abc import Callable

import pytest

from customers.models import Consent, User
from orders.models import WishListLine
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "ronja.almqvist@example.com"
PASSWORD = "one quiet harbour light"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_stranger_has_the_list_in_the_new_account(
    visitor: Callable[..., Visitor], live_server: object, width: int
) -> None:
    world = build_world()
    ronja = visitor(width=width)
    ronja.open(f"/p/{world.dock.product.slug}/?quantity=3")
    ronja.press("Save to list")
    ronja.sees("Save to list", "× 3", "Everything is kept until then.")
    ronja.press("Create an account")
    ronja.sees("What you wanted on a list is saved as soon as the account is there.")
    ronja.page.fill("[name=first_name]", "Ronja")
    ronja.page.fill("[name=last_name]", "Almqvist")
    ronja.page.fill("[name=email]", EMAIL)
    assert not ronja.page.is_checked("[name=newsletter]")
    ronja.page.check("[name=newsletter]")
    ronja.page.wait_for_timeout(2100)  # nobody writes that in less
    ronja.press("Create the account")
    ronja.sees("Look in your mail")
    assert not User.objects.filter(email=EMAIL).exists()

    let_the_worker_run()
    phone = visitor(width=390)
    phone.open(link_in_mail(EMAIL, "accounts/registration", live_server))
    phone.sees("Welcome, Ronja", EMAIL)
    assert phone.page.is_checked("[name=newsletter]")
    phone.page.fill("[name=new]", PASSWORD)
    phone.page.fill("[name=again]", PASSWORD)
    phone.press("Confirm and log in")
    phone.sees("Your account is made", "Saved on the list My list.", world.dock.product.name)
    line = WishListLine.objects.get()
    assert (line.wish_list.user.email, line.quantity) == (EMAIL, 3)
    assert Consent.objects.get().user.email == EMAIL
    phone.open("/my/")
    phone.sees("You belong to no customer yet", "What you can do", "Keep lists and saved carts.")

    again = visitor(width=width)
    again.log_in(EMAIL, PASSWORD)
    again.open("/my/lists/")
    again.sees("My list")


def test_who_has_an_account_learns_it_from_the_mail_alone(
    visitor: Callable[..., Visitor], live_server: object
) -> None:
    build_world()
    nora = visitor()
    nora.open("/account/login/")
    nora.press("Create an account")
    nora.page.fill("[name=first_name]", "Nora")
    nora.page.fill("[name=last_name]", "Lindqvist")
    nora.page.fill("[name=email]", "NORA@example.com")
    nora.page.wait_for_timeout(2100)
    nora.press("Create the account")
    nora.sees("Look in your mail")
    assert "already" not in nora.page.inner_text("body")
    let_the_worker_run()
    nora.open(link_in_mail("nora@example.com", "accounts/registered", live_server))
    nora.sees("Log in")
