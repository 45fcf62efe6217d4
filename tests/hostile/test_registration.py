"""Naughty names and wishes in a registration: kept as written or refused, and nothing is run."""

import pytest

from core.models import OutgoingEmail
from customers.models import PendingRegistration, ShopSettings, User
from customers.tasks import answer_registration
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.pages.shop.test_registration import PASSWORD, filled
from tests.rules import say_of
from tests.world import World

PAGE = "/account/register/"


def test_naughty_names_are_saved_or_refused_and_never_run(world: World) -> None:
    ShopSettings.objects.update(title_in_use=True, title_purpose=OWN[0])
    say_of(world, "users", "phone", is_required=True)
    client, stina = world.client(None), world.client(world.stina)
    wrong: list[object] = []
    saved = 0
    for text in [*OWN, NUL, *naughty()[::12]]:
        PendingRegistration.objects.all().delete()
        words = {"first_name": text, "last_name": text, "phone": text, "title": text[:20]}
        answer = client.post(PAGE, filled("ny@example.com") | words)
        assert answer.status_code in {302, 422}, text
        if answer.status_code != 302:
            wrong += [(text, fault) for fault in faults_of(answer.text)]
            continue
        saved += 1
        row = PendingRegistration.objects.get()
        session = client.session
        session["registration"] = row.pk
        session.save()
        page = client.get("/account/register/confirm/")
        wrong += [(text, fault) for fault in faults_of(page.text)]
    assert saved > 10
    assert not wrong, wrong[:5]
    PendingRegistration.objects.all().delete()
    words = {"first_name": MARK, "last_name": "Buy at evil.example", "phone": "1", "title": "x"}
    client.post(PAGE, filled("ny@example.com") | words)
    row = PendingRegistration.objects.get()
    answer_registration(registration_id=row.pk)
    mail = OutgoingEmail.objects.get()
    assert "evil.example" not in mail.body_text + mail.body_html, "no message to strangers"
    session = client.session
    session["registration"] = row.pk
    session.save()
    client.post("/account/register/confirm/", {"new": PASSWORD, "again": PASSWORD})
    person = User.objects.get(email="ny@example.com")
    assert not faults_of(stina.get(f"/staff/users/{person.pk}/").text)


@pytest.mark.parametrize("email", [*OWN[:14], NUL, "a@b", "", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_said_at_its_field(world: World, email: str) -> None:
    page = world.client(None).post(PAGE, filled(email))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["email"]
    assert not faults_of(page.text)
    assert not PendingRegistration.objects.exists()


@pytest.mark.parametrize("token", ["x", "1~2~3", "%00", "a" * 2000, "..", "1"])
def test_made_up_links_open_nothing(world: World, token: str) -> None:
    assert world.client(None).get(f"{PAGE}{token}/").status_code in {404, 410}
    assert world.client(None).get(f"{PAGE}confirm/").status_code == 410


@pytest.mark.parametrize("kept", ["x", 10**30, -1, None, [1], {"a": 1}, True])
def test_nonsense_in_the_visit_confirms_nothing(world: World, kept: object) -> None:
    client = world.client(None)
    client.get(PAGE)
    session = client.session
    session["registration"] = kept
    session.save()
    assert client.get(f"{PAGE}confirm/").status_code == 410
