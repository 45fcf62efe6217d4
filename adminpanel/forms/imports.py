"""What is chosen beside the file when staff upload a spreadsheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.import_forms import UserImportForm


class StaffUserImportForm(UserImportForm):
    customer_number = forms.CharField(
        label=_("Customer number, if the file has no such column"),
        required=False,
        max_length=30,
    )
    field_order = ("file", "send_activation", "customer_number", "limit_renewed")

    def clean_customer_number(self) -> Any:
        return self.cleaned_data["customer_number"].strip()
