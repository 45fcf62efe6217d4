"""The log of exports: who took which list, and the files that are still kept."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from core.days import within_days
from core.models import ExportJob


def export_jobs(
    *,
    taken_by: int | None = None,
    text: str = "",
    kind: str = "",
    status: str = "",
    by: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[ExportJob]:
    """Every export, or those of one person (a user's id), with the people's names.

    `text` is part of the name or the e-mail of whoever took it. Of them: those of the person
    `by` (an id), and those taken from the day `first` to the day `last`.
    """
    found = ExportJob.objects.select_related("created_by", "acted_by")
    if taken_by is not None:
        found = found.filter(created_by=taken_by)
    for word in text.split()[:5]:
        hit = Q(created_by__email__icontains=word) | Q(created_by__first_name__icontains=word)
        found = found.filter(hit | Q(created_by__last_name__icontains=word))
    if by is not None:
        found = found.filter(created_by=by)
    found = within_days(found, "created_at", first, last)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(status=status) if status else found


def export_job_of(
    job_id: int, *, taken_by: int | None = None, scope: str | None = None
) -> ExportJob:
    """One export, or Http404: also when it is somebody else's and `taken_by` is given.

    `scope` None = of whichever list; staff and an organisation each ask for their own.
    """
    found = export_jobs(taken_by=taken_by).filter(pk=job_id)
    job = (found if scope is None else found.filter(scope=scope)).first()
    if job is None:
        raise Http404
    return job
