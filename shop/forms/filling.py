"""What an approver fills in for an order in somebody's own words: quantities, and a comment."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.search.words import MAX_QUESTION
from orders.models import Order

MOST = 99_999
_QUANTITY = "n-"  # and the variant's id
_OFFERED = "q-"  # how many of what is offered
_MOST_FIELDS = 400


class FillForm(forms.Form):
    """The quantity wanted of each variant, 0 = none; `version` says which order was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    q = forms.CharField(
        label=_("Search the shop"),
        required=False,
        max_length=MAX_QUESTION,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "input"}),
    )
    comment = forms.CharField(
        label=_("Comment to the orderer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, order: Order, asked: str = "") -> None:
        super().__init__(data, initial={"version": order.version, "q": asked})
        self.now = {
            line.variant_id: line.quantity
            for line in order.lines.all()
            if line.variant_id is not None
        }
        for pk in [*self.now, *(pk for pk in _ids(data, _QUANTITY) if pk not in self.now)]:
            self.fields[f"{_QUANTITY}{pk}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MOST,
                initial=self.now.get(pk),
                error_messages={
                    name: _("Write how many, as a whole number. 0 removes the line.")
                    for name in ("invalid", "min_value", "max_value")
                },
            )

    @property
    def wanted(self) -> Mapping[int, int]:
        """By variant, where it differs from what the order has. A blank field changes nothing.

        Of an invalid form only what can be read. Call after `is_valid()`.
        """
        if not self.is_bound:
            return {}
        written = {
            int(name.removeprefix(_QUANTITY)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(_QUANTITY) and value is not None
        }
        return {pk: value for pk, value in written.items() if value != self.now.get(pk, 0)}

    def with_added(self) -> Mapping[int, int]:
        """`wanted`, and one more of the offer whose button was pressed, or as many as it says."""
        pressed = next(iter(_numbers([self.data.get("add", "")])), None)
        wanted = dict(self.wanted)
        if pressed is not None:
            more = next(iter(_numbers([self.data.get(f"{_OFFERED}{pressed}", "")])), 1)
            before = wanted.get(pressed, self.now.get(pressed, 0))
            wanted[pressed] = min(before + max(more, 1), MOST)
        return wanted


def _ids(data: Any, prefix: str) -> list[int]:
    names = [name for name in (data or {}) if name.startswith(prefix)][:_MOST_FIELDS]
    return _numbers([name.removeprefix(prefix) for name in names])


def _numbers(written: list[str]) -> list[int]:
    return [int(each) for each in written if each.isascii() and each.isdigit() and len(each) < 19]
