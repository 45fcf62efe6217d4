"""A sheet where the shop requires more than the sheet itself does."""

from collections.abc import Collection
from dataclasses import replace

from core.exchange.sheet import Sheet


def needing(sheet: Sheet, keys: Collection[str]) -> Sheet:
    """A new row must say these columns too, and no row can clear them."""
    if not keys:
        return sheet
    columns = (
        replace(column, needed_to_create=True) if column.key in keys else column
        for column in sheet.columns
    )
    return replace(sheet, columns=tuple(columns))
