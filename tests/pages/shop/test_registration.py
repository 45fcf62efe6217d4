"""A stranger makes an account: noted, mailed, confirmed from the mailbox; nobody learns whose."""

import re
import time

import pytest
from django.test import Client
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
from customers.tasks import answer_registration
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


def choose(client: Client, **more: str) -> object:
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
        PAGE, filled("ny@example.com") | {STARTED: client.get(PAGE).context["form"].started}
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
