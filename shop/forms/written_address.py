"""The part of checkout where an address is chosen, or one of one's own is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from customers.field_rules import ADDRESSES, BY_THE_SHOP, NO_RULES
from customers.models import ShopSettings
from customers.selectors.field_rules import rules_of
from customers.services.customers import AddressDetails

OWN_ADDRESS = "own"


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

    def ask_what_addresses_need(self, shop: ShopSettings) -> None:
        """Call it when the choices are there. An address of the register stays as it is.

        A phone is asked for only where the shop requires it.
        """
        self.rules = rules_of(shop)
        needed = self.rules.by_the_shop(ADDRESSES)
        is_written = self["address"].value() == OWN_ADDRESS
        if "phone" in needed:
            self.fields["phone"].required = is_written or not self.is_bound
            self.fields["phone"].error_messages["required"] = BY_THE_SHOP
        else:
            del self.fields["phone"]
        if "attention" in needed and self.may_write_address:
            self.fields["attention"].help_text = _("Needed when you write another address.")

    @property
    def may_write_address(self) -> bool:
        """Whether an address of one's own is offered, beside or instead of the register."""
        field = self.fields["address"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return OWN_ADDRESS in dict(field.choices)  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("address") == OWN_ADDRESS:
            by_the_shop = self.rules.by_the_shop(ADDRESSES)
            needed = [name for name in self.fields if self.rules.is_required(ADDRESSES, name)]
            for name in needed:
                if name not in self.errors and not values.get(name):
                    words = _("Fill this in for the delivery.")
                    self.add_error(name, BY_THE_SHOP if name in by_the_shop else words)
        return values

    @property
    def written(self) -> dict[str, Any]:
        """The address in the words of AddressDetails. Call after `is_valid()`."""
        names = ("name", "attention", "street", "postal_code", "city", "country", "phone")
        return {name: str(self.cleaned_data.get(name, "")) for name in names}

    @property
    def address_to_keep(self) -> AddressDetails | None:
        """What was written and is to be kept for next time. Call after `is_valid()`."""
        values = self.cleaned_data
        if values["address"] != OWN_ADDRESS or not values.get("keep_address"):
            return None
        return AddressDetails(**self.written)
