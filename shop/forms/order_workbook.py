"""Which goods stand on an order form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.exports import Asked
from orders.selectors.order_form import CATEGORY, LIST

Choices = Sequence[tuple[str, str]]


class OrderFormForm(forms.Form):
    """The source, and which list or category where it is one. Only what there is is offered."""

    goods = forms.ChoiceField(
        label=_("Which goods"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which goods stand on the form.")},
    )
    wish_list = forms.ChoiceField(label=_("List"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(
        self, data: Any = None, *, sources: Choices, lists: Choices, categories: Choices
    ) -> None:
        super().__init__(data, initial={"goods": sources[0][0]} if sources else None)
        for name, choices in (
            ("goods", list(sources)),
            ("wish_list", list(lists)),
            ("category", list(categories)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            if not choices and name != "goods":
                del self.fields[name]
                continue
            field.choices = choices

    @property
    def asked(self) -> Asked:
        """As `orders.selectors.order_form` reads it. Call after `is_valid()`."""
        values = self.cleaned_data
        asked = {"from": values["goods"]}
        if values["goods"] == LIST:
            asked["list"] = values.get("wish_list", "")
        if values["goods"] == CATEGORY:
            asked["category"] = values.get("category", "")
        return asked
