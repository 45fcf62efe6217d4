"""Which fields of a section the shop requires: a box for each."""

from typing import Any

from django import forms

from customers.field_rules import Rules


class RequiredFieldsForm(forms.Form):
    """What is always required is ticked and locked, with the reason."""

    def __init__(self, *args: Any, rules: Rules, section: str) -> None:
        super().__init__(*args)
        for field in rules.asked(section):
            self.fields[field.name] = forms.BooleanField(
                label=str(field.label),
                required=False,
                initial=bool(field.always) or (section, field.name) in rules.ticked,
                disabled=bool(field.always),
                help_text=str(field.always),
            )

    @property
    def locked(self) -> list[forms.BoundField]:
        return [field for field in self if field.field.disabled]

    @property
    def open(self) -> list[forms.BoundField]:
        """Those that the shop decides about."""
        return [field for field in self if not field.field.disabled]

    @property
    def required(self) -> frozenset[str]:
        return frozenset(field.name for field in self.open if self.cleaned_data[field.name])
