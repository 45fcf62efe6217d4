"""Which versions of a file replace which: known ones only, and never in a circle."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.services.import_base import refuse
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.values import CLEAR


class Successors:
    """The shop's successors by article number, with those that the file has named so far.

    `skus` are the article numbers of the named successors, by id.
    """

    def __init__(self, match: HeadingMatch) -> None:
        self.match = match
        self.skus: dict[int, str] = {}
        self._next: dict[str, str] | None = None

    def take(
        self,
        row: RowValues,
        sku: str,
        known: Mapping[str, tuple[int, int, str]],
        variant: dict[str, Any],
    ) -> None:
        """Puts the successor's id into `variant` if the row speaks of one. RowRefused."""
        value = row.values.get("replaced_by")
        if value is None:
            return
        after = self._loaded()
        if value is CLEAR:
            after.pop(sku, None)
            variant["replaced_by_id"] = None
            return
        named = str(value)
        if named not in known:
            message = _("No version has this article number. Load it first.")
            raise refuse(self.match, "replaced_by", named, message)
        step: str | None = named
        while step is not None:
            if step == sku:
                message = _("It would be replaced by itself in the end.")
                raise refuse(self.match, "replaced_by", named, message)
            step = after.get(step)
        after[sku] = named
        successor_id = known[named][0]
        self.skus[successor_id] = named
        variant["replaced_by_id"] = successor_id

    def _loaded(self) -> dict[str, str]:
        """One query, for a file that speaks of successors."""
        if self._next is None:
            rows = Variant.objects.filter(replaced_by__isnull=False).order_by()
            self._next = dict(rows.values_list("sku", "replaced_by__sku"))
        return self._next
