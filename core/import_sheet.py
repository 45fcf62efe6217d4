"""What a spreadsheet of the imports themselves looks like: which file, by whom, what it did."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.models import ImportJob, ImportStatus
from core.reasons import Text

_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("number", _("Import")),
    ("file", _("File")),
    ("kind", _("What")),
    ("status", _("Status")),
    ("uploaded", _("Uploaded")),
    ("by", _("By")),
    ("create", _("Create")),
    ("update", _("Update")),
    ("unchanged", _("Unchanged")),
    ("refused", _("Refused")),
)


@lru_cache(maxsize=8)
def import_sheet(_currency: str) -> Sheet:
    """One row = one import."""
    return Sheet(
        name="imports",
        label=_("Imports"),
        columns=tuple(Column(key, label, text) for key, label in _COLUMNS),
        key=("number",),
    )


def import_rows(
    label_of: Callable[[str], Text],
) -> Callable[[Any, QuerySet[ImportJob]], Iterator[Sequence[Value]]]:
    """One row for each import, in the list's order, each kind by its label. One query."""

    def rows(_actor: Any, found: QuerySet[ImportJob]) -> Iterator[Sequence[Value]]:
        words = {status.value: str(status.label) for status in ImportStatus}
        jobs = found.select_related("created_by").only(
            "file_name", "kind", "status", "created_at", "counts", "created_by"
        )
        for job in jobs.iterator(chunk_size=2_000):
            yield [
                str(job.pk),
                job.file_name,
                str(label_of(job.kind)),
                words[job.status],
                timezone.localtime(job.created_at),
                str(job.created_by or ""),
                *(job.counts.get(key, 0) for key in ("create", "update", "unchanged", "refused")),
            ]

    return rows
