"""Takes a person's traces out of mail, spreadsheets and logs. Knows no shop: it is told the words.

What is kept of a mail to somebody else is its text without the person's name and addresses; what
was mailed to the person themselves is emptied. A spreadsheet cannot be kept in part, so a file
that names the person goes whole, as it would after ninety days.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from core.models import (
    EmailState,
    ExportJob,
    ImportEdit,
    ImportJob,
    ImportRow,
    ImportStatus,
    OutgoingEmail,
    SavedView,
)
from core.saved_views import LONGEST_NAME

SHORTEST = 4  # a shorter word is in too many texts that are about somebody else
_AT_WORK = (ImportStatus.UPLOADED, ImportStatus.APPLYING, ImportStatus.UNDOING)
_WAITS = (ImportStatus.MAPPING, ImportStatus.PLANNED)


class StillAtWork(Exception):
    """An import that names the person is being applied or undone just now."""


@dataclass(frozen=True)
class Traces:
    """The words that mean one person: every address they logged in with, names, phone numbers.

    `instead` is what stands in their place.
    """

    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    instead: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All of them, the longest first."""
        words = {word.strip() for word in (*self.addresses, *self.names, *self.phones)}
        return tuple(sorted((w for w in words if len(w) >= SHORTEST), key=len, reverse=True))

    @cached_property
    def _pattern(self) -> "re.Pattern[str]":
        return re.compile("|".join(re.escape(word) for word in self.words), re.IGNORECASE)

    @cached_property
    def _by_itself(self) -> "re.Pattern[str]":
        """Not as the end of somebody else's: nora@example.com is in eleonora@example.com."""
        not_after = (r"(?<!\w)", r"(?<!\w)(?<!\w[.+-])")
        words = (not_after["@" in word] + re.escape(word) for word in self.words)
        return re.compile("|".join(words), re.IGNORECASE)

    def without(self, text: str) -> str:
        return self._by_itself.sub(self.instead, text) if self.words else text

    def are_in(self, text: str) -> bool:
        return bool(self.words) and self._pattern.search(text) is not None

    def hit(self, *fields: str) -> Q:
        """Rows with one of the words in one of the text fields. A scan: narrow it first."""
        found = Q()
        for field in fields:
            for word in self.words:
                found |= Q(**{f"{field}__icontains": word})
        return found


def erase_own_mail(*, user_id: int, traces: Traces) -> int:
    """Mail to the person: what has not gone is dropped, of the rest stays when and which kind."""
    own = Q(to_user=user_id)
    for address in traces.addresses:
        own |= Q(to_address__iexact=address)
    mails = OutgoingEmail.objects.filter(own)
    mails.filter(state=EmailState.WAITING).delete()
    nobody = Concat(
        Value("erased-"), Cast(F("id"), CharField()), Value("@erased.invalid")
    )  # by its own number: one event is told once to one address
    emptied = dict.fromkeys(("subject", "body_text", "body_html", "last_error", "refused_with"), "")
    return mails.update(to_address=nobody, to_user=None, **emptied)


def erase_from_others_mail(
    *, traces: Traces, event_keys: Sequence[str], reader_ids: Collection[int]
) -> int:
    """Mail to others that may name the person: of these events, or to these people."""
    changed = 0
    readers = Q(to_user__in=list(reader_ids))
    about = [
        Q(*[Q(event_key__startswith=key) for key in event_keys[at : at + 100]], _connector=Q.OR)
        for at in range(0, len(event_keys), 100)
    ]
    for some in (readers, *about):
        texts = traces.hit("subject", "body_text", "body_html", "last_error")
        for mail in OutgoingEmail.objects.filter(some).filter(texts).iterator(chunk_size=200):
            _write_without(mail, traces, ("subject", "body_text", "body_html", "last_error"))
            changed += 1
    return changed


def _write_without(row: Any, traces: Traces, fields: Sequence[str]) -> None:
    for field in fields:
        setattr(row, field, traces.without(getattr(row, field)))
    row.save(update_fields=list(fields))


def erase_from_spreadsheets(*, traces: Traces) -> int:
    """Imports and exports younger than ninety days that name the person: their files go.

    Raises StillAtWork; then nothing is gone. With an import's file go its rows, so that it cannot
    be undone any more. The files themselves go once the transaction is kept.
    """
    gone = 0
    imports = _held(_imports_with(traces))
    if any(job.status in _AT_WORK for job in imports):
        raise StillAtWork
    for job in imports:
        if job.status in _WAITS:
            ImportJob.objects.filter(pk=job.pk).update(status=ImportStatus.CANCELLED)
        ImportEdit.objects.filter(job=job).delete()
        ImportRow.objects.filter(job=job).delete()
        gone += _drop_file(job)
    for export in ExportJob.objects.exclude(file="").iterator(chunk_size=100):
        if holds(export.file, traces):
            gone += _drop_file(export)
    _forget_searches(traces)
    return gone


def _imports_with(traces: Traces) -> Iterator[ImportJob]:
    rows = ImportRow.objects.annotate(text=Cast("content", TextField()))
    edits = ImportEdit.objects.annotate(
        old=Cast("before", TextField()), new=Cast("after", TextField())
    )
    hits = (rows.filter(traces.hit("text", "label")), edits.filter(traces.hit("old", "new")))
    named = {pk for found in hits for pk in found.values_list("job_id", flat=True).distinct()}
    for job in ImportJob.objects.exclude(file="").iterator(chunk_size=100):
        if job.pk in named or holds(job.file, traces):
            yield job


def _held(jobs: Iterator[ImportJob]) -> Sequence[ImportJob]:
    """As they are now that nobody else can set them to work."""
    rows = ImportJob.objects.filter(pk__in=[job.pk for job in jobs]).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _drop_file(job: "ImportJob | ExportJob") -> int:
    transaction.on_commit(partial(job.file.delete, save=False), robust=True)
    type(job)._default_manager.filter(pk=job.pk).update(file="")
    return 1


def _forget_searches(traces: Traces) -> None:
    """What somebody searched for when they took a list out, or keeps as a view of a list."""
    for model in (ExportJob, SavedView):
        asked: QuerySet[Any] = model._default_manager.annotate(text=Cast("asked", TextField()))
        for row in asked.filter(traces.hit("text")):
            row.asked = {name: _clean(value, traces) for name, value in row.asked.items()}
            row.save(update_fields=["asked"])
    for view in SavedView.objects.filter(traces.hit("name")):
        number = f" {view.pk}"  # two views may have been called by the same person's names
        view.name = traces.without(view.name)[: LONGEST_NAME - len(number)] + number
        view.save(update_fields=["name"])


def _clean(value: Any, traces: Traces) -> Any:
    return traces.without(value) if isinstance(value, str) else value


def holds(file: Any, traces: Traces) -> bool:
    """Whether a spreadsheet names the person; an .xlsx is looked into. A lost file does not."""
    try:
        with file.open("rb") as opened:
            content: bytes = opened.read()
    except FileNotFoundError:
        return False
    return any(traces.are_in(text) for text in _texts_in(content))


def _texts_in(content: bytes) -> Iterator[str]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode("utf-8", errors="ignore")
        yield content.decode("utf-16", errors="ignore")
        yield content.decode("latin-1")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".csv", ".json", ".txt")):
                yield archive.read(name).decode("utf-8", errors="ignore")
