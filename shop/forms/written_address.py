"""The part of checkout where an address is chosen, or one of one's own is written."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from customers.field_rule_forms import demand, obey
from customers.field_rules import ADDRESSES, NO_RULES, Rules
from customers.models import Address
from customers.services.customers import AddressDetails

OWN_ADDRESS = "own"
_PARTS = ("name", "attention", "street", "postal_code", "city", "country", "phone")
_COMPLETED = frozenset({"attention", "phone"})  # what one order may add to a saved address


class WrittenAddressForm(forms.Form):
    """What is written counts only when `address` says so; then it is complete."""

    address = forms.ChoiceField(label=_("Delivery address"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Recipient"), max_length=120, required=False)
    attention = forms.CharField(label=_("Attention"), max_length=120, required=False)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    country = CountryField(blank=True).formfield(label=_("Country"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    keep_address = forms.BooleanField(
        label=_("Save this address for next time"),
        help_text=_("It becomes an address of your own. Colleagues do not see it."),
        required=False,
    )

    rules = NO_RULES
    register: Mapping[str, Address] = {}
    broken_address: Address | None = None  # the one chosen, when it cannot be ordered to as it is

    def ask_what_addresses_need(self, rules: Rules, register: Mapping[str, Address]) -> None:
        """Call it when the choices are there; `register` has the saved ones by choice.

        A phone is asked for only where a rule says something of it. What is chosen and lacks an
        attention or a phone that is required is completed here, for this order.
        """
        self.rules, self.register = rules, register
        obey(self, ADDRESSES, rules, demands=False)
        if "phone" in self.fields and not rules.rule(ADDRESSES, "phone").is_spoken_of:
            del self.fields["phone"]
        chosen = register.get(str(self["address"].value()))
        for name in _COMPLETED & self.fields.keys():
            if rules.is_required(ADDRESSES, name) and not (chosen and getattr(chosen, name)):
                demand(self.fields[name])
        if chosen and "attention" in self.fields and self.fields["attention"].required:
            self.fields["attention"].help_text = _("The saved address has none.")

    @property
    def may_write_address(self) -> bool:
        """Whether an address of one's own is offered, beside or instead of the register."""
        field = self.fields["address"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return OWN_ADDRESS in dict(field.choices)  # type: ignore[arg-type]

    @property
    def address_fields(self) -> list[forms.BoundField]:
        """Those of an address of one's own, in the order of the rules."""
        return [field for field in self if field.name in _PARTS and field.name not in _COMPLETED]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("address") == OWN_ADDRESS:
            for name in self.fields:
                rule = self.rules.is_required(ADDRESSES, name)
                if rule and name not in self.errors and not values.get(name):
                    self.add_error(name, _("Fill this in for the delivery."))
        elif values.get("address"):
            self._judge_saved(values)
        return values

    def _judge_saved(self, values: Mapping[str, Any]) -> None:
        """An address that was saved before a rule became stricter is mended before it is used."""
        chosen = self.register.get(values["address"])
        for broken in self.rules.broken(ADDRESSES, self.delivery_of(values)):
            if broken.name in _COMPLETED and broken.name in self.fields:
                if broken.name not in self.errors:
                    self.add_error(broken.name, str(broken.reason))
            else:
                self.add_error("address", str(broken.told))
                self.broken_address = chosen

    def delivery_of(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The delivery address in the words of AddressDetails, from cleaned values."""
        known = self.register.get(values["address"])
        written = {name: str(values.get(name) or "") for name in _PARTS}
        if known is None:
            return written
        saved = {name: str(getattr(known, name)) for name in _PARTS}
        completed = {name: written[name] for name in _COMPLETED if written[name]}
        return saved | completed

    @property
    def address_to_keep(self) -> AddressDetails | None:
        """What was written and is to be kept for next time. Call after `is_valid()`."""
        values = self.cleaned_data
        if values["address"] != OWN_ADDRESS or not values.get("keep_address"):
            return None
        return AddressDetails(**self.rules.shown(ADDRESSES, self.delivery_of(values)))
