"""A stranger makes an account: noted, mailed, confirmed from the mailbox; nobody learns whose."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.form_guard import STARTED, TRAP, started_token
from core.models import OutgoingEmail
from customers.models import (
    Consent,
    ConsentKind,
    ConsentSource,
    Origin,
    PendingRegistration,
    ShopSettings,
    User,
)
from customers.services.registration import forget_old_registrations
from customers.services.users import Person, invite_user
from customers.tasks import answer_registration
from orders.models import CartLine
from tests.rules import say_of
from tests.world import World

PAGE = "/account/register/"
SENT = "/account/register/sent/"
CONFIRM = "/account/register/confirm/"
PASSWORD = "one quiet harbour light"


def filled(email: str, **more: str) -> dict[str, str]:
    started = started_token("RegistrationForm", time.time() - 10)
    return {"first_name": "Ny", "last_name": "Vän", "email": email, STARTED: started, **more}


def register(client: Client, email: str, **more: str) -> None:
    response = client.post(PAGE, filled(email, **more))
    assert response.get("Location") == SENT, response.content.decode()[:3000]
    assert client.get(SENT).status_code == 200


def run_jobs() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="customers.answer_registration"):
        answer_registration(**job.args)


def mail() -> OutgoingEmail:
    found: OutgoingEmail = OutgoingEmail.objects.latest("id")
    return found


def link() -> str:
    found = re.search(r"https?://[^/]+(/account/register/\S+)", mail().body_text)
    assert found is not None, mail().body_text
    return found.group(1)


def choose(client: Client, **more: str) -> Any:
    return client.post(CONFIRM, {"new": PASSWORD, "again": PASSWORD, **more})


def test_a_stranger_has_an_account_once_the_mailbox_has_answered(world: World) -> None:
    client = Client()
    assert PAGE in client.get("/account/login/").content.decode()
    register(client, "Ny.Van@example.com")
    assert not OutgoingEmail.objects.exists()
    run_jobs()
    assert (mail().template, mail().to_address) == ("accounts/registration", "Ny.Van@example.com")
    assert not User.objects.filter(email__iexact="ny.van@example.com").exists()
    assert client.get(link())["Location"] == CONFIRM
    assert "Welcome, Ny" in client.get(CONFIRM).content.decode()
    assert not User.objects.filter(email__iexact="ny.van@example.com").exists(), "only a look"
    choose(client)
    person = User.objects.get(email="Ny.Van@example.com")
    assert (person.full_name, person.origin) == ("Ny Vän", Origin.SIGN_UP)
    assert person.check_password(PASSWORD)
    assert not person.memberships.exists()
    assert not PendingRegistration.objects.exists()
    assert "You belong to no customer yet" in client.get("/my/").content.decode()


@pytest.mark.parametrize("email", ["nora@example.com", "NORA@Example.com"])
def test_who_has_an_account_is_told_so_by_mail_alone(world: World, email: str) -> None:
    client = Client()
    register(client, email, newsletter="on")
    run_jobs()
    assert (mail().template, mail().to_address) == ("accounts/registered", "nora@example.com")
    assert "/account/login/" in mail().body_text
    assert "/account/reset/" in mail().body_text
    row = PendingRegistration.objects.get()
    assert (row.first_name, row.last_name, row.consents) == ("", "", [])
    assert not Consent.objects.exists()
    assert User.objects.filter(email__iexact=email).count() == 1


def test_consents_are_two_boxes_and_given_only_by_the_mailbox(world: World) -> None:
    client = Client()
    page = client.get(PAGE).content.decode()
    assert page.count('type="checkbox"') == 2
    assert "checked" not in page
    register(client, "ny@example.com", newsletter="on")
    run_jobs()
    client.get(link())
    assert not Consent.objects.exists()
    form = client.get(CONFIRM).context["form"]
    assert [field.initial for field in form.consents] == [True, None]
    choose(client, newsletter="on")
    consent = Consent.objects.get()
    assert (consent.kind, consent.given_source, consent.wording) == (
        ConsentKind.NEWSLETTER,
        ConsentSource.MAILED_LINK,
        "The shop's newsletter",
    )


def test_a_robot_makes_nothing(world: World) -> None:
    client = Client()
    page = client.post(PAGE, filled("ny@example.com", **{TRAP: "https://example.com"}))
    assert page.status_code == 422
    fast = client.post(
        PAGE, filled("ny@example.com") | {STARTED: client.get(PAGE).context["form"].first_drawn}
    )
    assert "Wait a moment" in fast.content.decode()
    assert 'value="Ny"' in fast.content.decode(), "nothing is lost"
    assert not PendingRegistration.objects.exists()


def test_registration_that_is_off_is_not_there(world: World) -> None:
    client = Client()
    register(client, "ny@example.com")
    ShopSettings.objects.update(closed_add_ons=[2005])
    run_jobs()
    assert not OutgoingEmail.objects.exists()
    for address in (PAGE, SENT, CONFIRM):
        assert client.get(address).status_code == 404
    assert PAGE not in client.get("/account/login/").content.decode()


def test_who_registers_from_the_cart_is_back_there_with_everything_in_it(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 2})
    client.post(f"{PAGE}?next=/cart/", filled("ny@example.com"))
    run_jobs()
    client.get(link())
    assert choose(client)["Location"] == "/cart/"
    assert CartLine.objects.get().cart.user == User.objects.get(email="ny@example.com")
    elsewhere = Client()
    elsewhere.post(f"{PAGE}?next=https://evil.example/", filled("du@example.com"))
    run_jobs()
    elsewhere.get(link())
    assert choose(elsewhere)["Location"] == "/"


def test_an_invited_person_who_registers_gets_the_account_that_waits(world: World) -> None:
    kim = invite_user(
        actor=world.actor(world.greta),
        email="kim@example.com",
        person=Person("Kim", "Berg"),
        customer=world.care,
    ).user
    client = Client()
    register(client, "KIM@example.com", first_name="Somebody", last_name="Else")
    run_jobs()
    assert mail().template == "accounts/registration"
    client.get(link())
    assert "Welcome, Kim" in client.get(CONFIRM).content.decode()
    choose(client)
    kim.refresh_from_db()
    assert (kim.full_name, kim.check_password(PASSWORD)) == ("Kim Berg", True)
    assert kim.memberships.count() == 1
    assert User.objects.filter(email__iexact="kim@example.com").count() == 1


@pytest.mark.parametrize("chose_a_password", [True, False])
def test_an_inactive_person_is_told_that_the_account_is_closed(
    world: World, chose_a_password: bool
) -> None:
    nora = User.objects.get(pk=world.nora.user_id)
    nora.is_active = False
    if not chose_a_password:
        nora.set_unusable_password()
    nora.save()
    register(Client(), "nora@example.com")
    run_jobs()
    assert "The account is closed." in mail().body_text
    assert "/account/login/" not in mail().body_text


def test_a_link_works_once_for_three_days_and_a_second_one_says_log_in(world: World) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        register(client, "ny@example.com")
        run_jobs()
        client.get(link())
    choose(first)
    assert choose(second).status_code == 410
    assert second.get(link()).status_code == 410
    register(first := Client(), "du@example.com")
    run_jobs()
    late = timezone.now() - timedelta(days=3, minutes=1)
    PendingRegistration.objects.update(asked_at=late)
    assert first.get(link()).status_code == 410
    forget_old_registrations()
    assert not PendingRegistration.objects.exists()


def test_what_the_shop_asks_of_people_is_asked_here(world: World) -> None:
    ShopSettings.objects.update(birthday_in_use=True, birthday_purpose="A card on the day")
    page = Client().get(PAGE).content.decode()
    assert "A card on the day" in page
    assert 'name="phone"' not in page
    say_of(world, "users", "phone", is_required=True)
    say_of(world, "users", "birthday", is_required=True)
    client = Client()
    refused = client.post(PAGE, filled("ny@example.com"))
    assert set(refused.context["form"].errors) == {"phone", "birthday"}
    register(client, "ny@example.com", phone="070-1", birthday="1990-05-17")
    run_jobs()
    client.get(link())
    choose(client)
    person = User.objects.get(email="ny@example.com")
    assert (person.phone, str(person.birthday)) == ("070-1", "1990-05-17")


def test_a_weak_password_is_refused_and_makes_no_account(world: World) -> None:
    client = Client()
    register(client, "ny@example.com")
    run_jobs()
    client.get(link())
    weak = client.post(CONFIRM, {"new": "kort", "again": "kort"})
    assert "too short" in weak.content.decode()
    assert not User.objects.filter(email="ny@example.com").exists()
    choose(client)
    assert User.objects.filter(email="ny@example.com").exists()


def test_three_mails_an_hour_go_to_one_address_and_twenty_from_one_place(world: World) -> None:
    for email in ("ny@example.com", "NY@example.com", "Ny@example.com", "ny@Example.com"):
        register(Client(), email)
    assert PendingRegistration.objects.count() == 3
    PendingRegistration.objects.all().delete()
    office = Client(REMOTE_ADDR="192.0.2.66")
    for number in range(21):
        register(office, f"ny{number}@example.com")
    assert PendingRegistration.objects.count() == 20
    PendingRegistration.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    register(office, "ny@example.com")
    assert PendingRegistration.objects.count() == 21


def test_a_proxy_that_nobody_told_of_makes_no_place_of_all_visitors(world: World) -> None:
    """Then everybody comes from the machine itself."""
    for number in range(21):
        register(Client(REMOTE_ADDR="127.0.0.1"), f"ny{number}@example.com")
    assert PendingRegistration.objects.count() == 21


def test_nobody_registers_who_is_logged_in_or_acts_as_somebody(world: World) -> None:
    assert world.client(world.nora).get(PAGE)["Location"] == "/"
    sam = world.client(world.sam)
    sam.post(f"/staff/act-as/{world.nora.pk}/")
    assert sam.post(PAGE, filled("ny@example.com")).status_code == 403
    assert not PendingRegistration.objects.exists()
