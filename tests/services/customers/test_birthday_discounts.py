"""The discount that comes with a birthday greeting: whose it is, on what, and until when (P-23)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.selectors.prices import quote
from core.models import OutgoingEmail
from customers.models import (
    Consent,
    ConsentKind,
    ConsentSource,
    Membership,
    ShopSettings,
    TimedDiscount,
    TimedDiscountReason,
    User,
)
from customers.services.birthdays import greet_birthdays
from tests.orders import place
from tests.services.customers.test_birthday_greetings import BORN, NOON, SHOP
from tests.world import World

LIST = Decimal("1590.00")


@pytest.fixture
def otto(world: World) -> Membership:
    """Born on 17 May, at a shop that gives ten per cent for a week, and gets the newsletter."""
    ShopSettings.objects.update(
        birthday_in_use=True,
        birthday_purpose="A card",
        birthday_greeting=True,
        birthday_discount_percent=10,
        birthday_discount_days=7,
    )
    User.objects.filter(pk=world.otto.user_id).update(birthday=BORN)
    Consent.objects.create(
        user=world.otto.user, kind=ConsentKind.NEWSLETTER, given_source=ConsentSource.OWN_PAGES
    )
    return world.otto


def price(world: World, seat: Membership, day: date | None = None) -> Decimal | None:
    return quote(world.actor(seat), {world.dock.pk: 1}, on=day)[world.dock.pk].unit_net


def today_for(seat: Membership, percent: int = 10) -> TimedDiscount:
    today = timezone.localdate()
    return TimedDiscount.objects.create(
        membership=seat,
        percent=percent,
        starts_on=today,
        ends_on=today + timedelta(days=6),
        reason=TimedDiscountReason.BIRTHDAY,
    )


def test_the_greeting_opens_it_for_a_week_and_says_so(world: World, otto: Membership) -> None:
    assert greet_birthdays(now=NOON) == 1
    found = TimedDiscount.objects.get()
    assert (found.membership, found.percent) == (otto, Decimal(10))
    assert (found.starts_on, found.ends_on) == (date(2026, 5, 17), date(2026, 5, 23))
    body = OutgoingEmail.objects.get(template="newsletter/birthday").body_text
    assert "costs 10\u00a0% less until 23 May 2026" in body.replace("10 %", "10\u00a0%")
    prices = [price(world, otto, date(2026, 5, day)) for day in (16, 17, 23, 24)]
    assert prices == [LIST, LIST * 9 / 10, LIST * 9 / 10, LIST]


def test_it_is_opened_once_however_often_the_job_runs(world: World, otto: Membership) -> None:
    greet_birthdays(now=NOON)
    assert greet_birthdays(now=NOON) == 0
    assert TimedDiscount.objects.count() == 1


def test_without_a_percentage_there_is_a_greeting_and_no_discount(
    world: World, otto: Membership
) -> None:
    ShopSettings.objects.update(birthday_discount_percent=0)
    assert greet_birthdays(now=NOON) == 1
    assert not TimedDiscount.objects.exists()
    assert "less until" not in OutgoingEmail.objects.get().body_text


def test_who_may_not_buy_gets_none(world: World, otto: Membership) -> None:
    Membership.objects.filter(pk=otto.pk).update(is_buyer=False)
    assert greet_birthdays(now=NOON) == 1
    assert not TimedDiscount.objects.exists()


def test_a_colleague_of_the_same_customer_has_it_not(world: World) -> None:
    assert world.ali.customer == world.nora.customer
    plain = price(world, world.ali)
    today_for(world.nora)
    assert plain is not None
    assert price(world, world.ali) == plain
    assert price(world, world.nora) == plain * 9 / 10


def test_what_the_page_shows_is_what_the_order_costs(world: World) -> None:
    today_for(world.otto)
    page = world.client(world.otto).get(f"/p/{world.dock.product.slug}/")
    assert "1\u00a0431,00" in page.content.decode().replace("&nbsp;", "\u00a0")
    order = place(world, world.otto, (world.dock, 2), on_account=False)
    line = order.lines.get()
    assert line.unit_net == Decimal("1431.00")
    assert line.price_steps[-1]["kind"] == "personal_percent"


def test_of_two_the_larger_counts_and_never_both(world: World) -> None:
    today_for(world.otto)
    TimedDiscount.objects.create(
        membership=world.otto,
        percent=20,
        starts_on=timezone.localdate() - timedelta(days=1),
        ends_on=timezone.localdate(),
        reason=TimedDiscountReason.BIRTHDAY,
    )
    assert price(world, world.otto) == LIST * 8 / 10


def test_the_table_takes_no_nonsense(world: World) -> None:
    for percent in (0, 101):
        with pytest.raises(IntegrityError), transaction.atomic():
            today_for(world.otto, percent)


def test_stina_sets_it_beside_the_greeting_only(world: World) -> None:
    client = world.client(world.stina)
    said = SHOP | {"birthday_discount_percent": "7,5", "birthday_discount_days": ""}
    alone = client.post("/staff/settings/", said)
    assert alone.status_code == 409
    assert list(alone.context["form"].errors) == ["birthday_discount_percent"]
    beside = said | {
        "birthday_greeting": "on",
        "birthday_in_use": "on",
        "birthday_purpose": "A card",
    }
    assert client.post("/staff/settings/", beside).status_code == 302
    shop = ShopSettings.objects.get()
    assert (shop.birthday_discount_percent, shop.birthday_discount_days) == (Decimal("7.5"), 14)
