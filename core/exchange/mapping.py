"""How a file nobody wrote for us fits a sheet: which heading goes where, and what is done to it.

A mapping is plain JSON, so that it can be saved under a name and used again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from core.exchange import numbers, values
from core.exchange.wire import Cell
from core.money import HUNDRED, round_money


class MappingError(ValueError):
    """A stored mapping that this program cannot have written. For developers and logs."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a cell before it is read: the name of an operation and what it takes."""

    operation: str
    operands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wanted = _OPERANDS.get(self.operation)
        if wanted is None or len(self.operands) != wanted:
            raise MappingError(f"{self.operation} {self.operands}")
        if self.operation in ("divide", "multiply") and not _is_positive(self.operands[0]):
            raise MappingError(f"{self.operation} {self.operands}")
        if self.operation == "shorten" and not self.operands[0].isdecimal():
            raise MappingError(f"{self.operation} {self.operands}")

    def apply(self, cell: Cell) -> Cell:
        """ValueProblem when the cell is not what the operation needs. Never sees a blank one."""
        return _OPERATIONS[self.operation](cell, *self.operands)


def _divide(cell: Cell, by: str) -> Cell:
    return numbers.decimal(cell) / Decimal(by)


def _multiply(cell: Cell, by: str) -> Cell:
    return numbers.decimal(cell) * Decimal(by)


def _cents(cell: Cell) -> Cell:
    return numbers.decimal(cell) / HUNDRED


def _round(cell: Cell) -> Cell:
    return round_money(numbers.decimal(cell))


def _prefix(cell: Cell, words: str) -> Cell:
    return words + values.text(cell)


def _replace(cell: Cell, old: str, new: str) -> Cell:
    return values.text(cell).replace(old, new)


def _shorten(cell: Cell, length: str) -> Cell:
    return values.text(cell)[: int(length)].rstrip()


_OPERATIONS: Mapping[str, Callable[..., Cell]] = {
    "cents": _cents,  # 1999 → 19.99
    "divide": _divide,
    "multiply": _multiply,  # also an exchange rate
    "round": _round,  # to the currency's minor unit, half up
    "prefix": _prefix,
    "replace": _replace,
    "shorten": _shorten,
}
_OPERANDS: Mapping[str, int] = {
    "cents": 0,
    "divide": 1,
    "multiply": 1,
    "round": 0,
    "prefix": 1,
    "replace": 2,
    "shorten": 1,
}


def _is_positive(written: str) -> bool:
    try:
        number = Decimal(written)
    except ArithmeticError:
        return False
    return number.is_finite() and number > 0


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """The file's heading → the key of a column, after the steps, in order."""

    heading: str
    column: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedValue:
    """What every row holds in that column, the file having none."""

    column: str
    value: str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """`ignored` headings are not called unknown. One heading may feed several columns."""

    columns: tuple[MappedColumn, ...] = ()
    fixed: tuple[FixedValue, ...] = ()
    ignored: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "columns": [
                {
                    "heading": mapped.heading,
                    "column": mapped.column,
                    "steps": [[step.operation, *step.operands] for step in mapped.steps],
                }
                for mapped in self.columns
            ],
            "fixed": {fixed.column: fixed.value for fixed in self.fixed},
            "ignored": list(self.ignored),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """MappingError when it is not what `to_json` writes: it may come from a form or a file."""
        try:
            return cls(
                columns=tuple(_mapped_from_json(mapped) for mapped in stored.get("columns", [])),
                fixed=tuple(
                    FixedValue(str(column), str(value))
                    for column, value in stored.get("fixed", {}).items()
                ),
                ignored=tuple(str(heading) for heading in stored.get("ignored", [])),
            )
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise MappingError(str(error)) from error


def _mapped_from_json(stored: Mapping[str, Any]) -> MappedColumn:
    steps = tuple(
        Step(str(step[0]), tuple(str(operand) for operand in step[1:]))
        for step in stored.get("steps", [])
    )
    return MappedColumn(str(stored["heading"]), str(stored["column"]), steps)
