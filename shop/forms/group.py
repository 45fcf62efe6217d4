"""Forms of the group administrator: colleagues and delivery addresses."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.form_fields import DayField
from customers.address_forms import AddressForm
from customers.field_rule_forms import obey
from customers.field_rules import USERS, Rules
from customers.member_forms import MembershipForm
from customers.models import Customer, User
from customers.services.users import Person

PERSON_FIELDS = frozenset({"first_name", "last_name", "phone", "language"})


class ColleagueForm(forms.Form):
    """What an administrator may change of a person. The address is the person's own."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("The shop's language")), *settings.LANGUAGES],
    )

    def __init__(self, *args: Any, rules: Rules, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rules = rules
        obey(self, USERS, rules)

    @staticmethod
    def initial_from(user: User) -> dict[str, Any]:
        return {name: getattr(user, name) for name in PERSON_FIELDS}

    def person(self) -> Person:
        """What was filled in; a field that is not shown keeps what it had, or is the default."""
        values = {name: self.cleaned_data.get(name) for name in PERSON_FIELDS}
        for name in PERSON_FIELDS - self.fields.keys():
            values[name] = self.initial.get(name) or self.rules.rule(USERS, name).default
        written = {name: str(value or "") for name, value in values.items()}
        return Person(**written)  # type: ignore[arg-type] # all of them are texts


class NewColleagueForm(ColleagueForm, MembershipForm):
    """A person and what they may do at one of the organisation's customers."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The log-in. Whoever has an account already keeps its name and settings."),
    )
    customer = forms.ChoiceField(label=_("Buys for"))
    send_activation = forms.BooleanField(
        label=_("Mail an activation link now"),
        required=False,
        initial=True,
        help_text=_("The person chooses a password with it. It works once, for seven days."),
    )

    def __init__(self, *args: Any, customers: Sequence[Customer], **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["takes_over"]  # nobody is below somebody new
        self.customers = {str(customer.pk): customer for customer in customers}
        field: Any = self.fields["customer"]
        field.choices = [
            (pk, f"{each.name} ({each.number})") for pk, each in self.customers.items()
        ]

    @property
    def chosen_customer(self) -> Customer:
        return self.customers[self.cleaned_data["customer"]]


class DeliveryAddressForm(AddressForm):
    """Where goods go; where invoices go is for the shop."""

    is_invoice = None  # type: ignore[assignment]


class NewDeliveryAddressForm(DeliveryAddressForm):
    customer = forms.ChoiceField(label=_("For"))
    field_order = ("customer",)

    def __init__(self, *args: Any, customers: Sequence[Customer], **options: Any) -> None:
        super().__init__(*args, **options)
        self.customers = {str(customer.pk): customer for customer in customers}
        field: Any = self.fields["customer"]
        field.choices = [(pk, each.name) for pk, each in self.customers.items()]

    @property
    def chosen_customer(self) -> Customer:
        return self.customers[self.cleaned_data["customer"]]


class OrderDaysForm(forms.Form):
    """From which day to which; a day that is none is passed over."""

    placed_from = DayField(label=_("Placed from"), required=False)
    placed_to = DayField(label=_("Placed to"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("placed_from"), values.get("placed_to")
        if first and last and last < first:
            self.add_error("placed_to", _("The last day is before the first."))
        return values
