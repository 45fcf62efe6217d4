"""The shop's own settings."""

from core.prepared import Prepared
from customers.models import ShopSettings

_ROW: Prepared[ShopSettings] = Prepared(lambda: ShopSettings.objects.filter(pk=1))


def shop_settings() -> ShopSettings:
    """The one row; its defaults when nobody has saved it yet. One query, on every page."""
    return next(iter(_ROW.rows()), None) or ShopSettings(pk=1)


def personal_in_use(shop: ShopSettings) -> tuple[str, ...]:
    """Which of title and birthday people are asked for (C20)."""
    return tuple(name for name in ("title", "birthday") if getattr(shop, f"{name}_in_use"))
