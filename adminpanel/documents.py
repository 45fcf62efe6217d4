"""Special order routines as components/routine_alert.html draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from customers.models import Customer, Document
from customers.selectors.documents import routines_of


@dataclass(frozen=True, slots=True)
class RoutineNote:
    text: str
    document_name: str
    document_url: str
    owner: str  # the group that it comes from, or ""
    updated: str


def routine_notes(customer: Customer) -> Sequence[RoutineNote]:
    """What staff must know of this customer's orders, its own first (N-29). One query."""
    return [_note(document) for document in routines_of(customer)]


def _note(document: Document) -> RoutineNote:
    values = {"day": date_format(localtime(document.uploaded_at), "j M Y")}
    if document.uploaded_by:
        values["name"] = document.uploaded_by.full_name
    return RoutineNote(
        text=document.title,
        document_name=document.file_name,
        document_url=reverse("staff:document-file", args=[document.pk]),
        owner=document.group.name if document.group else "",
        updated=(_("%(day)s by %(name)s") if "name" in values else "%(day)s") % values,
    )
