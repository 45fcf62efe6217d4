"""The fields of people, customers, addresses and checkout, and what holds for each. Pure.

The shop says it (P-16), a customer's main group and the customer itself (N-20..N-22); property by
property the most exact wins. This is the one place that decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.reasons import Text, say
from customers.field_patterns import NOTHING, Said, wrong_with

USERS, CUSTOMERS, ADDRESSES = "users", "customers", "addresses"
CHECKOUT = "checkout"
# What a group and a customer can have rules of their own for.
SCOPED = (CHECKOUT, ADDRESSES, USERS)
BY_THE_SHOP = _("Fill this in: the shop requires it.")
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
                Field("title", _("Title"), asked_if=frozenset({"title_in_use"}), most=20),
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


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one field, all that was said put together."""

    field: Field
    said: Said
    is_required: bool
    place: int

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def own_label(self) -> str:
        """As somebody wrote it, in the language of whoever reads it; else ""."""
        return self.said.labels.get(_language(), "")

    @property
    def label(self) -> str:
        return self.own_label or str(self.field.label)

    @property
    def help_text(self) -> str:
        """As it was written, not escaped."""
        return self.said.helps.get(_language()) or ""

    @property
    def is_spoken_of(self) -> bool:
        """Whether anybody wants something of it; that it is optional is nothing."""
        return not replace(self.said, is_required=self.said.is_required or None).is_nothing

    @property
    def max_length(self) -> int:
        """0 = no text. Never more than the column holds."""
        return min(self.field.most, self.said.max_length or self.field.most)

    @property
    def default(self) -> str:
        """What a blank form begins with and a hidden field is; never what would be refused."""
        value = self.said.default if self.field.most else ""
        return "" if value and wrong_with(self.said, self.field.most, value) else value

    @property
    def is_hidden(self) -> bool:
        """What must be filled in and has nothing to be filled in with is shown all the same."""
        if not self.said.is_hidden or self.field.always or self.field.stays:
            return False
        return bool(self.default) or not self.is_required

    def wrong_with(self, value: Any) -> Text | None:
        """Why the value cannot be written here; None when it can."""
        if is_blank(value):
            return BY_THE_SHOP if self.is_required else None
        return wrong_with(self.said, self.field.most, str(value).strip())


@dataclass(frozen=True, slots=True)
class Broken:
    """A field whose value cannot be written, and why."""

    name: str
    label: str
    reason: Text

    @property
    def told(self) -> Text:
        """For where the field itself is not in sight."""
        return say("%(field)s: %(reason)s", field=self.label, reason=self.reason)


Layer = Mapping[tuple[str, str], Said]


@dataclass(frozen=True, slots=True)
class Rules:
    """What was said, by (section, field), the most exact first: customer, group, shop; and which
    of SETTINGS are on."""

    layers: Sequence[Layer] = ()
    settings_on: frozenset[str] = frozenset()
    _made: dict[tuple[str, str, str], Rule] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def asked(self, section: str) -> tuple[Field, ...]:
        """The section's fields that this shop asks for at all."""
        fields = SECTIONS[section].fields
        return tuple(field for field in fields if field.asked_if <= self.settings_on)

    def rule(self, section: str, name: str, *, country: str = "") -> Rule:
        """What holds for a field; decided here only.

        `country` is the record's, "" where it is not known.
        """
        key = (section, name, country)
        if key not in self._made:
            self._made[key] = self._rule(*key)
        return self._made[key]

    def _rule(self, section: str, name: str, country: str) -> Rule:
        fields = SECTIONS[section].fields
        place, known = next((n, each) for n, each in enumerate(fields, 1) if each.name == name)
        layers = (layer.get((section, name), NOTHING) for layer in self.layers)
        said = reduce(_less_exact, layers, NOTHING)
        is_asked = known.asked_if <= self.settings_on
        asks = bool(said.is_required) and known.only_in in ("", country)
        return Rule(
            known,
            said,
            is_required=is_asked and (bool(known.always) or asks),
            place=10 * place if said.position is None else said.position,
        )

    def in_order(self, section: str) -> tuple[Rule, ...]:
        """Every field that the shop asks for, hidden ones too, as they stand in a form."""
        rules = (self.rule(section, field.name) for field in self.asked(section))
        return tuple(sorted(rules, key=lambda rule: rule.place))

    def is_required(self, section: str, name: str, *, country: str = "") -> bool:
        """Whether nothing of this kind may be saved without the field."""
        known = any(field.name == name for field in SECTIONS[section].fields)
        return known and self.rule(section, name, country=country).is_required

    def by_the_shop(self, section: str, *, country: str = "") -> frozenset[str]:
        """The fields that are required beyond those that always are."""
        return frozenset(
            field.name
            for field in self.asked(section)
            if not field.always and self.is_required(section, field.name, country=country)
        )

    def broken(self, section: str, values: Mapping[str, Any]) -> tuple[Broken, ...]:
        """What these `values` cannot be; what they do not say is let be.

        A field that is always there is the form's own to ask for, so a blank one passes here.
        """
        country = str(values.get("country", ""))
        found = []
        for each in self.asked(section):
            rule = self.rule(section, each.name, country=country)
            value = values.get(each.name)
            if each.name not in values or (each.always and is_blank(value)):
                continue
            reason = None if rule.is_hidden else rule.wrong_with(value)
            if reason is not None:
                found.append(Broken(each.name, rule.label, reason))
        return tuple(found)

    def shown(self, section: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """`values` with those of hidden fields as the rules say, whatever was sent."""
        hidden = (rule for rule in self.in_order(section) if rule.is_hidden)
        said = {rule.name: rule.default if rule.field.most else None for rule in hidden}
        return {**values, **{name: value for name, value in said.items() if name in values}}

    def speak_of(self, section: str) -> bool:
        """Whether anything at all is said of the section's fields."""
        return any(key[0] == section for layer in self.layers for key in layer)

    def broken_by(
        self, section: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> tuple[Broken, ...]:
        """`broken`, but what stood so before is let be: a sheet says again what it does not change.

        `before` None = the record is new.
        """
        if not self.speak_of(section):
            return ()
        found = self.broken(section, after)
        if before is None:
            return found
        return tuple(each for each in found if before.get(each.name) != after.get(each.name))

    def saying(self, section: str, name: str, said: Said) -> "Rules":
        """The same with something else said by the most exact."""
        exact, *others = self.layers or ({},)
        return Rules(({**exact, (section, name): said}, *others), self.settings_on)


NO_RULES = Rules()


def is_blank(value: Any) -> bool:
    """0 and no are answers."""
    return value is None or (isinstance(value, str) and not value.strip())


def _less_exact(exact: Said, other: Said) -> Said:
    return exact.over(other)


def _language() -> str:
    return (get_language() or "").split("-")[0]
