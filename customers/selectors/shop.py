"""The shop's own settings."""

from customers.models import ShopSettings


def shop_settings() -> ShopSettings:
    """The one row; its defaults when nobody has saved it yet. One query."""
    return ShopSettings.objects.filter(pk=1).first() or ShopSettings(pk=1)
