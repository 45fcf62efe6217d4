"""What a group administrator chooses beside a file of users."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.import_forms import UserImportForm
from customers.selectors.customers import customers_found


class GroupUserImportForm(UserImportForm):
    customer_number = forms.ChoiceField(
        label=_("Customer, if the file has no customer numbers"), required=False
    )
    field_order = ("file", "send_activation", "customer_number", "limit_renewed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["customer_number"]
        inside = customers_found(self.actor).active().order_by("name", "id")
        choices = [(each.number, f"{each.name} ({each.number})") for each in inside]
        field.choices = [("", _("The file has them")), *choices]
        if len(choices) == 1:
            field.initial = choices[0][0]
