"""The shop's own settings."""

from core.prepared import Prepared
from customers.models import ShopSettings

_ROW: Prepared[ShopSettings] = Prepared(lambda: ShopSettings.objects.filter(pk=1))


def shop_settings() -> ShopSettings:
    """The one row; its defaults when nobody has saved it yet. One query, on every page."""
    return next(iter(_ROW.rows()), None) or ShopSettings(pk=1)
