"""The form of an address, for staff and for the customer's own people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from customers.field_rule_forms import obey
from customers.field_rules import ADDRESSES, Rules
from customers.models import Address
from customers.services.customers import AddressDetails


class AddressForm(forms.Form):
    name = forms.CharField(label=_("Recipient"), max_length=120)
    attention = forms.CharField(label=_("Attention"), max_length=120, required=False)
    street = forms.CharField(label=_("Street"), max_length=200)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20)
    city = forms.CharField(label=_("City"), max_length=100)
    country = forms.ChoiceField(label=_("Country"), choices=lambda: list(countries), initial="SE")
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    is_default = forms.BooleanField(label=_("Suggested first at checkout"), required=False)
    is_invoice = forms.BooleanField(label=_("Invoice address"), required=False)

    def __init__(self, *args: Any, rules: Rules, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rules = rules
        obey(self, ADDRESSES, rules)

    @staticmethod
    def initial_of(address: Address) -> dict[str, Any]:
        values = {name: getattr(address, name) for name in AddressForm.base_fields}
        return values | {"country": str(address.country)}

    def details(self) -> AddressDetails:
        """What was filled in; a field that is not shown keeps what it had, or is the default."""
        known = AddressForm.base_fields
        values = {k: v for k, v in self.cleaned_data.items() if k in known}
        for rule in self.rules.in_order(ADDRESSES):
            if rule.is_hidden:
                values[rule.name] = self.initial.get(rule.name) or rule.default
        return AddressDetails(**values)
