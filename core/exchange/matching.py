"""A file's headings found in a sheet's columns, and then its rows read into values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.exchange.mapping import ColumnMapping, Step
from core.exchange.plan import Problem
from core.exchange.reader import Row
from core.exchange.sheet import Column, Sheet
from core.exchange.values import CLEAR, CONTROLS, ValueProblem, fold, parse_cell
from core.exchange.wire import Cell

T = TypeVar("T")

_SHOWN_CHARACTERS = 100
_MOST_KNOWN = 2_000


@dataclass(frozen=True)
class Source:
    """Where a column's cells come from: the file's column `index`, after these steps."""

    column: Column[Any]
    heading: str
    index: int
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class RowValues:
    """One row, read. A column that the file lacks and a blank cell are both "not given",

    and in neither case among `values`.
    """

    sheet: str
    number: int
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def given(self, column: Column[T]) -> T | None:
        """The value, or None when it is not given, is to be cleared, or could not be read."""
        value: T | None = self.values.get(column.key)
        return None if value is CLEAR else value

    def clears(self, column: Column[Any]) -> bool:
        return self.values.get(column.key) is CLEAR

    def resolved(self, column: Column[T], current: T | None) -> T | None:
        """What the field becomes: the given value, None when cleared, else what it is now."""
        if self.clears(column):
            return None
        found = self.given(column)
        return current if found is None else found


@dataclass(frozen=True)
class HeadingMatch:
    """`problems` are about the whole file; with any of them no row should be read.

    `unknown` headings are not read; `missing` columns are left as they are. Both are shown.
    """

    sheet: Sheet
    width: int
    matched: tuple[Source, ...]
    fixed: Mapping[str, Any]
    unknown: tuple[str, ...]
    missing: tuple[Column[Any], ...]
    problems: tuple[str, ...]

    def label_of(self, column: Column[Any]) -> str:
        """The heading in the user's own file, else the column's label."""
        headings = (source.heading for source in self.matched if source.column is column)
        return next(headings, str(column.label))

    def read_rows(self, rows: Iterable[Row]) -> Iterator[RowValues]:
        """Each row's values and problems; the template's example row is passed over."""
        example = _example(self.sheet)
        key = self.sheet.key[0]
        readers = self._readers()
        for row in rows:
            found = self._read(row, readers)
            # The first look is quick, and enough for nearly every row.
            may_be = example and found.values.get(key) == example.get(key)
            if not (may_be and found.values == example and not found.problems):
                yield found

    def read_row(self, row: Row) -> RowValues:
        return self._read(row, self._readers())

    def _readers(self) -> list[tuple[Source, int, str, dict[str, Any]]]:
        """Each source with the cells it has read: most columns hold few different texts."""
        return [(source, source.index, source.column.key, {}) for source in self.matched]

    def _read(self, row: Row, readers: list[tuple[Source, int, str, dict[str, Any]]]) -> RowValues:
        values: dict[str, Any] = dict(self.fixed)
        problems: list[Problem] = []
        cells = row.cells
        for source, index, key, known in readers:
            cell = cells[index]
            if cell.__class__ is str and cell in known:
                values[key] = known[cell]
                continue
            try:
                value = _value(source, cell)
            except ValueProblem as problem:
                problems.append(Problem(source.heading, shown(cell), str(problem)))
                continue
            if value is None:
                if source.column.required and not source.column.may_be_blank:
                    problems.append(Problem(source.heading, "", _("This must be filled in.")))
            elif value is CLEAR and (source.column.required or source.column.needed_to_create):
                problems.append(Problem(source.heading, shown(cell), _("This cannot be cleared.")))
            else:
                values[key] = value
                if cell.__class__ is str and len(known) < _MOST_KNOWN:
                    known[cell] = value
        if len(cells) > self.width:
            problems += [
                Problem("", shown(cell), _("It stands under no heading."))
                for cell in cells[self.width :]
                if cell is not None
            ]
        return RowValues(row.sheet, row.number, values, tuple(problems))

    def problems_to_create(self, row: RowValues) -> tuple[Problem, ...]:
        """What a new thing lacks. An update may leave these out."""
        unread = {problem.column_label for problem in row.problems}
        return tuple(
            Problem(label, "", _("This is needed for a new row."))
            for column in self.sheet.columns
            if column.needed_to_create and row.given(column) is None
            if (label := self.label_of(column)) not in unread
        )


def match_headings(
    sheet: Sheet, headings: tuple[str, ...], mapping: ColumnMapping | None = None
) -> HeadingMatch:
    """What the mapping says first; other headings by their names in any of the languages."""
    mapping = mapping or ColumnMapping()
    problems: list[str] = []
    places = {fold(heading): index for index, heading in reversed(list(enumerate(headings)))}
    sources = _mapped_sources(sheet, headings, places, mapping, problems)
    fixed = _fixed_values(sheet, mapping, problems)

    used = {source.index for source in sources}
    settled = {source.column.key for source in sources} | set(fixed)
    ignored = {fold(heading) for heading in (*mapping.ignored, *_reason_headings())}
    recognised = sheet.recognised()
    unknown: list[str] = []
    for index, heading in enumerate(headings):
        if index in used or not heading or fold(heading) in ignored:
            continue
        column = recognised.get(fold(heading))
        # What the mapping fills from elsewhere is not read a second time under its own name.
        if column is None or column.key in settled:
            unknown.append(heading)
        else:
            sources.append(Source(column, heading, index))

    supplied = {source.column.key for source in sources} | set(fixed)
    missing = tuple(column for column in sheet.columns if column.key not in supplied)
    problems += _repeated(sources)
    problems += [
        _("The column “%(column)s” is missing.") % {"column": column.label}
        for column in missing
        if column.required
    ]
    return HeadingMatch(
        sheet, len(headings), tuple(sources), fixed, tuple(unknown), missing, tuple(problems)
    )


def shown(cell: Cell) -> str:
    """The cell as a short text for a problem: no exponents, no control characters."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        written = format(cell, "f")
    else:
        written = cell.isoformat() if isinstance(cell, date) else str(cell)
    written = CONTROLS.sub("\ufffd", written)
    if len(written) <= _SHOWN_CHARACTERS:
        return written
    return f"{written[: _SHOWN_CHARACTERS - 1]}…"


def _value(source: Source, cell: Cell) -> Any:
    if source.steps and parse_cell(lambda _cell: True, cell) is True:
        for step in source.steps:
            cell = step.apply(cell)
    return parse_cell(source.column.parse, cell)


def _mapped_sources(
    sheet: Sheet,
    headings: tuple[str, ...],
    places: Mapping[str, int],
    mapping: ColumnMapping,
    problems: list[str],
) -> list[Source]:
    sources: list[Source] = []
    for mapped in mapping.columns:
        column = sheet.column(mapped.column)
        index = places.get(fold(mapped.heading))
        if column is None:
            problems.append(_no_such_column(mapped.column))
        elif index is None:
            problems.append(
                _("The mapping reads the column “%(heading)s”, which the file does not have.")
                % {"heading": mapped.heading}
            )
        else:
            sources.append(Source(column, headings[index], index, mapped.steps))
    return sources


def _fixed_values(sheet: Sheet, mapping: ColumnMapping, problems: list[str]) -> dict[str, Any]:
    fixed: dict[str, Any] = {}
    for wanted in mapping.fixed:
        column = sheet.column(wanted.column)
        if column is None:
            problems.append(_no_such_column(wanted.column))
            continue
        try:
            fixed[column.key] = parse_cell(column.parse, wanted.value)
        except ValueProblem as problem:
            problems.append(
                _("The mapping's value for “%(column)s”: %(problem)s")
                % {"column": column.label, "problem": problem}
            )
    return fixed


def _no_such_column(key: str) -> str:
    return _("The mapping names the column “%(column)s”, which does not exist.") % {"column": key}


def _repeated(sources: list[Source]) -> list[str]:
    """Two headings for one column: which of them holds is not ours to guess."""
    first: dict[str, Source] = {}
    found: list[str] = []
    for source in sources:
        earlier = first.setdefault(source.column.key, source)
        if earlier is not source:
            found.append(
                _("“%(one)s” and “%(other)s” both mean %(column)s. Remove one of them.")
                % {
                    "one": earlier.heading,
                    "other": source.heading,
                    "column": source.column.label,
                }
            )
    return found


def reason_heading() -> str:
    """The last heading of a file of refused rows; when it is uploaded again it is not read."""
    return _("Why refused")


def _reason_headings() -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield reason_heading()


def _example(sheet: Sheet) -> dict[str, Any]:
    return {
        column.key: parse_cell(column.parse, column.example)
        for column in sheet.columns
        if column.example
    }
