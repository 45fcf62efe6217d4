"""The shop's own settings."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from core.prepared import Prepared
from customers.models import FieldRule, ShopSettings


def _settings() -> QuerySet[ShopSettings]:
    """The row, and with it the few field rules that are on: no question of their own."""
    rules = FieldRule.objects.filter(is_required=True)
    names = rules.values_list(Concat("section", Value("."), "field"))
    row = ShopSettings.objects.filter(pk=1)
    return row.annotate(required_fields=ArraySubquery(names))  # type: ignore[no-redef]


_ROW: Prepared[ShopSettings] = Prepared(_settings)


def shop_settings() -> ShopSettings:
    """The one row; its defaults when nobody has saved it yet. One query, on every page."""
    return next(iter(_ROW.rows()), None) or ShopSettings(pk=1)


def personal_in_use(shop: ShopSettings) -> tuple[str, ...]:
    """Which of title and birthday people are asked for (C20)."""
    return tuple(name for name in ("title", "birthday") if getattr(shop, f"{name}_in_use"))
