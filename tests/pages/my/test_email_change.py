"""My pages: asking for another log-in, and the pages behind the mailed links."""

import re

from django.core import mail
from django.test import Client

from core.mail import send_due
from customers.models import EmailChange, ShopSettings, User
from tests.world import PASSWORD, World

PAGE = "/my/security/email/"
NEW = "nora.lindqvist@example.com"


def ask(world: World, **changes: str) -> Client:
    nora = world.client(world.nora)
    nora.post(PAGE, {"email": NEW, "current": PASSWORD} | changes)
    return nora


def links() -> dict[str, str]:
    """The three links, by purpose, out of the mails that went."""
    send_due()
    text = "\n".join(str(sent.body) for sent in mail.outbox)
    found = re.findall(r"http://testserver(/account/email/([a-z-]+)/\S+)", text)
    return {purpose: path for path, purpose in found}


def press(path: str) -> str:
    """Opens a mailed link in a browser of its own and presses the page's button."""
    browser = Client()
    opened = browser.get(path, follow=True)
    assert opened.status_code == 200
    assert opened.redirect_chain[-1][0] == "/account/email/answer/", "the link leaves the address"
    answered = browser.post("/account/email/answer/")
    assert answered.status_code == 200
    assert browser.get("/account/email/answer/").status_code == 410, "one press, one answer"
    return str(answered.content.decode())


def test_nora_changes_her_address_through_both_mails(world: World) -> None:
    nora = ask(world)
    page = nora.get(PAGE).content.decode()
    assert page.count("waits") >= 2
    assert NEW in nora.get("/my/security/").content.decode()
    sent = links()
    assert "One yes of two" in press(sent["email-new"])
    assert "confirmed" in nora.get(PAGE).content.decode()
    assert "The address is changed" in press(sent["email-old"])
    assert User.objects.get(pk=world.nora.user_id).email == NEW
    assert nora.get("/my/").status_code == 200, "her own visit goes on"
    assert Client().get(sent["email-old"]).status_code == 410
    assert Client().get(sent["email-not-me"]).status_code == 410
    entered = Client().post("/account/login/", {"username": NEW, "password": PASSWORD})
    assert entered.status_code == 302


def test_looking_at_a_link_changes_nothing(world: World) -> None:
    """Mail programs and virus scanners open every link."""
    ask(world)
    for path in links().values():
        assert Client().get(path, follow=True).status_code == 200
    change = EmailChange.objects.get()
    assert (change.state, change.old_confirmed_at, change.new_confirmed_at) == (
        "pending",
        None,
        None,
    )


def test_this_was_not_me_logs_everybody_out(world: World) -> None:
    nora = ask(world)
    sent = links()
    page = press(sent["email-not-me"])
    assert "The new address is stopped" in page
    assert nora.get("/my/").status_code == 302
    for purpose in ("email-old", "email-new", "email-not-me"):
        answer = Client().get(sent[purpose])
        assert answer.status_code == 410
        assert "The link does not work" in answer.content.decode()
    assert User.objects.get(pk=world.nora.user_id).email == "nora@example.com"


def test_a_link_opened_in_time_and_pressed_too_late_is_refused(world: World) -> None:
    nora = ask(world)
    browser = Client()
    browser.get(links()["email-old"])
    nora.post("/my/security/email/withdraw/")
    assert browser.post("/account/email/answer/").status_code == 410
    assert EmailChange.objects.get().old_confirmed_at is None


def test_what_is_wrong_is_said_at_its_field_and_the_password_is_not_shown_again(
    world: World,
) -> None:
    nora = world.client(world.nora)
    for data, field, text in (
        ({"email": "no address", "current": PASSWORD}, "email", "valid email"),
        ({"email": NEW, "current": "not-mine"}, "current", "not your current password"),
        ({"email": NEW, "current": ""}, "current", "required"),
        ({"email": "otto@example.com", "current": PASSWORD}, "email", "already in use"),
        ({"email": "nora@example.com", "current": PASSWORD}, "email", "the address already"),
    ):
        answer = nora.post(PAGE, data)
        assert list(answer.context["form"].errors) == [field], data
        assert text in str(answer.context["form"].errors[field]), data
        assert "not-mine" not in answer.content.decode()
        assert data["email"] in answer.content.decode(), "what was written stays"
    assert not EmailChange.objects.exists()


def test_where_the_shop_forbids_it_the_page_says_whom_to_ask(world: World) -> None:
    ShopSettings.objects.update(email_requests=False)
    nora = ask(world)
    for path in (PAGE, "/my/security/"):
        page = nora.get(path).content.decode()
        assert "Only the shop changes the address." in page
        assert "0510-555 40" in page
    assert not EmailChange.objects.exists()


def test_links_that_are_not_ours_lead_nowhere(world: World) -> None:
    for path in ("email-old/x", "email-old/1:abc", "nonsense/x", "email-not-me/1.a.b"):
        assert Client().get(f"/account/email/{path}/").status_code == 410
    assert Client().get("/account/email/answer/").status_code == 410
    assert Client().post("/account/email/answer/").status_code == 410


def test_nobody_asks_in_somebody_elses_shoes(world: World) -> None:
    sam = world.client(world.sam)
    sam.post(f"/staff/act-as/{world.nora.pk}/")
    assert sam.get(PAGE).status_code == 403
    assert sam.post(PAGE, {"email": NEW, "current": PASSWORD}).status_code == 403


def test_the_page_costs_little(world: World, django_assert_max_num_queries: object) -> None:
    nora = ask(world)
    nora.get(PAGE)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        nora.get(PAGE)
