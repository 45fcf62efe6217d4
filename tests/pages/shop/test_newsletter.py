"""What one is mailed: asked for with an address, confirmed from its mailbox, taken back at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.mail import send_due
from core.models import OutgoingEmail
from customers.models import Consent, ConsentKind, ConsentSource, Membership, Origin, User
from tests.world import World

PAGE = "/newsletter/"
CHOICES = "/newsletter/choices/"


def ask(client: Client, email: str = "") -> None:
    response = client.post(PAGE, {"email": email} if email else {})
    assert response["Location"] == "/newsletter/sent/", response.content.decode()[:500]
    assert client.get("/newsletter/sent/").status_code == 200


def link() -> str:
    text = OutgoingEmail.objects.filter(template="newsletter/choose").latest("id").body_text
    found = re.search(r"https?://[^/]+(/newsletter/link/\S+)", text)
    assert found is not None
    return found.group(1)


def standing(email: str) -> set[str]:
    rows = Consent.objects.filter(user__email__iexact=email, withdrawn_at=None)
    return set(rows.values_list("kind", flat=True))


def test_a_stranger_gets_an_account_only_when_the_mailbox_has_said_yes(world: World) -> None:
    client = Client()
    assert "Newsletter" in client.get("/").content.decode()
    ask(client, "ny@example.com")
    assert not User.objects.filter(email="ny@example.com").exists()
    assert client.get(link())["Location"] == CHOICES
    assert "First name" in client.get(CHOICES).content.decode()
    assert not User.objects.filter(email="ny@example.com").exists(), "a look is no yes"
    done = client.post(CHOICES, {"first_name": "Ny", "last_name": "Vän", "newsletter": "on"})
    assert "we mail from now on" in done.content.decode()
    person = User.objects.get(email="ny@example.com")
    assert (person.full_name, person.origin) == ("Ny Vän", Origin.SIGN_UP)
    assert not person.has_usable_password()
    consent = Consent.objects.get(user=person)
    assert (consent.kind, consent.given_source) == (
        ConsentKind.NEWSLETTER,
        ConsentSource.MAILED_LINK,
    )


def test_an_address_that_has_an_account_is_linked_to_it_in_any_case(world: World) -> None:
    client = Client()
    ask(client, "NORA@Example.com")
    client.get(link())
    page = client.get(CHOICES).content.decode()
    assert "First name" not in page
    client.post(CHOICES, {"newsletter": "on", "partner": "on"})
    assert standing("nora@example.com") == {"newsletter", "partner"}
    assert User.objects.filter(email__iexact="nora@example.com").count() == 1


def test_the_answer_tells_nobody_whose_address_it_is(world: World) -> None:
    known, unknown = Client(), Client()
    ask(known, "nora@example.com")
    ask(unknown, "nobody@example.com")
    mails = OutgoingEmail.objects.filter(template="newsletter/choose").order_by("id")
    texts = [re.sub(r"\S+@\S+|https?:\S+", "", mail.body_text) for mail in mails]
    assert len(texts) == 2
    assert texts[0] == texts[1]
    answers = [client.get("/newsletter/sent/").content.decode() for client in (known, unknown)]
    assert not any("@example.com" in answer for answer in answers)
    pages = {re.sub(r"""[\w-]{64}""", "", answer) for answer in answers}  # without CSRF tokens
    assert len(pages) == 1


def test_nora_who_is_logged_in_confirms_from_her_mailbox_too(world: World) -> None:
    client = world.client(world.nora)
    ask(client)
    mail = OutgoingEmail.objects.get(template="newsletter/choose")
    assert mail.to_address == "nora@example.com"
    assert standing("nora@example.com") == set()
    client.get(link())
    client.post(CHOICES, {"newsletter": "on"})
    assert standing("nora@example.com") == {"newsletter"}
    page = client.get(PAGE).content.decode()
    assert "Stop" in page
    client.post("/newsletter/leave/newsletter/")
    assert standing("nora@example.com") == set()
    assert client.post("/newsletter/leave/calls/").status_code == 404


def test_the_same_page_stops_it(world: World) -> None:
    person = world.nora.user
    Consent.objects.create(user=person, kind="newsletter", given_source="own_pages")
    client = Client()
    ask(client, person.email)
    client.get(link())
    assert "no newsletter and no offers" in client.post(CHOICES, {}).content.decode()
    assert standing(person.email) == set()
    assert Consent.objects.get().withdrawn_source == ConsentSource.MAILED_LINK


def test_a_no_from_a_stranger_leaves_no_account(world: World) -> None:
    client = Client()
    ask(client, "ny@example.com")
    client.get(link())
    assert client.post(CHOICES, {}).status_code == 200
    assert not User.objects.filter(email="ny@example.com").exists()


def test_a_name_is_needed_for_a_new_account_and_nothing_is_lost(world: World) -> None:
    client = Client()
    ask(client, "ny@example.com")
    client.get(link())
    page = client.post(CHOICES, {"first_name": "Ny", "newsletter": "on", "partner": "on"})
    assert list(page.context["form"].errors) == ["last_name"]
    assert 'value="Ny"' in page.content.decode()
    assert not User.objects.filter(email="ny@example.com").exists()


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_said_at_its_field(world: World, email: str) -> None:
    page = Client().post(PAGE, {"email": email})
    assert list(page.context["form"].errors) == ["email"]
    assert not OutgoingEmail.objects.exists()


def test_an_old_or_foreign_link_says_nothing_but_that(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    ask(client, "ny@example.com")
    token = link()
    assert client.get(token[:-4] + "abc/").status_code == 410
    assert client.get(CHOICES).status_code == 410
    client.get(token)
    later = timezone.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr("customers.newsletter_links.timezone.now", lambda: later)
    names = {"first_name": "Ny", "last_name": "Vän", "newsletter": "on"}
    assert client.post(CHOICES, names).status_code == 410
    assert not User.objects.filter(email="ny@example.com").exists()


def test_a_link_from_before_a_no_gives_no_yes(world: World) -> None:
    client = world.client(world.nora)
    ask(client)
    token = link()
    client.get(token)
    client.post(CHOICES, {"newsletter": "on"})
    client.post("/newsletter/leave/newsletter/")
    client.get(token)
    assert client.post(CHOICES, {"newsletter": "on"}).status_code == 410
    assert standing("nora@example.com") == set()


def test_three_links_an_hour_go_to_one_address_and_the_fourth_is_silent(world: World) -> None:
    for email in ("ny@example.com", "NY@example.com", "ny@example.com", "ny@example.com"):
        ask(Client(), email)
    assert OutgoingEmail.objects.count() == 3


def test_nobody_chooses_while_acting_as_somebody(world: World) -> None:
    client = world.client(world.sam)
    client.post(f"/staff/act-as/{world.nora.pk}/")
    assert client.post(PAGE, {}).status_code == 403
    assert client.post("/newsletter/leave/newsletter/").status_code == 403
    assert not OutgoingEmail.objects.exists()


def test_the_link_is_gone_from_the_outbox_once_it_is_sent(world: World) -> None:
    ask(Client(), "ny@example.com")
    send_due()
    mail = OutgoingEmail.objects.get()
    assert (mail.body_text, mail.body_html) == ("", "")
    assert Membership.objects.filter(user__email="ny@example.com").count() == 0
