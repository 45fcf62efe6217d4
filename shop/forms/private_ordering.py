"""The checkout of who belongs to no customer: who they are, and an address for the order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_guard import GuardedForm
from customers.field_rule_forms import demand
from customers.field_rules import ADDRESSES, CHECKOUT
from customers.models import User
from customers.services.private_customers import Buyer
from orders.services.checkout_fields import REFERENCES
from shop.forms.ordering import CheckoutForm
from shop.forms.person_names import NamedForm

_OF_COMPANIES = frozenset(REFERENCES) - {"comment", "requested_on"}


class PrivateCheckoutForm(NamedForm, CheckoutForm):
    """For somebody who has logged in. References of companies are asked for only where required."""

    telephone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )

    is_private = True
    person: User | None = None

    def __init__(self, data: Any = None, *, person: User | None, **given: Any) -> None:
        self.person = person
        known = {}
        if person is not None:
            known = {
                "first_name": person.first_name,
                "last_name": person.last_name,
                "telephone": person.phone,
            }
        super().__init__(
            data, addresses=(), suggested=None, may_keep_address=False, prefilled=known, **given
        )
        self.fields["address"].widget = forms.HiddenInput()
        if "name" in self.fields:
            self.fields["name"].help_text = _("Blank = you.")
        for each in self.address_fields:  # there is no other address to choose
            if each.name != "name" and self.rules.is_required(ADDRESSES, each.name):
                demand(each.field)
                each.field.error_messages["required"] = _("Fill this in for the delivery.")
        if "phone" in self.fields:  # the rules ask for it with the address
            del self.fields["telephone"]
        for name in _OF_COMPANIES & self.fields.keys():
            if not self.rules.is_required(CHECKOUT, name):
                del self.fields[name]

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        shown = ("email", "first_name", "last_name", "telephone")
        return [self[name] for name in shown if name in self.fields]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "name" in self.fields and not values.get("name") and "name" not in self.errors:
            written = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
            values["name"] = written[:120]
        return super().clean()

    def delivery_of(self, values: Any) -> dict[str, str]:
        written = super().delivery_of(values)
        written["phone"] = written["phone"] or str(values.get("telephone") or "")
        return written

    @property
    def country_now(self) -> str:
        """Where the order goes as far as is written, '' = the shop's own country."""
        return str(self["country"].value() or "") if "country" in self.fields else ""

    @property
    def buyer(self) -> Buyer:
        """Call after `is_valid()`."""
        values = self.cleaned_data
        return Buyer(
            first_name=values["first_name"],
            last_name=values["last_name"],
            email=values["email"] if self.person is None else self.person.email,
            phone=values.get("telephone") or values.get("phone") or "",
            country=values.get("country") or "",
        )


class GuestCheckoutForm(GuardedForm, PrivateCheckoutForm):
    """For a stranger: also an e-mail address, and what keeps robots out."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The order confirmation is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
