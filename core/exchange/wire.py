"""How the reading process speaks to us: one JSON value a line, never pickle.

Lines are, in order: one header `{"sheet", "sheets", "kind"}`, batches of rows
`[[number, cell, …], …]`, and last `{"end": rows}`; or at any point `{"refusal", "details"}`.
Imported by both sides, so it knows nothing of Django.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

Cell = str | Decimal | date | datetime | bool | None

# Not results but complaints of the spreadsheet program. `values` refuses them by name.
NO_RESULT = "#NO RESULT"
ERROR_WORDS = frozenset(
    {
        NO_RESULT,
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)


class Refusal(Exception):
    """Raised inside the reading process: the code of an ExchangeError and its details."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def encode(cell: Cell) -> Any:
    """Text, booleans and nothing as themselves; the rest as [kind, text]."""
    if cell is None or isinstance(cell, str | bool):
        return cell
    if isinstance(cell, Decimal):
        return ["n", str(cell)]
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    return ["d", cell.isoformat()]


def decode(value: Any) -> Cell:
    """The cell that `encode` was given. ValueError on anything else."""
    if value is None or isinstance(value, str | bool):
        return value
    match value:
        case ["n", str(text)]:
            return Decimal(text)
        case ["t", str(text)]:
            return datetime.fromisoformat(text)
        case ["d", str(text)]:
            return date.fromisoformat(text)
    raise ValueError(value)
