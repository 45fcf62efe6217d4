"""What the planners of sheets of customers, groups, segments and addresses share. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Caution, Change, Edit, Plain, PlanRow, Problem
from core.exchange.values import CLEAR
from core.exchange.written import joined

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """A group, tier, segment or customer that a row points to by its name or number."""

    id: int
    name: str


class Known(Generic[T]):
    """Things by name: the one written exactly so, else those that differ in letter case only."""

    def __init__(self, things: Mapping[str, T]) -> None:
        self._exact = things
        self._folded: dict[str, list[T]] = defaultdict(list)
        for name, thing in things.items():
            self._folded[name.lower()].append(thing)

    @classmethod
    def named(cls, rows: Iterable[tuple[int, str]]) -> "Known[Named]":
        return Known({name: Named(pk, name) for pk, name in rows})

    def matching(self, written: str) -> Sequence[T]:
        """None, the one, or several that cannot be told apart."""
        exact = self._exact.get(written)
        return [exact] if exact is not None else self._folded.get(written.lower(), ())

    def all(self) -> Iterable[T]:
        return self._exact.values()


@dataclass(frozen=True, slots=True)
class Draft:
    """A row while it is planned. `problems` gathers why it is refused."""

    row: RowValues
    match: HeadingMatch
    problems: list[Problem]

    @classmethod
    def of(cls, row: RowValues, match: HeadingMatch) -> "Draft":
        return cls(row, match, list(row.problems))

    @property
    def is_good(self) -> bool:
        return not self.problems

    def text(self, key: str) -> str:
        """What stands in that column, "" when nothing does."""
        value = self.row.values.get(key)
        return value if isinstance(value, str) else ""

    def given(self, ordinary: Any) -> dict[str, Any]:
        """The row's values for fields of the dataclass `ordinary`; a cleared one is ordinary."""
        names = ordinary.__dataclass_fields__
        return {
            key: getattr(ordinary, key) if value is CLEAR else value
            for key, value in self.row.values.items()
            if value is not None and key in names
        }

    def refuse(self, key: str, message: str) -> None:
        """Under the heading that the user's own file has for the column; "" = the whole row."""
        column = self.match.sheet.column(key)
        value = self.row.values.get(key)
        if isinstance(value, tuple):
            shown = joined(map(str, value))
        else:
            shown = "" if value is None else str(value)
        self.problems.append(Problem(self.match.label_of(column) if column else "", shown, message))

    def needs_all(self) -> None:
        """A new thing: what it cannot be without must be there."""
        self.problems.extend(self.match.problems_to_create(self.row))

    def the_one(self, key: str, written: str, known: Known[T], none: str) -> T | None:
        """The thing that the row names, or None and a refusal; `none` says that there is none."""
        found = known.matching(written)
        if len(found) == 1:
            return found[0]
        several = _("There are several that differ only in upper and lower case.")
        self.refuse(key, several if found else none)
        return None

    def planned(
        self,
        *,
        key: str,
        label: str,
        is_new: bool = False,
        changes: Sequence[Change] = (),
        edits: Sequence[Edit] = (),
        cautions: Sequence[Caution] = (),
    ) -> PlanRow:
        """The finished row: refused if it has a problem, unchanged if it writes nothing."""
        about = (self.row.number, self.row.sheet)
        if self.problems:
            return PlanRow(*about, Action.REFUSED, key, label, problems=tuple(self.problems))
        if not edits:
            return PlanRow(*about, Action.UNCHANGED, key, label)
        action = Action.CREATE if is_new else Action.UPDATE
        return PlanRow(
            *about,
            action,
            key,
            label,
            tuple(changes),
            edits=tuple(edits),
            cautions=tuple(cautions),
        )


class FirstRows:
    """Which row of the file was the first about a thing; every later one is refused."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}

    def refuse_later(self, draft: Draft, key: str, column: str) -> None:
        """A row counts also when it is refused itself: which was meant is not ours to guess."""
        first = self._first.setdefault(key, draft.row.number)
        if first != draft.row.number:
            draft.refuse(column, _("The same is already in row %(number)s.") % {"number": first})


def changes_between(before: Any | None, after: Any, ordinary: Any) -> tuple[Change, ...]:
    """Fields that differ; a new thing tells only what is not ordinary.

    All three are the same dataclass, its fields named as the sheet's columns.
    """
    base = before or ordinary
    found = []
    for name in after.__dataclass_fields__:
        old, new = getattr(base, name), getattr(after, name)
        if old != new:
            told = None if before is None else plain(old)
            found.append(Change(name, told, plain(new)))
    return tuple(found)


def edit_of(
    model: str, pk: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> tuple[Edit, ...]:
    """Inserts `after`, or changes what differs; nothing when nothing does."""
    if before is None:
        return (Edit(model, pk, None, after),)
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return ()
    old, new = ({name: side[name] for name in changed} for side in (before, after))
    return (Edit(model, pk, old, new),)


def connection_edits(
    model: str,
    owner: tuple[str, int],
    other: str,
    before: Mapping[int, int],
    after: Iterable[int],
    new_id: Callable[[], int],
) -> tuple[Edit, ...]:
    """Rows of a many-to-many table: `owner` and `other` are its columns, the owner with its id.

    `before` has the connection's id by the other's id.
    """
    column, owner_id = owner
    wanted = dict.fromkeys(after)
    gone = [
        Edit(model, pk, {"id": pk, column: owner_id, other: other_id}, None)
        for other_id, pk in before.items()
        if other_id not in wanted
    ]
    new = [
        Edit(model, new_id(), None, {column: owner_id, other: other_id})
        for other_id in wanted
        if other_id not in before
    ]
    return (*gone, *new)


def plain(value: object) -> Plain:
    """The value as a plan keeps it and its column shows it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Named):
        return value.name
    if isinstance(value, tuple):
        return joined(str(plain(each)) for each in value)
    return stored(value) if isinstance(value, Decimal) else str(value)


def stored(amount: Decimal | None) -> str | None:
    """An amount as an Edit holds it, the same text for the same amount."""
    return None if amount is None else format(amount.quantize(Decimal("0.01")), "f")
