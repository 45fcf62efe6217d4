"""Which fields a person, a customer and an address cannot be without: P-16. Pure.

The sections with their fields, and the one place that decides whether a field is required.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.reasons import Text

USERS, CUSTOMERS, ADDRESSES = "users", "customers", "addresses"
BY_THE_SHOP = _("Fill this in: the shop requires it.")
# What the shop can leave out of use altogether; the names are those of its settings.
SETTINGS = frozenset({"b2b_mode", "ape_in_use", "title_in_use", "birthday_in_use"})


@dataclass(frozen=True, slots=True)
class Field:
    """`always`: why nothing is without it; "" where the shop decides.

    `asked_if`: the settings that must be on for it to be asked for at all. `only_in`: the one
    country where it means something.
    """

    name: str
    label: Text
    always: Text = ""
    asked_if: frozenset[str] = frozenset()
    only_in: str = ""


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
                Field("title", _("Title"), asked_if=frozenset({"title_in_use"})),
                Field("first_name", _("First name"), _BY_NAME),
                Field("last_name", _("Last name"), _BY_NAME),
                Field("birthday", _("Birthday"), asked_if=frozenset({"birthday_in_use"})),
                Field("phone", _("Phone")),
                Field("language", _("Language")),
            ),
        ),
        Section(
            CUSTOMERS,
            _("Customers"),
            (
                Field("name", _("Company"), _("It stands on orders and invoices.")),
                Field("main_group", _("Main group"), _("It decides price, discount and access.")),
                Field("country", _("Country"), _("It decides the VAT.")),
                Field("org_number", _("Organisation number"), asked_if=_COMPANY),
                Field("vat_number", _("VAT number"), asked_if=_COMPANY),
                Field(
                    "ape_code",
                    _("APE code, of French customers"),
                    asked_if=_COMPANY | {"ape_in_use"},
                    only_in="FR",
                ),
                Field("website", _("Website"), asked_if=_COMPANY),
                Field("email", _("E-mail")),
                Field("phone", _("Phone")),
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
                Field("name", _("Recipient"), _DELIVERED),
                Field("attention", _("Attention")),
                Field("street", _("Street"), _DELIVERED),
                Field("postal_code", _("Postal code"), _DELIVERED),
                Field("city", _("City"), _DELIVERED),
                Field("country", _("Country"), _DELIVERED),
                Field("phone", _("Phone")),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop has ticked, as (section, field), and which of SETTINGS are on."""

    ticked: frozenset[tuple[str, str]] = frozenset()
    settings_on: frozenset[str] = frozenset()

    def asked(self, section: str) -> tuple[Field, ...]:
        """The section's fields that this shop asks for at all."""
        fields = SECTIONS[section].fields
        return tuple(field for field in fields if field.asked_if <= self.settings_on)

    def is_required(self, section: str, name: str, *, country: str = "") -> bool:
        """Whether nothing of this kind may be saved without the field; decided here only.

        `country` is the record's, "" where it is not known.
        """
        field = next((each for each in self.asked(section) if each.name == name), None)
        if field is None:
            return False
        is_ticked = (section, name) in self.ticked and field.only_in in ("", country)
        return bool(field.always) or is_ticked

    def by_the_shop(self, section: str, *, country: str = "") -> frozenset[str]:
        """The fields that are required beyond those that always are."""
        return frozenset(
            field.name
            for field in self.asked(section)
            if not field.always and self.is_required(section, field.name, country=country)
        )

    def lacking(self, section: str, values: Mapping[str, Any]) -> tuple[Field, ...]:
        """What the shop requires and these `values` leave blank; what they do not say is let be."""
        required = self.by_the_shop(section, country=str(values.get("country", "")))
        return tuple(
            field
            for field in SECTIONS[section].fields
            if field.name in required and field.name in values and is_blank(values[field.name])
        )


NO_RULES = Rules()


def is_blank(value: Any) -> bool:
    """0 and no are answers."""
    return value is None or (isinstance(value, str) and not value.strip())
