"""What must hold before the site serves: no demo world where the demo settings are not used."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

DEMO_WORLD_IN_PRODUCTION = "config.E001"


def no_demo_world(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **_more: Any
) -> list[CheckMessage]:
    """The demo world's log-ins have a password that everybody can read: never on a real site.

    Runs with `check --database default`, `migrate`, and when the site starts. Two small queries.
    """
    if settings.DEMO_WORLD:
        return []
    return [
        Error(
            f"The database '{alias}' holds the demo world, whose log-ins anybody can read.",
            hint="Use an empty database. The demo world is for config.settings.demo only.",
            id=DEMO_WORLD_IN_PRODUCTION,
        )
        for alias in databases or []
        if _holds_demo_world(alias)
    ]


def _holds_demo_world(alias: str) -> bool:
    """False also before the first migration, when there is nothing yet to ask."""
    # Asked for by name: this module is read before the models are.
    shop: Any = apps.get_model("customers", "ShopSettings")
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [shop._meta.db_table])
        (table,) = cursor.fetchone()
    if table is None:
        return False
    found: bool = shop.objects.using(alias).filter(is_demo_world=True).exists()
    return found
