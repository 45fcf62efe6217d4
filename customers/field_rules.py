"""What holds for each field of people, customers, addresses and checkout. Pure.

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
from customers.field_sections import (
    ADDRESSES,
    CHECKOUT,
    CUSTOMERS,
    SCOPED,
    SECTIONS,
    SETTINGS,
    USERS,
    Field,
    Section,
)

BY_THE_SHOP = _("Fill this in: the shop requires it.")

__all__ = [
    "ADDRESSES",
    "BY_THE_SHOP",
    "CHECKOUT",
    "CUSTOMERS",
    "NO_RULES",
    "SCOPED",
    "SECTIONS",
    "SETTINGS",
    "USERS",
    "Broken",
    "Field",
    "Layer",
    "Rule",
    "Rules",
    "Section",
    "is_blank",
]


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
