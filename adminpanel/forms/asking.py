"""A box that a form asks for only when something is worth a second thought."""

from typing import Any

from django import forms


def hidden_yes(label: Any) -> forms.CharField:
    """The field: hidden until `ask_for`, and afterwards it carries what the yes was for."""
    return forms.CharField(label=label, required=False, max_length=4_000, widget=forms.HiddenInput)


def ask_for(form: forms.Form, name: str, *, about: str, warning: str) -> None:
    """Shows the box, last and not ticked, and why it is needed.

    Ticked it sends `about`, what the warning was of: a yes that comes back with something else is
    none, which is for whoever reads the field to see.
    """
    field: Any = form.fields.pop(name)
    form.fields[name] = field
    field.widget = forms.CheckboxInput(attrs={"value": about}, check_test=lambda _sent: False)
    field.is_wide = True
    form.add_error(name, warning)
