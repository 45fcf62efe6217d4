"""The fields of people, customers, addresses and checkout, of which rules may speak. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.reasons import Text

USERS, CUSTOMERS, ADDRESSES = "users", "customers", "addresses"
CHECKOUT = "checkout"
# What a group and a customer can have rules of their own for.
SCOPED = (CHECKOUT, ADDRESSES, USERS)
# What the shop can leave out of use altogether; the names are those of its settings.
SETTINGS = frozenset({"b2b_mode", "ape_in_use", "title_in_use", "birthday_in_use"})


@dataclass(frozen=True, slots=True)
class Field:
    """`always`: why nothing is without it; "" where the shop decides.

    `asked_if`: the settings that must be on for it to be asked for at all. `only_in`: the one
    country where it means something. `most`: the characters that its column holds, 0 = no text.
    `stays`: why it cannot be hidden although it may be left blank.
    """

    name: str
    label: Text
    always: Text = ""
    asked_if: frozenset[str] = frozenset()
    only_in: str = ""
    most: int = 0
    stays: Text = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of record with the fields that its forms and its sheet share, in their order."""

    name: str
    label: Text
    fields: tuple[Field, ...]


_COMPANY = frozenset({"b2b_mode"})
_BY_NAME = _("Everyone is told apart by name.")
_DELIVERED = _("Nothing can be delivered without it.")

SECTIONS: Mapping[str, Section] = {
    section.name: section
    for section in (
        Section(
            USERS,
            _("Users"),
            (
                Field("email", _("E-mail"), _("It is the log-in.")),
                Field(
                    "title",
                    pgettext_lazy("person", "Title"),
                    asked_if=frozenset({"title_in_use"}),
                    most=20,
                ),
                Field("first_name", _("First name"), _BY_NAME, most=100),
                Field("last_name", _("Last name"), _BY_NAME, most=100),
                Field("birthday", _("Birthday"), asked_if=frozenset({"birthday_in_use"})),
                Field("phone", _("Phone"), most=40),
                Field("language", _("Language")),
            ),
        ),
        Section(
            CUSTOMERS,
            _("Customers"),
            (
                Field("name", _("Company"), _("It stands on orders and invoices."), most=200),
                Field("main_group", _("Main group"), _("It decides price, discount and access.")),
                Field("country", _("Country"), _("It decides the VAT.")),
                Field("org_number", _("Organisation number"), asked_if=_COMPANY, most=30),
                Field("vat_number", _("VAT number"), asked_if=_COMPANY, most=20),
                Field(
                    "ape_code",
                    _("APE code, of French customers"),
                    asked_if=_COMPANY | {"ape_in_use"},
                    only_in="FR",
                ),
                Field("website", _("Website"), asked_if=_COMPANY),
                Field("email", _("E-mail")),
                Field("phone", _("Phone"), most=40),
                Field("pricing_tier", _("Pricing tier")),
                Field("allowed_outstanding", _("Allowed outstanding amount"), asked_if=_COMPANY),
                Field(
                    "payment_days",
                    _("Payment days"),
                    _("It decides when an invoice is due."),
                    asked_if=_COMPANY,
                ),
                Field("risk", _("Risk"), asked_if=_COMPANY),
            ),
        ),
        Section(
            ADDRESSES,
            _("Addresses"),
            (
                Field("name", _("Recipient"), _DELIVERED, most=120),
                Field("attention", _("Attention"), most=120),
                Field("street", _("Street"), _DELIVERED, most=200),
                Field("postal_code", _("Postal code"), _DELIVERED, most=20),
                Field("city", _("City"), _DELIVERED, most=100),
                Field("country", _("Country"), _DELIVERED),
                Field("phone", _("Phone"), most=40),
            ),
        ),
        Section(
            CHECKOUT,
            _("Checkout"),
            (
                Field("customer_reference", _("Your order number"), most=60),
                Field("cost_centre", _("Cost centre"), most=60),
                Field("goods_marking", _("Goods marking"), most=60),
                Field("invoice_reference", _("Invoice reference"), most=60),
                Field("requested_on", _("Requested delivery date")),
                Field(
                    "comment",
                    _("Message"),
                    most=2000,
                    stays=_("An order in one's own words is written in it."),
                ),
            ),
        ),
    )
}
