"""Which sections of My pages there are. Shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms

from customers.models import ShopSettings
from customers.my_sections import SECTIONS, Section


class MySectionsForm(forms.Form):
    """A box for each section, ticked = shown."""

    def __init__(self, data: Any = None, *, shop: ShopSettings) -> None:
        super().__init__(data)
        for each in SECTIONS:
            self.fields[each.section.value] = forms.BooleanField(
                label=str(each.name),
                help_text=str(each.does),
                required=False,
                initial=each.section not in shop.hidden_sections,
            )

    @property
    def shown(self) -> Sequence[Section]:
        return [section for section in Section if self.cleaned_data[section.value]]
