"""The approver's forms: an answer, and a change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import DayField
from customers.extra_fields import written_in
from customers.field_rules import Rules
from orders.extra_answers import Changed
from orders.models import Order, OrderLine
from orders.services.changing import TEXT_FIELDS, OrderChange
from orders.services.checkout_fields import hidden_columns
from orders.services.deciding_many import MOST, Chosen


def chosen_in(values: Sequence[str]) -> Sequence[Chosen]:
    """The orders whose boxes were ticked, "id-version" each; anything else is passed over.

    No page offers more than thirty, so what comes after is not read.
    """
    written = [re.fullmatch(r"(\d{1,18})-(\d{1,9})", value, re.ASCII) for value in values[:MOST]]
    return [Chosen(int(each[1]), int(each[2])) for each in written if each]


class CommentForm(forms.Form):
    """Something about what was shown as `version`, with a comment."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(
            attrs={"rows": 1, "placeholder": _("Write why, if you change or reject")}
        ),
    )


class AnswerForm(CommentForm):
    """Yes, no, or a question first."""

    # Each beside the button that sends it, so that nobody rejects or asks by a slip of the thumb.
    question = forms.CharField(
        label=_("Your question"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    why = forms.CharField(
        label=_("Write why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def words(self) -> str:
        """What was written, wherever it was written. Call after `is_valid()`."""
        return str(self.cleaned_data["why"] or self.cleaned_data["comment"])


@dataclass(frozen=True, slots=True)
class Swap:
    """A line that something else shall stand in for, and the words for why."""

    line_id: int
    sku: str
    words: str


class ChangeForm(CommentForm):
    """Quantities of the lines, one article number to add, delivery and references.

    A field that the rules hide from the orderer is nobody's to write here either.
    """

    added_sku = forms.CharField(label=_("Add an article number"), max_length=80, required=False)
    added_quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=99_999, required=False
    )

    def __init__(
        self, data: Any = None, *, order: Order, rules: Rules, swap: "Swap | None" = None
    ) -> None:
        self.lines: Sequence[OrderLine] = list(order.lines.all())
        initial: dict[str, Any] = {"version": order.version, "added_quantity": 1}
        initial |= {name: getattr(order, name) for name in TEXT_FIELDS}
        quantities = {line.pk: line.quantity for line in self.lines}
        if swap is not None:
            initial |= {"added_sku": swap.sku, "added_quantity": quantities[swap.line_id]}
            quantities[swap.line_id] = 0
        super().__init__(data, initial=initial)
        for line in self.lines:
            self.fields[f"quantity-{line.pk}"] = forms.IntegerField(
                label=line.name,
                min_value=0,
                max_value=99_999,
                initial=quantities[line.pk],
                help_text=_("0 removes the line."),
                error_messages={
                    "invalid": _("Write how many, as a whole number. 0 removes the line."),
                    "min_value": _("Write how many, as a whole number. 0 removes the line."),
                },
            )
        hidden = hidden_columns(rules)
        self.texts = [name for name in TEXT_FIELDS if name != "comment" and name not in hidden]
        for name in self.texts:
            model_field: Any = Order._meta.get_field(name)
            self.fields[name] = model_field.formfield()
        self.fields["order_comment"] = forms.CharField(
            label=_("The orderer's message"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.initial["order_comment"] = order.comment
        self.initial["comment"] = swap.words if swap else ""
        self.fields["comment"].label = _("Why you change it")

    def change(self, *, variant_id: int | None) -> OrderChange:
        """What was asked for; `variant_id` is that of the added article number."""
        extra, line_extra = written_in(self.data)
        values = self.cleaned_data
        added = {variant_id: values.get("added_quantity") or 1} if variant_id else {}
        texts = {name: values[name] for name in self.texts}
        return OrderChange(
            quantities={line.pk: values[f"quantity-{line.pk}"] for line in self.lines},
            added=added,
            texts=texts | {"comment": values["order_comment"]},
            extra=Changed(extra, line_extra),
        )


class DecidedDaysForm(forms.Form):
    """From which day to which; a day that is none is passed over."""

    decided_from = DayField(label=_("Answered from"), required=False)
    decided_to = DayField(label=_("Answered to"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
