"""What a person is mailed, on their card: since when, said where, to which words; told yeses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.history import events_of
from core.mail import send_due
from core.models import OutgoingEmail
from customers.errors import CustomersRefused, NotPermitted, ToggledMeanwhile
from customers.models import Consent, ConsentKind, ConsentSource, Membership, User
from customers.services.consents import choose_consents, record_told, withdraw_own
from orders.services.erasing import erase_person
from tests.teams import make_teams
from tests.world import World

NEWS, PARTNER = ConsentKind.NEWSLETTER, ConsentKind.PARTNER
HOW = "Told by phone on 3 May"


def card(who: Membership) -> str:
    return f"/staff/users/{who.user_id}/"


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def box(client: Client, who: Membership) -> str:
    found = re.search(r'id="mail-choices">.*?</section>', page(client, card(who)), re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def says(world: World, who: Membership, *kinds: ConsentKind) -> None:
    choose_consents(
        actor=world.actor(who),
        user=who.user,
        kinds=frozenset(kinds),
        source=ConsentSource.MAILED_LINK,
    )


def record(client: Client, who: Membership, how: str = HOW, kind: str = "newsletter") -> Any:
    return client.post(f"{card(who)}consent/{kind}/", {"told_how": how}, follow=True)


def test_the_card_says_when_where_and_to_which_words(world: World) -> None:
    says(world, world.otto, NEWS, PARTNER)
    Consent.objects.filter(kind=NEWS).update(given_at=timezone.now() - timedelta(days=400))
    says(world, world.otto, PARTNER)
    told = box(world.client(world.sam), world.otto)
    given = timezone.localtime(Consent.objects.get(kind=NEWS).given_at)
    assert f"Yes: {given:%-d %b %Y %H:%M} · The person, by a mailed link" in told
    assert "to “The shop's newsletter”" in told.replace("&#x27;", "'")
    assert "to “Offers from the shop's partners”" in told.replace("&#x27;", "'")
    assert told.count("No:") == 1


def test_a_click_on_the_card_takes_it_back_and_says_who(world: World) -> None:
    says(world, world.otto, NEWS)
    client = world.client(world.sam)
    assert f'action="{card(world.otto)}withdraw/newsletter/"' in page(client, card(world.otto))
    client.post(f"{card(world.otto)}withdraw/newsletter/", {"next": card(world.otto)})
    told = box(client, world.otto)
    assert "The shop's staff (Sam Öberg)" in told.replace("&#x27;", "'")
    assert f'action="{card(world.otto)}withdraw' not in page(client, card(world.otto))


def test_a_told_yes_is_written_down_with_how_and_the_person_hears_of_it(world: World) -> None:
    client = world.client(world.sam)
    asked = page(client, f"{card(world.otto)}consent/newsletter/")
    assert "The shop&#x27;s newsletter" in asked
    answer = record(client, world.otto)
    assert "Otto Moen gets a mail of it" in answer.content.decode()
    consent = Consent.objects.get()
    assert (consent.kind, consent.given_source) == (NEWS, ConsentSource.STAFF)
    assert (consent.told_how, consent.recorded_by) == (HOW, world.sam)
    told = box(client, world.otto).replace("&#x27;", "'")
    assert "The shop's staff (Sam Öberg) Told by phone on 3 May" in told
    sent = OutgoingEmail.objects.get()
    assert sent.to_address == "otto@example.com"
    assert HOW in sent.body_text
    assert HOW in sent.body_html
    assert "The shop's newsletter" in sent.body_text
    assert sent.unsubscribe_url in sent.body_text


@pytest.mark.parametrize("how", ["", "   ", "yes", "y e"])
def test_nothing_is_written_down_without_how(world: World, how: str) -> None:
    answer = record(world.client(world.sam), world.otto, how)
    assert list(answer.context["form"].errors) == ["told_how"]
    assert not Consent.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_the_database_keeps_no_yes_of_staff_without_how(world: World) -> None:
    for source, how in ((ConsentSource.STAFF, ""), (ConsentSource.OWN_PAGES, HOW)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(
                user=world.otto.user, kind=NEWS, given_source=source, told_how=how
            )


def test_who_said_yes_since_is_not_overwritten(world: World) -> None:
    says(world, world.otto, NEWS)
    answer = record(world.client(world.sam), world.otto)
    assert "Otto Moen has already said yes." in answer.content.decode()
    assert Consent.objects.get().given_source == ConsentSource.MAILED_LINK


def test_a_newer_yes_stands_beside_the_earlier_no(world: World) -> None:
    says(world, world.otto, NEWS)
    says(world, world.otto)
    record(world.client(world.sam), world.otto)
    assert Consent.objects.filter(kind=NEWS).count() == 2
    assert Consent.objects.get(withdrawn_at=None).told_how == HOW


def test_only_staff_who_see_the_person_write_one_down(world: World) -> None:
    make_teams(world)
    for who in (world.sam, world.greta, world.ulla, None):
        with pytest.raises(NotPermitted):
            record_told(actor=world.actor(who), user_id=world.nora.user_id, kind=NEWS, told_how=HOW)
    client = world.client(world.sam)
    assert client.get(f"{card(world.nora)}consent/newsletter/").status_code == 404
    assert client.post(f"{card(world.nora)}consent/newsletter/").status_code == 404
    assert world.client(world.sam).get(f"{card(world.otto)}consent/calls/").status_code == 404
    assert not Consent.objects.exists()


def test_nobody_inactive_is_asked_for(world: World) -> None:
    User.objects.filter(pk=world.otto.user_id).update(is_active=False)
    client = world.client(world.sam)
    assert "has said yes" not in box(client, world.otto)
    with pytest.raises(CustomersRefused, match="inactive"):
        record_told(
            actor=world.actor(world.sam), user_id=world.otto.user_id, kind=NEWS, told_how=HOW
        )


def test_the_card_asks_once_more_whether_letters_come_back(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client(world.sam)
    page(client, card(world.otto))
    with django_assert_num_queries(11):
        page(client, card(world.otto))
    record(client, world.otto)
    says(world, world.otto, NEWS, PARTNER)
    says(world, world.otto, NEWS)
    page(client, card(world.otto))
    with django_assert_num_queries(12):
        page(client, card(world.otto))


def test_what_staff_wrote_goes_with_the_person(world: World) -> None:
    record(world.client(world.sam), world.otto, "Otto Moen told me by phone")
    withdraw_own(
        actor=world.actor(world.otto),
        user=world.otto.user,
        kind=NEWS,
        source=ConsentSource.OWN_PAGES,
    )
    User.objects.filter(pk=world.otto.user_id).update(is_active=False)
    otto = User.objects.get(pk=world.otto.user_id)
    erase_person(actor=world.actor(world.stina), user=otto, typed=otto.email, reason="He asked.")
    assert not Consent.objects.exists()
    assert set(events_of(Consent).values_list("told_how", flat=True)) == {""}


# The link in the mail


def stop_link(world: World) -> str:
    record(world.client(world.sam), world.otto)
    return OutgoingEmail.objects.get().unsubscribe_url.removeprefix("http://localhost:8000")


def test_a_mail_program_stops_it_with_one_press_without_a_cookie(world: World) -> None:
    path = stop_link(world)
    send_due()
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe"].endswith(f"{path}>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    answer = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    gone = Consent.objects.get()
    assert (gone.withdrawn_source, gone.withdrawn_by) == (
        ConsentSource.MAILED_LINK,
        world.otto.user,
    )
    assert program.post(path).status_code == 200, "twice is once"
    assert Consent.objects.get().withdrawn_at == gone.withdrawn_at


def test_looking_at_the_link_stops_nothing_and_one_kind_is_not_the_other(world: World) -> None:
    path = stop_link(world)
    says(world, world.otto, NEWS, PARTNER)
    reader = Client()
    assert "Stop it" in page(reader, path)
    assert Consent.objects.filter(withdrawn_at=None).count() == 2
    assert "not mailed any more: Newsletter" in reader.post(path).content.decode()
    assert Consent.objects.get(withdrawn_at=None).kind == PARTNER


def test_a_made_up_link_stops_nothing(world: World) -> None:
    path = stop_link(world)
    token = path.rstrip("/").rpartition("/")[2]
    other = token.replace(str(world.otto.user_id), str(world.nora.user_id), 1)
    for made_up in (other, token[:-2], "no-such", token.replace("newsletter", "partner")):
        assert Client().post(f"/newsletter/stop/{made_up}/").status_code == 410
    assert Consent.objects.get().is_given


def test_nobody_says_no_for_somebody_else_either(world: World) -> None:
    says(world, world.otto, NEWS)
    for actor in (world.actor(world.nora), world.actor(world.otto, acted_by=world.stina)):
        with pytest.raises(NotPermitted):
            withdraw_own(
                actor=actor, user=world.otto.user, kind=NEWS, source=ConsentSource.OWN_PAGES
            )
    with pytest.raises(ToggledMeanwhile):
        record_told(
            actor=world.actor(world.stina), user_id=world.otto.user_id, kind=NEWS, told_how=HOW
        )
