"""The shop's own settings, changed by its administrators."""

from dataclasses import dataclass, fields
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.access import Perm
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import CheckoutAccounts, CustomerGroup, ShopSettings
from customers.policies import NO_RIGHT

BIRTHDAY_DAYS = 14  # that a birthday discount lasts, unless said
# What prices can be in: the currencies of the countries the shop speaks to, and the euro.
CURRENCIES = ("SEK", "NOK", "DKK", "EUR", "ISK", "GBP", "USD")

_GROUP = "private_group"


@dataclass(frozen=True, slots=True)
class ShopDetails:
    """The whole shop's choices. `max_total_discount_percent` None = no floor, 0 = no discounts."""

    name: str
    org_number: str = ""
    email: str = ""
    order_email: str = ""
    phone: str = ""
    opening_hours: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "SE"
    currency: str = "SEK"
    language: str = "en"
    anonymous_sees_prices: bool = True
    max_total_discount_percent: Decimal | None = None
    email_requests: bool = True
    teamless_staff_see_all: bool = True
    b2b_mode: bool = True
    title_in_use: bool = False
    title_purpose: str = ""
    birthday_in_use: bool = False
    birthday_purpose: str = ""
    birthday_greeting: bool = False
    birthday_discount_percent: Decimal = Decimal(0)
    birthday_discount_days: int = BIRTHDAY_DAYS
    ape_in_use: bool = False
    two_factor_for_buyers: bool = True
    two_factor_all_staff: bool = False
    two_factor_staff_admins: bool = False
    two_factor_group_admins: bool = False
    two_factor_approvers: bool = False
    accounts_at_checkout: str = CheckoutAccounts.MEMBERS
    private_group: CustomerGroup | None = None


@use_case("shop.change-settings")
def update_shop_settings(*, actor: Actor, details: ShopDetails, has_orders: bool) -> ShopSettings:
    """Saves the shop's settings; raises CustomersRefused.

    `has_orders` says whether any order has been placed: the currency is fixed after the first
    (DESIGN §4, Prices), because amounts are kept without one.
    """
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)
    shop = ShopSettings.objects.select_for_update().filter(pk=1).first() or ShopSettings(pk=1)
    if details.currency != shop.currency and has_orders:
        raise CustomersRefused(
            Refused(_("Orders have been placed, so the currency stays."), "currency")
        )
    if details.currency not in CURRENCIES and details.currency != shop.currency:
        raise CustomersRefused(Refused(_("Choose one of the currencies."), "currency"))
    if details.language not in dict(settings.LANGUAGES):
        raise CustomersRefused(Refused(_("Choose one of the languages."), "language"))
    for asked in ("title", "birthday"):
        if getattr(details, f"{asked}_in_use") and not getattr(details, f"{asked}_purpose").strip():
            raise CustomersRefused(
                Refused(_("Say why it is asked for. People read it."), f"{asked}_purpose")
            )
    if details.birthday_greeting and not details.birthday_in_use:
        raise CustomersRefused(
            Refused(_("People are not asked for their birthday."), "birthday_greeting")
        )
    _check_accounts(details)
    if details.birthday_discount_percent and not details.birthday_greeting:
        raise CustomersRefused(
            Refused(
                _("It comes with the greeting. Send one, or write 0."),
                "birthday_discount_percent",
            )
        )
    for each in fields(details):
        setattr(shop, each.name, getattr(details, each.name))
    shop.save()
    return shop


def _check_accounts(details: ShopDetails) -> None:
    """Who orders for themselves needs a group that is nobody's organisation, and prices to see."""
    if details.accounts_at_checkout not in CheckoutAccounts.values:
        raise CustomersRefused(Refused(_("Choose one of these."), "accounts_at_checkout"))
    if details.accounts_at_checkout == CheckoutAccounts.MEMBERS:
        return
    group = details.private_group
    if group is None:
        raise CustomersRefused(
            Refused(_("Choose the group that they come to. It decides their prices."), _GROUP)
        )
    if group.is_organisation:
        raise CustomersRefused(
            Refused(_("An organisation's people are colleagues. Choose another group."), _GROUP)
        )
    if (
        details.accounts_at_checkout != CheckoutAccounts.REQUIRED
        and not details.anonymous_sees_prices
    ):
        raise CustomersRefused(
            Refused(
                _("Guests order only where visitors see prices. Let them, or require an account."),
                "accounts_at_checkout",
            )
        )
