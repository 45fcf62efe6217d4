"""The reseller: who sells, in what currency, and the choices that hold for the whole shop."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from customers.add_ons import closed_from_the_start
from customers.models.group import CustomerGroup


class CheckoutAccounts(models.TextChoices):
    """Who may order without belonging to a customer (U-23, U-24, C19)."""

    MEMBERS = "members", _("Only members of a customer may order")
    REQUIRED = "required", _("People without an organisation may order, with an account")
    OPTIONAL = "optional", _("Guests may order too, and are offered an account afterwards")
    OFF = "off", _("Guests may order, and the checkout never speaks of log-in or accounts")


@pghistory.track(  # only what prices depend on
    fields=["id", "currency", "max_total_discount_percent"], model_name="ShopSettingsEvent"
)
class ShopSettings(models.Model):
    """One row. Read it with `customers.selectors.shop.shop_settings()`, one query a request."""

    name = models.CharField(_("Shop name"), max_length=120, default="Attest")
    org_number = models.CharField(_("Organisation number"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    order_email = models.EmailField(
        _("New orders are mailed to"), blank=True, help_text=_("Blank = no mail to staff.")
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    opening_hours = models.CharField(_("Opening hours"), max_length=120, blank=True)
    street = models.CharField(_("Street"), max_length=120, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=80, blank=True)
    country = CountryField(_("Country"), default="SE")
    currency = models.CharField(
        _("Currency"), max_length=3, default="SEK", help_text=_("Fixed after the first order.")
    )
    language = models.CharField(_("Language"), max_length=5, default="en")
    anonymous_sees_prices = models.BooleanField(
        _("Visitors who are not logged in see list prices"), default=True
    )
    max_total_discount_percent = models.DecimalField(
        _("Largest total discount, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Percentages never lower a price further than this. Blank = no floor."),
    )
    b2b_mode = models.BooleanField(
        _("Customers are companies"),
        default=True,
        help_text=_(
            "Shows company, organisation number, website, terms and risk. What was written is"
            " kept when this is switched off."
        ),
    )
    title_in_use = models.BooleanField(_("Ask for a title"), default=False)
    title_purpose = models.CharField(
        _("Why the title is asked for"), max_length=200, blank=True, help_text=_("Shown to people.")
    )
    birthday_in_use = models.BooleanField(_("Ask for a birthday"), default=False)
    birthday_purpose = models.CharField(
        _("Why the birthday is asked for"),
        max_length=200,
        blank=True,
        help_text=_("Shown to people."),
    )
    birthday_greeting = models.BooleanField(
        _("Send a birthday greeting"),
        default=False,
        help_text=_("By mail, to those who told their birthday and get the newsletter."),
    )
    birthday_discount_percent = models.DecimalField(
        _("Birthday discount, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    birthday_discount_days = models.PositiveSmallIntegerField(
        _("Days that the birthday discount lasts"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    ape_in_use = models.BooleanField(_("Ask French customers for their APE code"), default=False)
    teamless_staff_see_all = models.BooleanField(
        _("Sales staff without a sales team see every customer"),
        default=True,
        help_text=_("Otherwise they see none until they are put in a team."),
    )
    email_requests = models.BooleanField(
        _("People may ask for a new e-mail address on their own pages"),
        default=True,
        help_text=_("Both addresses confirm it. Otherwise only staff change an address."),
    )
    two_factor_for_buyers = models.BooleanField(
        _("Buyers can use two-factor"),
        default=True,
        help_text=_("Staff always can. Whoever has it keeps it when this is switched off."),
    )
    two_factor_all_staff = models.BooleanField(_("All staff must use two-factor"), default=False)
    two_factor_staff_admins = models.BooleanField(
        _("Staff administrators must use two-factor"), default=False
    )
    two_factor_group_admins = models.BooleanField(
        _("Customer group administrators must use two-factor"), default=False
    )
    two_factor_approvers = models.BooleanField(_("Approvers must use two-factor"), default=False)
    accounts_at_checkout = models.CharField(
        _("Accounts at checkout"),
        max_length=10,
        choices=CheckoutAccounts.choices,
        default=CheckoutAccounts.MEMBERS,
    )
    # Whose prices a customer of one pays: the main group that each of them gets.
    private_group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Customer group of those who order for themselves"),
    )
    closed_add_ons = ArrayField(
        models.PositiveIntegerField(), default=closed_from_the_start, blank=True, editable=False
    )
    hidden_sections = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, editable=False
    )  # of My pages: `customers/my_sections.py`
    is_demo_world = models.BooleanField(default=False, editable=False)

    # What the shop says of fields, and whether any group or customer does, when read by
    # `shop_settings()`; `rules_of` and `rules_for` know what it means.
    field_rules: Sequence[Mapping[str, Any]] = ()
    has_exact_field_rules: bool = False

    # Which words of mails are in force (core.email_wording), when read by `shop_settings()`.
    mail_edition: int | None = None

    # Whether anybody is asked for extra fields, or has a look of their own. True = not read.
    has_extra_fields: bool = True
    has_looks: bool = True

    # Where links to log-in and sign-up lead (customers/link_targets.py), when read likewise.
    link_targets: Mapping[str, Any] | None = None

    # Whether anybody has a discount of their own about now. True = not read.
    has_timed_discounts: bool = True

    # The day the first terms come into force, when read by `shop_settings()`.
    terms_from: date | None = None

    class Meta:
        verbose_name = _("shop settings")
        verbose_name_plural = _("shop settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="shop_settings_one_row")
        ]

    def __str__(self) -> str:
        return self.name

    def is_on(self, add_on: int) -> bool:
        """Whether the shop uses the part of that number (`customers/add_ons.py`)."""
        return add_on not in self.closed_add_ons

    @property
    def persons_may_order(self) -> bool:
        """Whether somebody with an account and no organisation may order, for themselves."""
        group = self.private_group
        if self.accounts_at_checkout == CheckoutAccounts.MEMBERS or group is None:
            return False
        return not group.is_organisation  # strangers are never colleagues

    @property
    def guests_may_order(self) -> bool:
        """Whether a stranger may; not where strangers are shown no prices."""
        open_to_guests = {CheckoutAccounts.OPTIONAL, CheckoutAccounts.OFF}
        mode_is_open = self.accounts_at_checkout in open_to_guests
        return mode_is_open and self.anonymous_sees_prices and self.persons_may_order

    @property
    def offers_accounts(self) -> bool:
        """Whether a stranger's cart and checkout speak of log-in and accounts (U-23)."""
        return not (self.accounts_at_checkout == CheckoutAccounts.OFF and self.guests_may_order)

    @property
    def has_terms(self) -> bool:
        """Whether there are terms to read today."""
        return self.terms_from is not None and self.terms_from <= timezone.localdate()

    @property
    def town(self) -> str:
        return " ".join(part for part in (self.postal_code, self.city) if part)

    @property
    def address_line(self) -> str:
        """'Hamngatan 14, 531 32 Norrvik'; blank without an address."""
        return ", ".join(part for part in (self.street, self.town) if part)
