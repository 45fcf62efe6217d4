"""What is typed, pasted and sent on the quick order page: shape only, nothing thrown away."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.exchange.values import CONTROLS
from customers.extra_fields import written_in
from orders.order_files import MOST_BYTES
from orders.pasting import LONGEST_CODE, LONGEST_QUANTITY, AskedLine, Read
from orders.selectors.quick_order import MOST_ASKED

EMPTY_ROWS = 10
_LONGEST_PASTE = 200_000
_LONGEST_TOKEN = 40


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of the page as it was sent; `picked` is the variant meant of several, 0 = none."""

    asked: AskedLine
    picked: int = 0

    @property
    def is_blank(self) -> bool:
        return self.asked.is_blank


class QuickOrderForm(forms.Form):
    """The box to paste in, and the file. The rows are read by `typed_rows`."""

    pasted = forms.CharField(
        label=_("Paste from Excel, a list or a mail"),
        help_text=_("One item a line: article number, then how many."),
        required=False,
        max_length=_LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 6, "placeholder": "ND-4012-GB  2\nLY-0650-UC  12", "spellcheck": "false"}
        ),
        error_messages={"max_length": _("This is too much at once. Send it as a file.")},
    )
    file = forms.FileField(
        label=_("Or send a file"),
        help_text=_("Excel, OpenDocument or CSV, at most 5 MB. Your order form too."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, takes_files: bool) -> None:
        super().__init__(data, files)
        if not takes_files:
            del self.fields["file"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)s MB. Split it into smaller files."),
                params={"megabytes": MOST_BYTES // (1024 * 1024)},
            )
        return file


def typed_rows(data: QueryDict) -> list[TypedRow]:
    """The rows of the page in their order, at most as many as a quick order takes."""
    places = sorted({place for name in data if (place := _place(name)) is not None})
    answers = _answers(data)
    return [
        TypedRow(
            AskedLine(
                _written(data, f"code-{place}", LONGEST_CODE),
                _written(data, f"quantity-{place}", LONGEST_QUANTITY),
                _written(data, f"then-{place}", LONGEST_QUANTITY),
                answers.get(place, ()),
            ),
            _number(data.get(f"picked-{place}", "")) or 0,
        )
        for place in places[: MOST_ASKED + EMPTY_ROWS]
    ]


def _answers(data: QueryDict) -> dict[int, tuple[tuple[str, str], ...]]:
    """What stands in the extra fields of rows, by the row's place."""
    _order, lines = written_in(data)
    return {
        place: tuple((key, text) for key, text in written.items() if text)
        for place, written in lines.items()
    }


def pressed(data: QueryDict, rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows after the button of one of them: removed, another item, or another number.

    The buttons are named drop, mean, pick and take; their values begin with the row's place.
    """
    changed = list(rows)
    for name in ("drop", "mean", "pick", "take"):
        place, _space, value = data.get(name, "").partition(" ")
        at = _number(place)
        if at is None or at >= len(changed):
            continue
        row = changed[at]
        if name == "drop":
            del changed[at]
        elif name == "mean":
            code = CONTROLS.sub("", value)[:LONGEST_CODE]
            changed[at] = TypedRow(replace(row.asked, code=code, price_then=""))
        elif name == "pick":
            changed[at] = replace(row, picked=_number(value) or 0)
        else:
            quantity = CONTROLS.sub("", value)[:LONGEST_QUANTITY]
            changed[at] = replace(row, asked=replace(row.asked, quantity=quantity))
    return changed


def with_read(rows: Sequence[TypedRow], read: Read) -> list[TypedRow]:
    """The rows that hold anything, and after them what was pasted or sent."""
    return [row for row in rows if not row.is_blank] + [TypedRow(line) for line in read.lines]


def token_in(data: QueryDict) -> str:
    """The form's own mark; what somebody left out is a new one."""
    found = data.get("token", "")[:_LONGEST_TOKEN]
    return found if found.isascii() and found.isalnum() else new_token()


def new_token() -> str:
    return secrets.token_hex(16)


def _place(name: str) -> int | None:
    field, _dash, place = name.partition("-")
    return _number(place) if field in {"code", "quantity"} else None


def _written(data: QueryDict, name: str, longest: int) -> str:
    return CONTROLS.sub("", data.get(name, "")).strip()[:longest]


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
