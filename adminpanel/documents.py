"""Special order routines as components/routine_alert.html draws them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from customers.selectors.documents import Routine


@dataclass(frozen=True, slots=True)
class RoutineNote:
    text: str
    document_name: str
    document_url: str
    owner: str  # the group that it comes from, or ""
    updated: str


def routine_notes(routines: Iterable[Routine]) -> Sequence[RoutineNote]:
    """What staff must know of a customer's orders (N-29)."""
    return [_note(routine) for routine in routines]


def _note(routine: Routine) -> RoutineNote:
    values = {"day": date_format(localtime(routine.uploaded_at), "j M Y")}
    if routine.by:
        values["name"] = routine.by
    return RoutineNote(
        text=routine.title,
        document_name=routine.file_name,
        document_url=reverse("staff:document-file", args=[routine.pk]),
        owner=routine.owner or "",
        updated=(_("%(day)s by %(name)s") if "name" in values else "%(day)s") % values,
    )
