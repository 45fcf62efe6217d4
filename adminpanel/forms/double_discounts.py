"""The box that a discount on top of another asks for (K-29): a yes to the percentages it names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.errors import DiscountsAddUp


class YesToDiscounts(forms.Form):
    """Hidden until `ask_about_double`; afterwards it carries what the yes was for.

    What is sent is the warned percentages themselves ("10+5"): a yes that comes back together with
    other ones is none, and the service asks again.
    """

    double_discount_ok = forms.CharField(
        label=_("Yes, both discounts hold"),
        required=False,
        max_length=200,
        widget=forms.HiddenInput,
    )

    @property
    def yes_to(self) -> str:
        return str(self.cleaned_data["double_discount_ok"])

    def ask_about_double(self, refused: DiscountsAddUp) -> None:
        """Shows the box, last and not ticked, and why it is needed."""
        field: Any = self.fields.pop("double_discount_ok")
        self.fields["double_discount_ok"] = field
        field.widget = forms.CheckboxInput(
            attrs={"value": refused.percentages}, check_test=lambda _sent: False
        )
        field.is_wide = True
        self.add_error("double_discount_ok", str(refused.reason))
