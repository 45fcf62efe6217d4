"""What a spreadsheet of some thing looks like, said once: for reading, templates and exports."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.exchange.numbers import Money
from core.exchange.plan import Plain
from core.exchange.values import Choice, Parser, Several, boolean, fold
from core.money import format_amount

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: how it is called, how its cells are read, what the template says about it.

    Recognised under its key, its label in each of the shop's languages, and the aliases, all
    without regard to letter case, spaces and punctuation. `required`: filled in every row (the
    keys); with `may_be_blank` the column must be there but not every cell. `needed_to_create`:
    an update may leave it out, a new thing may not. `example` is what the template's example row
    holds, written as a user would.
    """

    key: str
    label: str | Promise
    parse: Parser[T]
    required: bool = False
    needed_to_create: bool = False
    may_be_blank: bool = False
    aliases: tuple[str, ...] = ()
    help: str | Promise = ""
    example: str = ""

    def names(self) -> Iterator[str]:
        """Every heading that means this column."""
        yield self.key
        yield from self.aliases
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                yield str(self.label)

    def offered(self) -> list[str]:
        """The words to choose from, in the active language; empty when any text goes."""
        parse = self.parse.one if isinstance(self.parse, Several) else self.parse
        if parse is boolean:
            return [_("Yes"), _("No")]
        return parse.offered() if isinstance(parse, Choice) else []

    def takes_several(self) -> bool:
        return isinstance(self.parse, Several)

    def show(self, value: Plain) -> str:
        """A plain value of this column as a reader of the active language knows it."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(self.parse, Choice):
            return self.parse.word_of(value)
        if isinstance(self.parse, Money):
            return format_amount(Decimal(str(value)), self.parse.currency)
        return str(value)


@dataclass(frozen=True)
class Sheet:
    """A declaration: its columns in order, and the keys of those that tell two rows apart.

    `told` are columns that no file has, for changes that follow from a row; `unasked` the keys of
    those that the shop no longer asks for, whose changes of then are not shown.
    """

    name: str
    label: str | Promise
    columns: tuple[Column[Any], ...]
    key: tuple[str, ...]
    told: tuple[Column[Any], ...] = ()
    unasked: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys) or not set(self.key) <= set(keys) or not self.key:
            raise ValueError(self.name)
        seen: dict[str, str] = {}
        for column in self.columns:
            for name in (column.key, *column.aliases):
                if seen.setdefault(fold(name), column.key) != column.key:
                    raise ValueError(f"{self.name}: {name} means two columns")

    def column(self, key: str) -> Column[Any] | None:
        known = (*self.columns, *self.told)
        return next((column for column in known if column.key == key), None)

    def recognised(self) -> dict[str, Column[Any]]:
        """Folded heading → column. A key or alias wins over another column's label."""
        found: dict[str, Column[Any]] = {}
        for column in self.columns:
            for name in (column.key, *column.aliases):
                found[fold(name)] = column
        for column in self.columns:
            for name in column.names():
                found.setdefault(fold(name), column)
        return found
