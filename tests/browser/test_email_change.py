"""A change of log-in address in a browser, through both mails; and one that is stopped."""

from collections.abc import Callable

import pytest
from django.core import mail as sending

from customers.models import User
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.world import PASSWORD, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "nora.lindqvist@example.com"


def ask(nora: Visitor) -> None:
    nora.log_in("nora@example.com")
    nora.open("/my/security/")
    nora.press("Change the address")
    nora.page.fill("[name=email]", NEW)
    nora.page.fill("[name=current]", PASSWORD)
    nora.press("Mail both addresses")
    nora.sees("Both addresses have got a mail.", "This waits")
    let_the_worker_run()


@pytest.mark.parametrize("width", [390, 1280])
def test_nora_gets_a_new_log_in_through_both_mails(
    visitor: Callable[..., Visitor], live_server: object, width: int
) -> None:
    build_world()
    nora = visitor(width=width)
    ask(nora)
    new_mailbox, old_mailbox = visitor(width=width), visitor(width=width)
    new_mailbox.open(link_in_mail(NEW, "accounts/email_confirm_new", live_server))
    new_mailbox.sees("Nora Lindqvist", "nora@example.com", NEW)
    new_mailbox.press("Yes, change the address")
    new_mailbox.sees("One yes of two", "nora@example.com must say yes too")
    nora.open("/my/security/email/")
    nora.sees("confirmed", "waits")

    old_mailbox.open(link_in_mail("nora@example.com", "accounts/email_confirm_old", live_server))
    old_mailbox.press("Yes, change the address")
    old_mailbox.sees("The address is changed", NEW)
    let_the_worker_run()
    told = [sent.to for sent in sending.outbox if "new address" in sent.subject][-2:]
    assert sorted(told) == [[NEW], ["nora@example.com"]]

    again = visitor(width=width)
    again.log_in("nora@example.com")
    again.sees("The e-mail address or the password is wrong.")
    again.log_in(NEW)
    again.open("/my/security/")
    again.sees(NEW)


def test_nora_stops_what_somebody_else_asked_for(
    visitor: Callable[..., Visitor], live_server: object
) -> None:
    world = build_world()
    thief = visitor()
    ask(thief)
    [sent] = [m for m in sending.outbox if m.to == ["nora@example.com"]]
    stop = str(sent.body).split("/account/email/email-not-me/")[1].split()[0]
    nora = visitor(width=390)
    nora.open(f"/account/email/email-not-me/{stop}")
    nora.sees("Was this not you?")
    nora.press("Stop it and log everybody out")
    nora.sees("The new address is stopped")
    thief.page.goto(f"{thief.site}/my/")
    assert "/account/login/" in thief.page.url
    assert User.objects.get(pk=world.nora.user_id).email == "nora@example.com"
    let_the_worker_run()
    nora.open(link_in_mail("nora@example.com", "accounts/reset", live_server))
    nora.sees("Choose a new password")
