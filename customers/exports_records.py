"""The lists of documents and of history, as they go out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exchange.writer import Value
from core.exports import Export
from core.list_specs import ListSpec, ordered
from customers.access import Perm
from customers.actors import Actor
from customers.list_specs_documents import DOCUMENTS_LIST
from customers.list_specs_history import Kinds
from customers.querysets import DocumentQuerySet
from customers.selectors.history_list import kind_of_events, rows_told
from customers.sheets.records import document_sheet, history_sheet

_AT_A_TIME = 2_000


def _document_rows(_actor: Actor, documents: DocumentQuerySet) -> Iterator[Sequence[Value]]:
    for document in documents.iterator(chunk_size=_AT_A_TIME):
        yield [
            str(document.pk),
            document.title,
            document.file_name,
            document.customer.name if document.customer else None,
            document.group.name if document.group else None,
            document.size,
            document.is_visible_to_customer,
            document.is_special_routine,
            timezone.localtime(document.uploaded_at),
            document.uploaded_by.full_name if document.uploaded_by else None,
        ]


def _history_rows(
    kinds: Kinds, _actor: Actor, events: "QuerySet[Any, Any]"
) -> Iterator[Sequence[Value]]:
    for row in rows_told(kind_of_events(kinds.values(), events), events):
        for change in row.changes:
            yield [
                timezone.localtime(row.at),
                row.record,
                row.who,
                row.acted_by,
                str(change.label),
                _plain(change.old),
                _plain(change.new),
            ]


def _plain(value: Any) -> Value:
    """Numbers and yes or no as they are, all else as text."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    return str(value)


DOCUMENTS = Export(
    name="documents",
    label=_("Documents"),
    sheet=document_sheet,
    found=ordered(DOCUMENTS_LIST),
    rows=_document_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
)


def history_export(spec: "ListSpec[QuerySet[Any, Any]]", kinds: Kinds) -> Export:
    """The list of these kinds as it goes out."""
    return Export(
        name=spec.name,
        label=spec.label,
        sheet=history_sheet,
        found=ordered(spec),
        rows=partial(_history_rows, kinds),
        perm=Perm.STAFF_HISTORY_VIEW,
    )
