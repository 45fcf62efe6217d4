"""The box that a discount on top of another asks for (K-29): a yes to the percentages it names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.asking import ask_for, hidden_yes
from customers.errors import DiscountsAddUp


class YesToDiscounts(forms.Form):
    """What is sent is the warned percentages themselves ("10+5").

    The service asks again when they are others.
    """

    double_discount_ok = hidden_yes(_("Yes, both discounts hold"))

    @property
    def yes_to(self) -> str:
        return str(self.cleaned_data["double_discount_ok"])

    def ask_about_double(self, refused: DiscountsAddUp) -> None:
        ask_for(self, "double_discount_ok", about=refused.percentages, warning=str(refused.reason))
