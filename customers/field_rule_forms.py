"""What the shop requires, in a form: marked beside its field, and refused at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.field_rules import BY_THE_SHOP
from customers.models import ShopSettings
from customers.selectors.field_rules import rules_of


def require_fields(form: forms.Form, section: str, shop: ShopSettings) -> None:
    """Call it when the form has all its fields. Fields without a rule stay as they are."""
    country = str(form["country"].value() or "") if "country" in form.fields else ""
    for name in rules_of(shop).by_the_shop(section, country=country) & form.fields.keys():
        field: Any = form.fields[name]
        field.required = field.widget.is_required = True
        field.error_messages["required"] = BY_THE_SHOP
        if isinstance(field, forms.ChoiceField):
            _offer_no_blank(field)


def _offer_no_blank(field: Any) -> None:
    """The choice that stood for nothing asks for one now."""
    field.choices = [(value, label if value else _("Choose…")) for value, label in field.choices]
