"""What an import is going to do, row by row, before it does anything. Pure, and kept as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple, Self

from django.utils.translation import gettext as _


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


# What JSON can hold of a value: amounts and days as text.
Plain = str | int | bool | None


class Change(NamedTuple):
    """One column that becomes another value, without words of any language in it.

    `field` is the key of a column of the sheet; the page shows both values as that column does
    (`Column.show`), in the language of whoever looks. A new thing has None in `old`.
    """

    field: str
    old: Plain
    new: Plain


class Problem(NamedTuple):
    """Why a row is refused: which column (its heading; "" = the whole row), what stands there.

    `message` is in the language of the person who planned the import.
    """

    column_label: str
    value: str
    message: str


class Caution(NamedTuple):
    """What is worth a second thought and is done all the same.

    `message` is in the language of the person who planned the import, `about` in none: when it is
    another at the time of applying, the plan is another.
    """

    about: str
    message: str


class Edit(NamedTuple):
    """One row of the database that a row of the file inserts, changes or removes.

    `model` is its label ("customers.membership"), `before` and `after` its columns (as the table
    names them: "customer_id") with values as JSON has them; amounts and days as text.
    Inserted: `before` is None, and columns that `after` leaves out get the field's default.
    Changed: both hold the same columns, those that change. Removed: `after` is None and `before`
    holds every column.
    """

    model: str
    pk: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What happens to one row of the file.

    `key` tells the row's thing from others, `label` names it for people. `data` is JSON for
    `Importer.settle`; most rows have none.
    """

    row_number: int
    sheet: str
    action: Action
    key: str
    label: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    edits: tuple[Edit, ...] = ()
    data: Mapping[str, Any] | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.action is Action.REFUSED

    @property
    def writes(self) -> bool:
        return self.action in (Action.CREATE, Action.UPDATE)

    def refused(self, *problems: Problem) -> "PlanRow":
        """The same row, refused for these reasons besides those it had."""
        return replace(
            self,
            action=Action.REFUSED,
            changes=(),
            problems=self.problems + problems,
            edits=(),
            data=None,
            cautions=(),
        )

    def to_json(self) -> dict[str, Any]:
        """Short names: a large import keeps a hundred thousand of these. Edits lie elsewhere."""
        stored: dict[str, Any] = {"k": self.key}
        if self.changes:
            stored["c"] = self.changes
        if self.problems:
            stored["p"] = self.problems
        if self.data:
            stored["d"] = self.data
        if self.cautions:
            stored["w"] = self.cautions
        return stored

    @classmethod
    def from_json(
        cls, stored: Mapping[str, Any], *, row_number: int, sheet: str, action: str, label: str
    ) -> Self:
        return cls(
            row_number=row_number,
            sheet=sheet,
            action=Action(action),
            key=stored["k"],
            label=label,
            changes=tuple(Change(*change) for change in stored.get("c", ())),
            problems=tuple(Problem(*problem) for problem in stored.get("p", ())),
            data=stored.get("d"),
            cautions=tuple(Caution(*caution) for caution in stored.get("w", ())),
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
