"""The form of the statistics: which days, and which of the organisation's customers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.form_fields import DayField
from customers.models import Customer
from customers.periods import Period
from orders.selectors.statistics import Question
from orders.spans import FIRST_DAY, LAST_DAY, year_so_far

ALL = "all"
_WORDS = {
    "invalid": _("Write a day, as 2026-03-31."),
    "required": _("Write a day, as 2026-03-31."),
}


class StatisticsForm(forms.Form):
    """A range of days. What is not asked for is this year so far, at every customer."""

    placed_from = DayField(label=_("From"), error_messages=_WORDS)
    placed_to = DayField(label=_("To"), error_messages=_WORDS)
    customer = forms.ChoiceField(
        label=_("Customer"),
        error_messages={"invalid_choice": _("Choose one of your organisation's customers.")},
    )

    def __init__(
        self, asked: Mapping[str, str], *, customers: Sequence[Customer], today: date
    ) -> None:
        super().__init__(_filled(asked, today))
        self.default = year_so_far(today)
        if len(customers) < 2 and asked.get("customer", ALL) in (ALL, ""):
            del self.fields["customer"]
        else:
            field: Any = self.fields["customer"]
            named = [(str(each.pk), f"{each.name} ({each.number})") for each in customers]
            field.choices = [(ALL, _("All customers")), *named]
        for each in self.fields.values():
            each.widget.attrs["class"] = "input"

    def clean_placed_from(self) -> date:
        return _within(self.cleaned_data["placed_from"])

    def clean_placed_to(self) -> date:
        return _within(self.cleaned_data["placed_to"])

    def clean(self) -> None:
        first, last = self.cleaned_data.get("placed_from"), self.cleaned_data.get("placed_to")
        if first and last and first > last:
            self.add_error("placed_to", _("The last day is before the first."))

    @property
    def question(self) -> Question:
        """What was asked for; where the days are none, this year so far."""
        first, last = self.cleaned_data.get("placed_from"), self.cleaned_data.get("placed_to")
        customer = self.cleaned_data.get("customer", ALL)
        return Question(
            Period(first, last) if first and last else self.default,
            None if customer == ALL else int(customer),
        )


def _filled(asked: Mapping[str, str], today: date) -> dict[str, str]:
    """The address with what it leaves out."""
    first, last = asked.get("placed_from", "").strip(), asked.get("placed_to", "").strip()
    if not last:
        last = max(today, _day(first) or today).isoformat()
    if not first:
        first = (_day(last) or today).replace(month=1, day=1).isoformat()
    return {"placed_from": first, "placed_to": last, "customer": asked.get("customer") or ALL}


def _day(written: str) -> date | None:
    try:
        day: date | None = DayField(required=False).clean(written)
    except ValidationError:
        return None
    return day


def _within(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("Write a day between %(first)s and %(last)s."),
            params={"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()},
        )
    return day
