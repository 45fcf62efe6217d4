"""What the field rules say, in a form: which fields, how they are called, and what they take."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from customers.field_rules import BY_THE_SHOP, Rule, Rules, is_blank
from customers.models import ShopSettings
from customers.selectors.field_rules import rules_of


def require_fields(form: forms.Form, section: str, shop: ShopSettings) -> None:
    """`obey` for a form of staff that knows no customer: the shop's own rules, nothing hidden."""
    obey(form, section, rules_of(shop), hides=False)


def obey(
    form: forms.Form, section: str, rules: Rules, *, demands: bool = True, hides: bool = True
) -> None:
    """Call it when the form has all its fields. Fields without a rule stay as they are.

    Without `demands` nothing becomes required: the form asks for what is needed by itself. A
    form that `hides` takes hidden fields out, so whoever reads it may not expect them.
    """
    country = str(form["country"].value() or "") if "country" in form.fields else ""
    order = []
    for each in rules.in_order(section):
        rule = rules.rule(section, each.name, country=country)
        field = form.fields.get(rule.name)
        if field is None:
            continue
        if rule.is_hidden and hides:
            del form.fields[rule.name]
            continue
        order.append(rule.name)
        _say(field, rule)
        if rule.default and rule.name not in form.initial:
            form.initial[rule.name] = rule.default
        if demands and rule.is_required and not rule.field.always:
            demand(field)
    if any(rules.rule(section, name).said.position is not None for name in order):
        _put_in_order(form, order)


def demand(field: Any) -> None:
    """It cannot be left blank."""
    field.required = field.widget.is_required = True
    field.error_messages["required"] = BY_THE_SHOP
    if isinstance(field, forms.ChoiceField):
        _offer_no_blank(field)


def _say(field: Any, rule: Rule) -> None:
    """Its name, its help and what it takes. Help is drawn as it is, so ours is escaped."""
    field.label = rule.own_label or field.label
    if rule.help_text:
        field.help_text = f"{escape(rule.help_text)} {field.help_text}".strip()
    if rule.max_length and isinstance(field, forms.CharField):
        field.max_length = rule.max_length
        field.widget.attrs["maxlength"] = str(rule.max_length)
        field.validators = [
            *(each for each in field.validators if not isinstance(each, MaxLengthValidator)),
            partial(_judge, rule),
        ]


def _judge(rule: Rule, value: Any) -> None:
    reason = None if is_blank(value) else rule.wrong_with(value)
    if reason is not None:
        raise ValidationError(str(reason))


def _put_in_order(form: forms.Form, order: list[str]) -> None:
    """The section's fields change places among themselves; the form's others stay."""
    waiting = iter(order)
    form.order_fields([next(waiting) if name in order else name for name in form.fields])


def _offer_no_blank(field: Any) -> None:
    """The choice that stood for nothing asks for one now."""
    field.choices = [(value, label if value else _("Choose…")) for value, label in field.choices]


class PreviewForm(forms.Form):
    """A section's fields as its forms show them; nothing is sent with it."""

    def __init__(self, *, rules: Rules, section: str) -> None:
        super().__init__(prefix=f"preview-{section}")
        for rule in rules.in_order(section):
            self.fields[rule.name] = forms.CharField(
                label=str(rule.field.label),
                required=bool(rule.field.always),
                max_length=rule.max_length or None,
            )
        obey(self, section, rules)
