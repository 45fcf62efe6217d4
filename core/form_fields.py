"""Fields that people in the Nordics can fill in as they write: '5 000,00', '2,5 %'."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.exchange.numbers import money, percent
from core.exchange.values import Parser, ValueProblem
from core.money import format_amount


class _ParsedField(forms.Field):
    """Read by one of the import's parsers: one way to read a number everywhere."""

    parser: Parser[Decimal]

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "maxlength": 40}
        options.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return self.parser(text)
        except ValueProblem as problem:
            raise ValidationError(str(problem)) from None


class AmountField(_ParsedField):
    """An amount ≥ 0 in the shop's currency; None when blank, which is not 0."""

    parser = staticmethod(money())

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value) if isinstance(value, Decimal) else value


class PercentField(_ParsedField):
    """0–100 with decimals; None when blank."""

    parser = staticmethod(percent)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", ",")


class DayField(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"], **options)
