"""What an app says of one kind of sheet: its columns, what a file would change, what follows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core.audit import Doer
from core.exchange.mapping import ColumnMapping
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import PlanRow
from core.exchange.sheet import Sheet
from core.imports.mappings import (
    MappingRefused,
    NamedMapping,
    fitting_mapping,
    mapping_named,
)
from core.imports.new_ids import NewIds
from core.imports.touched import Touched
from core.reasons import ALLOWED, Text, Verdict

A = TypeVar("A", bound=Doer)

# Told how many rows are done, of how many as far as is known. Raises Stopped when somebody asked.
Progress = Callable[[int, int], None]


class ImportRefused(Exception):
    """The whole file is refused; `str()` is for the person who sent it."""


class PlanChanged(Exception):
    """What the import would do is no longer what was reviewed."""


class RowsRefused(Exception):
    """Some rows are refused, and nobody said to leave them out."""


class Stopped(Exception):
    """Somebody asked the work to stop; nothing of it stays."""


def unheard(_done: int, _total: int) -> None:
    """A Progress that nobody listens to."""


@dataclass(frozen=True)
class FileRows:
    """A file being read. `rows` come as they are read and can be taken once."""

    sheet_name: str
    match: HeadingMatch
    rows: Iterator[RowValues]


class Importer(ABC, Generic[A]):
    """One kind of sheet, on behalf of somebody, for one file.

    `plan` reads the shop and writes nothing; each PlanRow carries its `edits`, the database rows
    it inserts, changes or removes, and the engine applies and takes back exactly those. What
    follows from them (search entries, mails, ended sessions) is done by `settle`.
    """

    name: ClassVar[str]
    # Whose rows the edits are, in the order in which they can be inserted.
    models: ClassVar[tuple[type[Model], ...]]
    # What `settle` makes of them: removed without asking when an undo removes what it hangs on.
    derived: ClassVar[tuple[type[Model], ...]] = ()
    # A folder of column mappings that come with the program.
    shipped_mappings: ClassVar[Path | None] = None

    def __init__(self, actor: A, options: Mapping[str, Any] | None = None) -> None:
        self.actor = actor
        self.options: Mapping[str, Any] = options or {}
        self.ids = NewIds()
        # JSON that `lock` and `depends_on` need when the plan is applied; filled by `plan`.
        self.keys: dict[str, Any] = {}
        # Sentences about the file as a whole for whoever reviews it; filled by `mapping`, `plan`.
        self.notes: list[str] = []

    def may(self) -> Verdict:
        """Whether this person may import this kind of sheet at all. Asked at every step."""
        return ALLOWED

    def may_undo(self, applied_by_id: int | None) -> Verdict:
        """Whether they may take back what that person applied; asked besides `may`."""
        return ALLOWED

    @abstractmethod
    def sheet(self) -> Sheet:
        """The columns; equal for equal settings of the shop."""

    def mapping(self, headings: Sequence[str]) -> ColumnMapping:
        """How this file's headings fit: what was chosen for it, or a saved mapping that does.

        Without either, our own names only. Raises ImportRefused.
        """
        found = self.named_mapping(headings)
        if found is None:
            return ColumnMapping()
        self.note_mapping(found)
        return found.columns

    def note_mapping(self, found: NamedMapping) -> None:
        """Tells whoever reviews how the file was read, if that way has a name."""
        if found.name:
            self.notes.append(_("Read with the mapping “%(name)s”.") % {"name": found.name})

    def named_mapping(self, headings: Sequence[str]) -> NamedMapping | None:
        """The mapping chosen for this file, else a saved or shipped one that fits it exactly.

        An organisation's own are saved under the sheet's name and its own ("mappings_of").
        """
        sheet = self.sheet().name + str(self.options.get("mappings_of", ""))
        try:
            if stored := self.options.get("mapping"):
                return NamedMapping.from_json(stored, name="", sheet=sheet)
            if name := self.options.get("mapping_name"):
                return mapping_named(name, sheet=sheet, shipped=self.shipped_mappings)
        except MappingRefused as refused:
            raise ImportRefused(str(refused)) from refused
        return fitting_mapping(headings, sheet=sheet, shipped=self.shipped_mappings)

    def lock(self, keys: Mapping[str, Any]) -> None:
        """Called first in the applying or undoing transaction, in the house's lock order."""

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        """`.values_list()` of all that the plan rests on besides what its edits replace.

        When their rows are no longer the same, the plan is made anew before anything is applied.
        """
        return ()

    @abstractmethod
    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        """What each row would do, in the order of the file. Reads only.

        A few queries for thousands of rows. `progress(checked, total)` now and then. ImportRefused
        when the file as a whole cannot be used.
        """

    def settle(self, touched: Touched) -> None:
        """What follows from edits that were just made, or taken back; same transaction."""

    def unfit(self, touched: Touched) -> Mapping[tuple[str, int], Text]:
        """After an undo, before it is final: (model label, id) of rows that cannot go back so.

        Each with the reason; their import rows are kept as they are, and the undo tried again.
        """
        return {}
