"""A box that a form asks for only when something is worth a second thought."""

from collections.abc import Mapping
from typing import Any

from django import forms


class YesBox(forms.CheckboxInput):
    """Never ticked beforehand. Ticked it sends `about`, what it is a yes to."""

    def __init__(self, about: str) -> None:
        super().__init__(attrs={"value": about}, check_test=lambda _sent: False)

    def value_from_datadict(  # type: ignore[override]  # a box of ours says what, not whether
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> str:
        return str(data.get(name, ""))


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
    field.widget = YesBox(about)
    field.is_wide = True
    form.add_error(name, warning)
