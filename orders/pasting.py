"""Reads order lines as people send them: typed, pasted from a spreadsheet or a mail. Pure.

Nothing is thrown away: what cannot be read is a line with what was written, for its verdict.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.exchange.numbers import decimal
from core.exchange.values import CONTROLS, SPACES, ValueProblem, fold
from core.reasons import Text
from orders.quantities import MOST

# Extra fields by their labels, folded: what each is called in a heading, and its key.
Labels = Mapping[str, str]
LONGEST_ANSWER = 501  # one more than can be answered, so that it is refused and not cut
LONGEST_CODE = 120
LONGEST_QUANTITY = 30
_LONGEST_LINE = 2_000
_MOST_CELLS = 40  # of a line; what is beyond stays in the last
_LONGEST_WORDS = 300

_PIECES = re.compile(
    r"(?P<number>.*?[0-9])\s*(?:st|stk|styck|stycken|stykk|pcs|pc|pieces?|x|×)\.?", re.IGNORECASE
)
_DIGITS = r"[0-9]+(?:[.,][0-9]+)?"
_GROUPED = r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?"
_UNIT = r"(?: ?(?:st|stk|styck|stycken|stykk|pcs|pc|pieces?)\.?)?"
# 'ND-4012-GB 12 st': the number last, perhaps with its thousands parted and a word for pieces.
_CODE_FIRST = re.compile(
    rf"(?P<code>.*?\S)(?:\s*,\s*|\s+)(?P<quantity>(?:{_GROUPED}|{_DIGITS}){_UNIT})", re.IGNORECASE
)
_CODE_THEN_LAST = re.compile(
    rf"(?P<code>.*\S)(?:\s*,\s*|\s+)(?P<quantity>{_DIGITS}{_UNIT})", re.IGNORECASE
)
# '12 x ND-4012-GB', '12 st ND-4012-GB'
_COUNT_FIRST = re.compile(
    r"(?P<quantity>[0-9]+) ?(?:x|×|st|stk|pcs)\.? +(?P<code>\S.*)", re.IGNORECASE
)

_CODE_WORDS = frozenset(
    fold(word)
    for word in (
        "Article number", "Article no", "Article", "Art. no", "Item number", "Item no", "Item",
        "SKU", "Product number", "Product code", "Part number", "Part no", "Code", "EAN", "GTIN",
        "Artikelnummer", "Artikelnr", "Artikel", "Art.nr", "Artnr", "Varunummer", "Varunr",
        "Produktnummer", "Produktkod", "Beställningsnummer", "Best.nr", "Streckkod",
        "Varenummer", "Varenr", "Vare", "Produktnr", "Bestillingsnummer", "Strekkode",
    )
)  # fmt: skip
_OWN_WORDS = frozenset(
    fold(word)
    for word in (
        "Own article number", "Our number", "Customer number of item", "Your number",
        "Eget artikelnummer", "Vårt artikelnummer", "Vårt nummer", "Ert artikelnummer",
        "Eget varenummer", "Vårt varenummer",
    )
)  # fmt: skip
_QUANTITY_WORDS = frozenset(
    fold(word)
    for word in (
        "Quantity", "Qty", "Count", "Pieces", "Pcs", "Order quantity", "To order",
        "Antal", "Ant", "Kvantitet", "Mängd", "Beställ", "Att beställa", "Antal att beställa",
        "Antall", "Mengde", "Bestill", "Å bestille", "St", "Stk",
    )
)  # fmt: skip
_PRICE_WORDS = frozenset(fold(word) for word in ("price then", "priset då", "prisen da"))


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line as it was asked for. `quantity` is as written; `price_then` a price once shown."""

    code: str
    quantity: str
    price_then: str = ""
    extra: tuple[tuple[str, str], ...] = ()  # answers to extra fields: key, and as written

    @property
    def is_blank(self) -> bool:
        return not (self.code or self.quantity)


@dataclass(frozen=True, slots=True)
class Read:
    """The lines that were read. `unasked` counts rows of a sheet that ask for none."""

    lines: tuple[AskedLine, ...]
    unasked: int = 0


class QuantityProblem(ValueError):
    """The quantity cannot be read; `reason` is for whoever wrote it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


def read_quantity(written: str) -> int:
    """'5', '2,0', '1 000', '5 st'. Raises QuantityProblem: what could be two numbers is none."""
    text = SPACES.sub(" ", written).strip()
    if not text:
        raise QuantityProblem(_("Write how many, as a whole number from 1."))
    pieces = _PIECES.fullmatch(text)
    try:
        number = decimal(pieces["number"] if pieces else text)
    except ValueProblem as problem:
        if problem.details:  # it can be read in two ways
            raise QuantityProblem(str(problem)) from None
        raise QuantityProblem(_("Write how many, as a whole number from 1.")) from None
    if number != number.to_integral_value():
        raise QuantityProblem(_("Only whole pieces can be ordered."))
    if abs(number) > 10 * MOST:
        return 10 * MOST  # too many by far, and said so; longer numbers only cost
    return int(number)


def read_pasted(text: str, asked: Labels | None = None) -> Read:
    """Lines from a box of text: tab, semicolon, comma or spaces between; a heading is known.

    `asked`: extra fields that a heading may name. Never raises, whatever is written.
    """
    rows = [_cut(line) for line in text.splitlines()]
    written = [row for row in rows if row.strip()]
    for between in "\t;":
        if any(between in row for row in written):
            return _read_parted(written, between, asked)
    if written and _heading(written[0].split(",")) is not None:
        # A column of its own has a heading too, and nothing between cells.
        return (
            _read_parted(written, ",", asked)
            if "," in written[0]
            else _read_parted(written[1:], None)
        )
    return _read_parted(written, None)


def _read_parted(rows: Sequence[str], between: str | None, asked: Labels | None = None) -> Read:
    """Rows with the sign between their cells as a table; those without it by their words."""
    if between is None:
        lines = [_from_words(row) for row in rows]
        return Read(tuple(line for line in lines if not line.is_blank))
    first = next(at for at, row in enumerate(rows) if between in row)
    columns = _heading(rows[first].split(between), asked)
    if columns is not None:
        rows = [*rows[:first], *rows[first + 1 :]]
    else:
        columns = _guessed([_cells(row, between) for row in rows if between in row])
    lines = [
        columns.line_of(_cells(row, between)) if between in row else _from_words(row)
        for row in rows
    ]
    return Read(tuple(line for line in lines if not line.is_blank))


def read_rows(
    rows: Iterable[Sequence[str]], *, skips_unasked: bool = False, asked: Labels | None = None
) -> Read:
    """Lines from the cells of a sheet, by its headings or else by what stands in the columns.

    `skips_unasked`: rows without a quantity are counted, not lines; so are filled-in forms sent.
    """
    table = [[_clean(cell) for cell in row] for row in rows]
    table = [row for row in table if any(row)]
    if not table:
        return Read(())
    columns = _heading(table[0], asked)
    if columns is not None:
        table = table[1:]
    else:
        columns = _guessed(table)
    lines = [columns.line_of(row) for row in table]
    if not skips_unasked or columns.quantity is None:
        return Read(tuple(line for line in lines if not line.is_blank))
    wanted = [line for line in lines if line.quantity]
    return Read(
        tuple(wanted),
        unasked=sum(bool(line.code) for line in lines) - sum(bool(line.code) for line in wanted),
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a row what stands."""

    code: int | None
    quantity: int | None
    own: int | None = None
    price_then: int | None = None
    extra: tuple[tuple[int, str], ...] = ()  # place and key

    def line_of(self, row: Sequence[str]) -> AskedLine:
        code = _at(row, self.code) or _at(row, self.own)
        price = _at(row, self.price_then)[:LONGEST_QUANTITY]
        said = ((key, _at(row, at)[:LONGEST_ANSWER]) for at, key in self.extra)
        return AskedLine(
            code[:LONGEST_CODE],
            _at(row, self.quantity)[:LONGEST_QUANTITY],
            price,
            tuple((key, text) for key, text in said if text),
        )


def _at(row: Sequence[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""


def _heading(row: Sequence[str], asked: Labels | None = None) -> _Columns | None:
    """The columns that a row of headings names; None when it is no such row. What our own words
    name is not an extra field's."""
    words = [fold(_clean(cell)) for cell in row]

    def place(known: frozenset[str]) -> int | None:
        return next((at for at, word in enumerate(words) if word in known), None)

    code, own = place(_CODE_WORDS), place(_OWN_WORDS)
    if code is None and own is None:
        return None
    quantity, price = place(_QUANTITY_WORDS), place(_PRICE_WORDS)
    taken = {code, own, quantity, price}
    found: dict[str, int] = {}
    for at, word in enumerate(words):
        if at not in taken and (key := (asked or {}).get(word)) is not None:
            found.setdefault(key, at)
    extra = tuple((at, key) for key, at in found.items())
    return _Columns(code, quantity, own, price, extra)


def _guessed(table: Sequence[Sequence[str]]) -> _Columns:
    """The first column is the number and the first of counts after it the quantity, or reversed."""
    width = max(len(row) for row in table)
    if width == 1:
        return _Columns(0, None)
    counts = [_are_counts([_at(row, at) for row in table]) for at in range(width)]
    later = next((at for at in range(1, width) if counts[at]), None)
    if later is not None:
        return _Columns(0, later)
    if counts[0]:
        return _Columns(1, 0)
    return _Columns(0, 1)


def _are_counts(cells: Sequence[str]) -> bool:
    written = [cell for cell in cells if cell]
    return bool(written) and all(_is_count(cell) for cell in written)


def _is_count(cell: str) -> bool:
    try:
        return 0 <= read_quantity(cell) <= MOST
    except QuantityProblem:
        return False


def _is_too_many(cell: str) -> bool:
    """'211 500' is hardly a quantity: then '211' belongs to the number."""
    try:
        return read_quantity(cell) > MOST
    except QuantityProblem:
        return False


def _from_words(line: str) -> AskedLine:
    """'ND-4012-GB 12', '12 x ND-4012-GB', or a number alone."""
    text = SPACES.sub(" ", _clean(line[:_LONGEST_WORDS])).strip(" ,")
    if counted := _COUNT_FIRST.fullmatch(text):
        return _line(counted["code"], counted["quantity"])
    for shape in (_CODE_FIRST, _CODE_THEN_LAST):
        found = shape.fullmatch(text)
        if found and not _is_too_many(found["quantity"]):
            return _line(found["code"], found["quantity"])
    head, _comma, tail = text.rpartition(",")
    if head:  # a quantity that cannot be read still belongs in its own field
        return _line(head, tail)
    return _line(text, "")


def _line(code: str, quantity: str) -> AskedLine:
    return AskedLine(code.strip(" ,")[:LONGEST_CODE], quantity.strip()[:LONGEST_QUANTITY])


def _cells(row: str, between: str) -> list[str]:
    return [_clean(cell) for cell in row.split(between, _MOST_CELLS - 1)]


def _cut(line: str) -> str:
    return line[:_LONGEST_LINE]


def _clean(cell: str) -> str:
    return CONTROLS.sub("", cell).strip().strip('"').strip()


def as_price(written: str) -> Decimal | None:
    """A price that a sheet says was shown. Nothing is ever charged by it."""
    try:
        price = decimal(written)
    except ValueProblem:
        return None
    return price if 0 <= price < Decimal(10) ** 12 else None
