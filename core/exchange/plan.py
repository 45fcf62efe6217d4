"""What an import is going to do, row by row, before it does anything. Pure, and kept as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that becomes another value, as the person reviewing it reads it."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: which column (its heading; "" = the whole row), what stands there.

    `message` is in the language of the person who planned the import.
    """

    column_label: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What happens to one row. `data` is JSON for whoever applies it; nobody else reads it."""

    row_number: int
    sheet: str
    action: Action
    key: str
    label: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return self.action is Action.REFUSED

    @property
    def writes(self) -> bool:
        return self.action in (Action.CREATE, Action.UPDATE)

    def refused(self, *problems: Problem) -> "PlanRow":
        """The same row, refused for these reasons besides those it had."""
        return replace(
            self, action=Action.REFUSED, changes=(), problems=self.problems + problems, data={}
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(
            row_number=stored["row_number"],
            sheet=stored["sheet"],
            action=Action(stored["action"]),
            key=stored["key"],
            label=stored["label"],
            changes=tuple(Change(**change) for change in stored["changes"]),
            problems=tuple(Problem(**problem) for problem in stored["problems"]),
            data=stored["data"],
        )


@dataclass(frozen=True, slots=True)
class Counts:
    create: int = 0
    update: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return self.create + self.update + self.unchanged + self.refused

    @property
    def writes(self) -> int:
        return self.create + self.update

    def summary_line(self) -> str:
        """The last line of every import command; scripts read it, so it is never translated."""
        return (
            f"create={self.create} update={self.update} "
            f"unchanged={self.unchanged} refused={self.refused}"
        )

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, int]) -> Self:
        return cls(**stored)

    @classmethod
    def of(cls, rows: Iterable[PlanRow]) -> Self:
        found = dict.fromkeys(Action, 0)
        for row in rows:
            found[row.action] += 1
        return cls(**{action.value: number for action, number in found.items()})


@dataclass(frozen=True)
class Plan:
    rows: tuple[PlanRow, ...]

    def counts(self) -> Counts:
        return Counts.of(self.rows)

    def summary_line(self) -> str:
        return self.counts().summary_line()

    def refused(self) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.rows if row.is_refused)

    def to_write(self) -> tuple[PlanRow, ...]:
        """The rows that create or update, in the order of the file."""
        return tuple(row for row in self.rows if row.writes)

    def to_json(self) -> dict[str, Any]:
        return {"rows": [row.to_json() for row in self.rows]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(tuple(PlanRow.from_json(row) for row in stored["rows"]))


def refuse_duplicates(rows: Iterable[PlanRow], *, column_label: str) -> Iterator[PlanRow]:
    """The rows, the second and later ones of a key refused, naming the row that came first.

    A row counts also when it was refused itself: which of the two was meant is not ours to
    guess. Keys are compared as they are, so letter case is settled by whoever makes them; a row
    without a key is left alone.
    """
    first_rows: dict[str, int] = {}
    for row in rows:
        if not row.key:
            yield row
        elif row.key in first_rows:
            message = _("The same is already in row %(number)s.") % {"number": first_rows[row.key]}
            yield row.refused(Problem(column_label, row.label or row.key, message))
        else:
            first_rows[row.key] = row.row_number
            yield row


def refused_lines(row: PlanRow) -> Iterator[str]:
    """The lines of an import command about a refused row: where, what stands there, why."""
    where = f"{row.sheet} {row.row_number}".strip()
    for problem in row.problems:
        column = f" {problem.column_label}" if problem.column_label else ""
        value = f" “{problem.value}”" if problem.value else ""
        yield f"{where}{column}{value}: {problem.message}"
