"""Seeding the demo world: where it is refused, and that it is all or nothing."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from catalogue.models import Product
from config.demo_world.moments import later, latest_moments, office_moments
from customers.models import Customer, CustomerGroup, ShopSettings, User


@pytest.mark.parametrize(
    "make",
    [
        lambda: User.objects.create_user("someone@example.org", first_name="S", last_name="O"),
        lambda: Customer.objects.create(
            name="Annan AB", main_group=CustomerGroup.objects.create(name="Andra")
        ),
        lambda: Product.objects.create(name="Sak", slug="sak", sort_key="sak"),
    ],
)
def test_another_world_is_left_alone(db: None, make: Callable[[], object]) -> None:
    make()
    with pytest.raises(CommandError, match="of its own"):
        call_command("seed_demo")
    assert not ShopSettings.objects.filter(is_demo_world=True).exists()


def test_demo_world_is_never_made_with_other_settings(db: None, settings: Any) -> None:
    settings.DEMO_WORLD = False
    with pytest.raises(CommandError, match="demo settings only"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_what_fails_in_the_middle_leaves_nothing(db: None, settings: Any, tmp_path: Path) -> None:
    """Pictures come last: a folder that cannot be written stops the world just before its end."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    folder = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": blocked},
    }
    settings.STORAGES = settings.STORAGES | {"default": folder}
    with pytest.raises(OSError, match="file"):
        call_command("seed_demo")
    assert not User.objects.exists()
    assert not Product.objects.exists()
    assert not ShopSettings.objects.exists()


def database_errors() -> list[str | None]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [message.id for message in found if message.is_serious()]


def test_site_starts_on_an_ordinary_world(db: None, settings: Any) -> None:
    settings.DEMO_WORLD = False
    ShopSettings.objects.create(pk=1, name="Riktig butik")
    assert database_errors() == []


def test_site_starts_before_the_first_migration(db: None, settings: Any) -> None:
    settings.DEMO_WORLD = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_shopsettings RENAME TO somewhere_else")
    assert database_errors() == []


@pytest.mark.parametrize("hour", [3, 7, 12, 23])
def test_latest_moments_are_past_office_hours_in_order(hour: int) -> None:
    now = timezone.now().replace(hour=hour)
    gap = timedelta(minutes=75)
    moments = latest_moments(14, now, gap)
    assert list(moments) == sorted(moments)
    assert all(moment <= now - gap and moment.weekday() < 5 for moment in moments)
    assert all(7 <= moment.hour < 17 for moment in moments)


def test_moments_of_a_year_lie_before_its_end() -> None:
    until = timezone.now()
    moments = office_moments(random.Random(3), 200, until)
    assert all(until - timedelta(days=367) < moment < until for moment in moments)
    assert all(later(random.Random(4), moment, (0.1, 90)) > moment for moment in moments)
