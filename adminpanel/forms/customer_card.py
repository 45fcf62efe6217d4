"""The small forms on a customer's card: a note, a shipper account, a typed yes to deleting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import ShipperAccount
from customers.services.shipper_accounts import AccountDetails


class NoteForm(forms.Form):
    """One entry of the log of notes."""

    text = forms.CharField(
        label=_("Add a note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Signed with your name and the time. It is not changed afterwards."),
    )


class ShipperAccountForm(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=40)
    number = forms.CharField(label=_("Account number"), max_length=40)

    @staticmethod
    def initial_of(account: ShipperAccount) -> dict[str, Any]:
        return {"carrier": account.carrier, "number": account.number}

    def details(self) -> AccountDetails:
        return AccountDetails(self.cleaned_data["carrier"], self.cleaned_data["number"])


class DeleteForm(forms.Form):
    """The customer's number, typed, so that it is certain which one."""

    typed = forms.CharField(label=_("Customer number"), max_length=60)
