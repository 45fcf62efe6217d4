"""Forms of the shop itself and of its VAT rates."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from adminpanel.forms.group_fields import GroupField
from catalogue.models import VatRate
from core.form_fields import PercentField
from customers.actors import Actor
from customers.models import CheckoutAccounts, CustomerGroup, ShopSettings
from customers.services.shop import BIRTHDAY_DAYS, CURRENCIES, ShopDetails


class ShopForm(forms.Form):
    """Who sells, and the choices that hold for the whole shop."""

    name = forms.CharField(label=_("Shop name"), max_length=120)
    org_number = forms.CharField(label=_("Organisation number"), max_length=30, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Shown to customers. Blank = none shown.")
    )
    order_email = forms.EmailField(
        label=_("New orders are mailed to"),
        required=False,
        help_text=_("Blank = no mail to staff."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    opening_hours = forms.CharField(label=_("Opening hours"), max_length=120, required=False)
    street = forms.CharField(label=_("Street"), max_length=120, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    country = forms.ChoiceField(
        label=_("Country"), choices=lambda: list(countries), help_text=_("Where the shop pays VAT.")
    )
    currency = forms.ChoiceField(label=_("Currency"), help_text=_("Fixed after the first order."))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For pages and mail to whoever has not chosen a language."),
    )
    max_total_discount_percent = PercentField(
        label=_("Largest total discount, %"),
        required=False,
        help_text=_(
            "Percentages never lower a price further than this. "
            "Blank = no such floor. 0 = percentages lower nothing."
        ),
    )
    anonymous_sees_prices = forms.BooleanField(
        label=_("Visitors who are not logged in see list prices"),
        required=False,
        help_text=_("Otherwise they are asked to log in for a price."),
    )
    teamless_staff_see_all = forms.BooleanField(
        label=_("Sales staff without a sales team see every customer"),
        required=False,
        help_text=_("Otherwise they see none until they are put in a team."),
    )
    b2b_mode = forms.BooleanField(
        label=_("Customers are companies"),
        required=False,
        help_text=_(
            "Shows organisation number, website, credit terms and risk. What was written is kept "
            "when this is switched off."
        ),
    )
    ape_in_use = forms.BooleanField(
        label=_("Ask French customers for their APE code"), required=False
    )
    title_in_use = forms.BooleanField(label=_("Ask people for a title"), required=False)
    title_purpose = forms.CharField(
        label=_("Why the title is asked for"),
        max_length=200,
        required=False,
        help_text=_("People read it beside the field."),
    )
    birthday_in_use = forms.BooleanField(label=_("Ask people for their birthday"), required=False)
    birthday_purpose = forms.CharField(
        label=_("Why the birthday is asked for"),
        max_length=200,
        required=False,
        help_text=_("People read it beside the field."),
    )
    birthday_greeting = forms.BooleanField(
        label=_("Send a birthday greeting"),
        required=False,
        help_text=_("By mail, to those who told their birthday and get the newsletter."),
    )
    birthday_discount_percent = PercentField(
        label=_("Birthday discount, %"),
        required=False,
        help_text=_(
            "With the greeting, on what the person buys themselves. 0 = none. A running discount "
            "lasts to its end."
        ),
    )
    birthday_discount_days = forms.IntegerField(
        label=_("Days that the birthday discount lasts"),
        min_value=1,
        max_value=90,
        required=False,
        help_text=_("From the birthday on. Blank = 14."),
    )
    email_requests = forms.BooleanField(
        label=_("People may ask for a new e-mail address on their own pages"),
        required=False,
        help_text=_("Both addresses confirm it. Otherwise only staff change an address."),
    )
    two_factor_for_buyers = forms.BooleanField(
        label=_("Buyers can use two-factor"),
        required=False,
        help_text=_("Staff always can. Whoever has it keeps it when this is switched off."),
    )
    two_factor_all_staff = forms.BooleanField(
        label=_("All staff must use two-factor"),
        required=False,
        help_text=_("Whoever has none is led to set it up before anything else. You too."),
    )
    two_factor_staff_admins = forms.BooleanField(
        label=_("Staff administrators must use two-factor"), required=False
    )
    two_factor_group_admins = forms.BooleanField(
        label=_("Customer group administrators must use two-factor"),
        required=False,
        help_text=_("A whole organisation is required to on its group's card."),
    )
    two_factor_approvers = forms.BooleanField(
        label=_("Approvers must use two-factor"), required=False
    )

    accounts_at_checkout = forms.ChoiceField(
        label=_("Accounts at checkout"),
        choices=CheckoutAccounts.choices,
        required=False,
        help_text=_(
            "Only members: whoever belongs to no customer asks the shop to be connected. With an "
            "account: such a person orders for themselves, and becomes a customer of their own. "
            "Guests: also without an account, by name, address and e-mail. Never on account."
        ),
    )
    private_group = GroupField(
        label=_("Group of those who order for themselves"),
        required=False,
        help_text=_("Its prices are shown to visitors who may order so. No organisation."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        shop: ShopSettings,
        has_orders: bool,
        actor: Actor,
        groups: Sequence[CustomerGroup] | None,
    ) -> None:
        super().__init__(data, initial=self.initial_of(shop))
        self._accounts_now = shop.accounts_at_checkout
        field: Any = self.fields["private_group"]
        if groups is not None:
            groups = [group for group in groups if not group.is_organisation]
        field.offer(actor, groups)
        if groups is not None:
            field.widget.choices = [("", "–"), *field.widget.choices]
        offered = [shop.currency] if has_orders else sorted({*CURRENCIES, shop.currency})
        fields: Any = self.fields
        fields["currency"].choices = [(code, code) for code in offered]
        if has_orders:
            fields["currency"].help_text = _("Fixed, since orders have been placed.")

    @classmethod
    def initial_of(cls, shop: ShopSettings) -> dict[str, Any]:
        values = {name: getattr(shop, name) for name in cls.base_fields}
        return values | {"country": str(shop.country)}

    def clean_accounts_at_checkout(self) -> str:
        """Left out = as it is."""
        return self.cleaned_data["accounts_at_checkout"] or self._accounts_now

    def details(self) -> ShopDetails:
        said = dict(self.cleaned_data)
        said["birthday_discount_percent"] = said["birthday_discount_percent"] or Decimal(0)
        said["birthday_discount_days"] = said["birthday_discount_days"] or BIRTHDAY_DAYS
        return ShopDetails(**said)


class VatForm(forms.Form):
    """A VAT rate."""

    name = forms.CharField(label=_("Name"), max_length=60)
    percent = PercentField(label=_("Percent"), help_text=_("0 = no VAT, for what is exempt."))
    is_default = forms.BooleanField(
        label=_("Used when nothing else is said"),
        required=False,
        help_text=_("One rate is. Choosing this one takes it from the other."),
    )

    @staticmethod
    def initial_of(rate: VatRate) -> dict[str, Any]:
        return {"name": rate.name, "percent": rate.percent, "is_default": rate.is_default}
