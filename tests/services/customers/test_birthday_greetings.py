"""The birthday greeting: who gets it, when by the shop's clock, once a year, and how it reads."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core.mail import send_due
from core.models import OutgoingEmail
from customers import tasks
from customers.models import Consent, ConsentKind, ConsentSource, ShopSettings, User
from customers.services.birthdays import greet, greet_birthdays
from customers.services.consents import withdraw_own
from tests.world import World

NOON = datetime(2026, 5, 17, 10, tzinfo=UTC)  # 12 o'clock in the shop
BORN = date(1990, 5, 17)
SHOP = {
    "name": "Kontorsgrossen", "country": "SE", "currency": "SEK", "language": "sv",
    "anonymous_sees_prices": "on",
}  # fmt: skip


def yes(who: User, kind: ConsentKind = ConsentKind.NEWSLETTER) -> None:
    Consent.objects.create(user=who, kind=kind, given_source=ConsentSource.OWN_PAGES)


def shop(**fields: Any) -> None:
    ShopSettings.objects.update(**fields)


@pytest.fixture
def otto(world: World) -> User:
    """Born on 17 May, told to a shop that greets, and gets the newsletter."""
    shop(birthday_in_use=True, birthday_purpose="A card", birthday_greeting=True)
    person = world.otto.user
    User.objects.filter(pk=person.pk).update(birthday=BORN)
    yes(person)
    return person


def greeted() -> list[str]:
    mails = OutgoingEmail.objects.filter(template="newsletter/birthday")
    return list(mails.order_by("id").values_list("to_address", flat=True))


def test_otto_is_greeted_on_his_birthday_and_nobody_else(world: World, otto: User) -> None:
    yes(world.nora.user)
    User.objects.filter(pk=world.nora.user_id).update(birthday=date(1990, 5, 18))
    yes(world.greta.user)  # told no birthday
    User.objects.filter(pk=world.ali.user_id).update(birthday=BORN)  # gets no newsletter
    yes(world.ali.user, ConsentKind.PARTNER)
    User.objects.filter(pk=world.ulla.pk).update(birthday=BORN, is_active=False)
    yes(world.ulla)
    assert greet_birthdays(now=NOON) == 1
    assert greeted() == ["otto@example.com"]


@pytest.mark.parametrize("off", ["birthday_in_use", "birthday_greeting"])
def test_nobody_is_greeted_where_a_switch_is_off(world: World, otto: User, off: str) -> None:
    shop(**{off: False})
    assert greet_birthdays(now=NOON) == 0
    assert greet(actor=world.actor(None), user_id=otto.pk, today=BORN.replace(year=2026)) is False
    assert greeted() == []


def test_a_new_shop_greets_nobody(world: World) -> None:
    assert ShopSettings.objects.get().birthday_greeting is False


def test_once_a_year_however_often_it_runs_also_to_a_new_address(world: World, otto: User) -> None:
    assert greet_birthdays(now=NOON) == 1
    assert greet_birthdays(now=NOON) == 0
    User.objects.filter(pk=otto.pk).update(email="ottar@example.com")
    assert greet_birthdays(now=NOON.replace(hour=18)) == 0
    User.objects.filter(pk=otto.pk).update(birthday=date(1990, 5, 19))
    assert greet_birthdays(now=NOON.replace(day=19)) == 0, "a birthday moved is no second one"
    User.objects.filter(pk=otto.pk).update(birthday=BORN)
    assert greet_birthdays(now=NOON.replace(year=2027)) == 1
    assert greeted() == ["otto@example.com", "ottar@example.com"]


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2026, 5, 16, 22, 30, tzinfo=UTC), 0),  # 00:30 on the day: people sleep
        (datetime(2026, 5, 17, 4, 59, tzinfo=UTC), 0),  # 06:59
        (datetime(2026, 5, 17, 5, 0, tzinfo=UTC), 1),  # 07:00
        (datetime(2026, 5, 17, 21, 59, tzinfo=UTC), 1),  # 23:59
        (datetime(2026, 5, 17, 22, 30, tzinfo=UTC), 0),  # the 18th
        (datetime(2026, 5, 18, 6, 0, tzinfo=UTC), 0),
        (datetime(2026, 5, 16, 12, 0, tzinfo=UTC), 0),
    ],
)
def test_the_day_is_the_shops(world: World, otto: User, moment: datetime, count: int) -> None:
    assert greet_birthdays(now=moment) == count


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2026, 2, 28), 1),
        (date(2026, 3, 1), 0),
        (date(2028, 2, 28), 0),
        (date(2028, 2, 29), 1),
    ],
)
def test_who_was_born_on_29_february(world: World, otto: User, day: date, count: int) -> None:
    User.objects.filter(pk=otto.pk).update(birthday=date(1988, 2, 29))
    assert greet_birthdays(now=datetime(day.year, day.month, day.day, 12, tzinfo=UTC)) == count


def test_who_says_no_on_the_morning_is_not_greeted(world: World, otto: User) -> None:
    withdraw_own(
        actor=world.actor(world.otto),
        user=otto,
        kind=ConsentKind.NEWSLETTER,
        source=ConsentSource.OWN_PAGES,
    )
    assert greet_birthdays(now=NOON) == 0


@pytest.mark.parametrize(
    ("own", "shops", "words"),
    [("", "en", "Happy birthday, Otto!"), ("en", "sv", "Happy birthday, Otto!")],
)
def test_the_mail_greets_by_first_name_and_stops_with_one_press(
    world: World, otto: User, own: str, shops: str, words: str
) -> None:
    shop(language=shops)
    User.objects.filter(pk=otto.pk).update(language=own)
    greet_birthdays(now=NOON)
    kept = OutgoingEmail.objects.get()
    assert (kept.language, kept.is_secret) == ("en", False)
    send_due()
    sent: Any = mail.outbox[0]
    assert (sent.subject, sent.to) == (words, ["otto@example.com"])
    html = str(sent.alternatives[0][0])
    for body in (str(sent.body), html):
        assert words in body
        assert "Everybody at Kontorsgrossen wishes you a good day." in body
        assert kept.unsubscribe_url in body
        assert "Moen" not in body
        assert "1990" not in body
        assert "Open the order" not in body
    headers = sent.message()
    assert headers["List-Unsubscribe"] == f"<{kept.unsubscribe_url}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + kept.unsubscribe_url.split("/", 3)[3]
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200
    assert not Consent.objects.get().is_given


@pytest.mark.parametrize(("own", "written"), [("nb", "nb"), ("", "sv")])
def test_it_is_in_the_persons_language_or_the_shops(
    world: World, otto: User, own: str, written: str
) -> None:
    shop(language="sv")
    User.objects.filter(pk=otto.pk).update(language=own)
    greet_birthdays(now=NOON)
    kept = OutgoingEmail.objects.get()
    assert kept.language == written
    assert f'lang="{written}"' in kept.body_html


def test_a_name_is_words_in_the_mail(world: World, otto: User) -> None:
    User.objects.filter(pk=otto.pk).update(first_name="<b>O'Tto</b> & co")
    greet_birthdays(now=NOON)
    kept = OutgoingEmail.objects.get()
    assert kept.subject == "Happy birthday, <b>O'Tto</b> & co!"
    assert kept.subject in kept.body_text
    assert "<b>O" not in kept.body_html


def test_the_worker_runs_it(world: World, otto: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    tasks.greet_birthdays(0)
    assert greeted() == ["otto@example.com"]


def test_it_is_switched_on_only_beside_the_birthday(world: World) -> None:
    client = world.client(world.stina)
    answer = client.post("/staff/settings/", SHOP | {"birthday_greeting": "on"})
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["birthday_greeting"]
    said = SHOP | {
        "birthday_greeting": "on", "birthday_in_use": "on", "birthday_purpose": "A card",
    }  # fmt: skip
    assert client.post("/staff/settings/", said).status_code == 302
    assert ShopSettings.objects.get().birthday_greeting


def test_a_day_without_birthdays_costs_two_queries(
    world: World, otto: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        assert greet_birthdays(now=NOON.replace(day=20)) == 0
