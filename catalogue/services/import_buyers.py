"""Customers, groups, segments and tiers that a sheet names: for whom a list or agreement holds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalogue.services.import_base import refuse
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.values import CLEAR
from customers.models import Customer, CustomerGroup, PricingTier, Segment

# column → (model, its name for people)
BUYERS: Mapping[str, tuple[Any, str]] = {
    "customer_number": (Customer, "number"),
    "group": (CustomerGroup, "name"),
    "segment": (Segment, "name"),
    "tier": (PricingTier, "name"),
}
# (column, id, name)
Buyer = tuple[str, int, str]


class Buyers:
    """Each name is asked for once, those of some thousand rows together."""

    def __init__(self, match: HeadingMatch) -> None:
        self._match = match
        sheet = {column.key for column in match.sheet.columns}
        self._ids: dict[str, dict[str, int | None]] = {
            column: {} for column in BUYERS if column in sheet
        }

    def look_up(self, rows: Iterable[RowValues]) -> None:
        """At most one query for each of the columns, none when all names are known."""
        rows = list(rows)
        for column, known in self._ids.items():
            new = {name for row in rows for name in _names(row, column) if name not in known}
            if new:
                model, key = BUYERS[column]
                found = model.objects.filter(**{f"{key}__in": new}).values_list(key, "pk")
                known.update(dict.fromkeys(new, None) | dict(found))

    def of(self, row: RowValues) -> list[Buyer]:
        """RowRefused when there is none by a name or number."""
        found: list[Buyer] = []
        for column, known in self._ids.items():
            for name in _names(row, column):
                pk = known.get(name)
                if pk is None:
                    message = _("There is none by that name or number.")
                    raise refuse(self._match, column, name, message)
                found.append((column, pk, name))
        return found


def _names(row: RowValues, column: str) -> tuple[str, ...]:
    value = row.values.get(column)
    return () if value is None or value is CLEAR else value
