"""Lists out as spreadsheets: what an export is, how it is made, and the log of who took what.

A list that can be exported declares an `Export`; the faces keep the registry. A short list is
answered straight away, a longer one is made by the worker and kept for ninety days. Either way an
ExportJob says who took which list, how narrowed, when, and how many rows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.exchange.sheet import Column, Sheet
from core.exchange.writer import Value
from core.reasons import Text

# The list's filters and order, by the names they have in its address.
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Export:
    """One list as a spreadsheet: the sheet that its import reads, filled in.

    `found(actor, asked)`: what the list shows this actor, narrowed and ordered as its address
    says; about as many things as there will be rows. Whatever `asked` holds that the list does
    not offer is passed over.
    `rows(actor, found)`: one row for each, its values in the order of `columns`, as a stream:
    fixed memory, a fixed number of queries for each 2 000. None is a blank cell, which an import
    leaves alone; a 0 that means something is 0.
    `left_out`: keys of columns that the sheet has and an export has not.
    """

    name: str  # of the import's kind, where there is one
    label: Text
    sheet: Callable[[str], Sheet]  # by currency
    found: Callable[[Any, Asked], QuerySet[Any]]
    rows: Callable[[Any, QuerySet[Any]], Iterator[Sequence[Value]]]
    perm: str
    left_out: frozenset[str] = frozenset()

    def columns(self, currency: str) -> tuple[Column[Any], ...]:
        """Those of the sheet that an export has, in its order."""
        columns = self.sheet(currency).columns
        return tuple(column for column in columns if column.key not in self.left_out)

    def headings(self, currency: str) -> list[str]:
        """In the active language."""
        return [str(column.label) for column in self.columns(currency)]
