"""Which heading of a file means which of our columns: what the page asks, and what was answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from core.exchange import numbers
from core.exchange.mapping import ColumnMapping, FixedValue, MappedColumn, Step
from core.exchange.sheet import Column, Sheet
from core.exchange.values import ValueProblem, fold, parse_cell
from core.import_pages.heads import FileHead, Start
from core.imports.mappings import NamedMapping, price_columns

_MOST_VALUE = 300
_MOST_NAME = 120
_CURRENCY_LETTERS = 3


@dataclass(frozen=True)
class HeadingRow:
    """A line of the page: a heading, what stands below it, and where it goes. `why_not`: words."""

    heading: str
    values: Sequence[str]
    field: Any = None
    also: str = ""
    why_not: str = ""


class _RateField(forms.CharField):
    """A number above 0, with a comma or a point whatever the page's language is."""

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            rate = numbers.decimal(written)
        except ValueProblem as problem:
            raise forms.ValidationError(str(problem)) from problem
        if rate <= 0:
            raise forms.ValidationError(_("A rate is above 0."))
        return rate


class ColumnsForm(forms.Form):
    """A choice for each heading of the file, and a value for all rows where it has no column."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        sheet: Sheet,
        head: FileHead,
        start: Start,
        currency: str,
        is_priced: bool,
    ) -> None:
        super().__init__(data)
        self.sheet = sheet
        self.head = head
        self.start = start
        self.shop_currency = currency
        self._readable = dict(_readable(head.headings))
        for index, heading in self._readable.items():
            self.fields[f"column_{index}"] = self._choice_of_column(index, heading)
        for column in sheet.columns:
            self.fields[f"fixed_{column.key}"] = self._fixed_value(column)
        if is_priced and price_columns(sheet):
            self._add_exchange()
        self.fields["name"] = forms.CharField(
            label=_("Save these choices as"),
            help_text=_("Then they can be picked for the next file of the same kind."),
            required=False,
            max_length=_MOST_NAME,
        )

    def _choice_of_column(self, index: int, heading: str) -> forms.Field:
        sources = self.start.sources.get(index, ())
        choices = [(column.key, str(column.label)) for column in self.sheet.columns]
        return forms.ChoiceField(
            label=heading,
            required=False,
            choices=[("", _("Do not read")), *choices],
            initial=sources[0].column.key if sources else "",
        )

    def _fixed_value(self, column: Column[Any]) -> forms.Field:
        words = [] if column.takes_several() else column.offered()
        label, initial = str(column.label), self.start.fixed.get(column.key, "")
        if not words:
            return forms.CharField(
                label=label, required=False, max_length=_MOST_VALUE, initial=initial
            )
        choices = [(word, word) for word in words]
        if initial and initial not in words:
            choices.append((initial, initial))
        return forms.ChoiceField(
            label=label, required=False, initial=initial, choices=[("", "–"), *choices]
        )

    def _add_exchange(self) -> None:
        self.fields["currency"] = forms.CharField(
            label=_("Currency of the prices"),
            help_text=_("Three letters: EUR. Blank = %(currency)s, the shop's own.")
            % {"currency": self.shop_currency},
            required=False,
            max_length=_CURRENCY_LETTERS,
            min_length=_CURRENCY_LETTERS,
            initial=self.start.currency,
        )
        self.fields["rate"] = _RateField(
            label=_("Rate"),
            help_text=_("What one of it is in %(currency)s. Prices are multiplied and rounded.")
            % {"currency": self.shop_currency},
            required=False,
            max_length=20,
            initial="" if self.start.rate is None else str(self.start.rate),
        )

    # What the page draws.

    def rows(self) -> list[HeadingRow]:
        return [self._row(index, heading) for index, heading in enumerate(self.head.headings)]

    def _row(self, index: int, heading: str) -> HeadingRow:
        values = self.head.values[index]
        if index in self._readable:
            return HeadingRow(heading, values, self[f"column_{index}"], self._also(index))
        if heading:
            why_not = _("There is one more of that name. Rename one of them.")
            return HeadingRow(heading, values, why_not=why_not)
        why_not = _("A column without a heading is not read.")
        return HeadingRow(_("No heading"), values, why_not=why_not)

    def _also(self, index: int) -> str:
        """What else happens to the cells of a heading, in words."""
        sources = self.start.sources.get(index, ())
        words = [_step_words(step) for source in sources[:1] for step in source.steps]
        for more in sources[1:]:
            words.append(_("also read as %(column)s") % {"column": more.column.label})
        return ", ".join(words)

    def needed_values(self) -> list[Any]:
        """Fields for what no heading gives, though something new needs it; and those in error."""
        return [self[name] for name in self._fixed_names() if self._is_needed(name)]

    def other_values(self) -> list[Any]:
        return [self[name] for name in self._fixed_names() if not self._is_needed(name)]

    def _fixed_names(self) -> Iterator[str]:
        return (f"fixed_{column.key}" for column in self.sheet.columns)

    def _is_needed(self, name: str) -> bool:
        column = self.sheet.column(name.removeprefix("fixed_"))
        if column is None or name in self.errors or self[name].value():
            return True
        wanted = column.required or column.needed_to_create
        return wanted and column.key not in self._keys_chosen()

    def _keys_chosen(self) -> set[str]:
        return {str(self[f"column_{index}"].value() or "") for index in self._readable}

    # What was answered.

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = self._each_once(values)
        for column in self.sheet.columns:
            self._check_fixed(column, values, chosen)
        self._check_exchange(values)
        return values

    def _each_once(self, values: Mapping[str, Any]) -> set[str]:
        """Two headings for one column: which of them holds is not ours to guess."""
        first: dict[str, str] = {}
        for index, heading in self._readable.items():
            key = values.get(f"column_{index}")
            if not key:
                continue
            if key in first:
                column = self.sheet.column(key)
                said = _("“%(heading)s” already gives %(column)s.") % {
                    "heading": first[key],
                    "column": column.label if column else key,
                }
                self.add_error(f"column_{index}", said)
            first.setdefault(key, heading)
        return set(first)

    def _check_fixed(
        self, column: Column[Any], values: Mapping[str, Any], chosen: set[str]
    ) -> None:
        name = f"fixed_{column.key}"
        written = values.get(name, "")
        if written and column.key in chosen:
            self.add_error(name, _("A heading gives this too. Keep one of the two."))
        elif written:
            try:
                parse_cell(column.parse, written)
            except ValueProblem as problem:
                self.add_error(name, str(problem))
        elif column.required and column.key not in chosen and name not in self.errors:
            said = _("Choose the heading that holds this, or write what holds for every row.")
            self.add_error(name, said)

    def _check_exchange(self, values: Mapping[str, Any]) -> None:
        if "rate" not in self.fields:
            return
        currency, rate = values.get("currency", ""), values.get("rate")
        if rate is not None and not currency:
            self.add_error("currency", _("Say which currency the prices are in."))
        elif self._currency() and rate is None and "rate" not in self.errors:
            self.add_error("rate", _("A rate is needed for another currency."))

    def _currency(self) -> str:
        """ "" = the shop's own."""
        written = str(self.cleaned_data.get("currency", "")).upper()
        return "" if written == self.shop_currency else written

    def named_mapping(self) -> NamedMapping:
        """What was chosen, with its name; the rate stands beside the columns."""
        currency, rate = self._currency(), self.cleaned_data.get("rate")
        return NamedMapping(
            name=self.cleaned_data["name"].strip(),
            sheet=self.sheet.name,
            columns=self._columns(),
            currency=currency,
            rates={self.shop_currency: rate} if currency and rate else {},
        )

    def options(self) -> dict[str, Any]:
        """What the file is planned with."""
        rate = self.cleaned_data.get("rate") if self._currency() else None
        return {"mapping": self.named_mapping().to_json(), "rate": str(rate) if rate else ""}

    def _columns(self) -> ColumnMapping:
        mapped: list[MappedColumn] = []
        ignored: list[str] = []
        for index, heading in self._readable.items():
            key = self.cleaned_data.get(f"column_{index}", "")
            if key:
                mapped += self._mapped(index, heading, key)
            else:
                ignored.append(heading)
        fixed = tuple(
            FixedValue(column.key, value)
            for column in self.sheet.columns
            if (value := self.cleaned_data.get(f"fixed_{column.key}", ""))
        )
        return ColumnMapping(tuple(mapped), fixed, tuple(ignored))

    def _mapped(self, index: int, heading: str, key: str) -> list[MappedColumn]:
        """The choice; with everything that it brought along, if it is as it was at first."""
        sources = self.start.sources.get(index, ())
        if sources and sources[0].column.key == key:
            return [MappedColumn(heading, each.column.key, each.steps) for each in sources]
        return [MappedColumn(heading, key)]


def _readable(headings: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Those that a mapping can name: not blank, and the first of their name."""
    seen: set[str] = set()
    for index, heading in enumerate(headings):
        if fold(heading) and fold(heading) not in seen:
            seen.add(fold(heading))
            yield index, heading


def _step_words(step: Step) -> str:
    words = {
        "cents": _("divided by 100"),
        "divide": _("divided by %s"),
        "multiply": _("times %s"),
        "round": _("rounded"),
        "prefix": _("with “%s” before it"),
        "replace": _("“%s” becomes “%s”"),
        "shorten": _("at most %s characters"),
    }
    return words[step.operation] % step.operands
