"""Read answers about what the core keeps: imports."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from core.days import within_days
from core.models import ImportJob


def import_jobs(
    *,
    scope: str = "",
    text: str = "",
    status: str = "",
    kind: str = "",
    made_by: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[ImportJob]:
    """The imports of a scope ("" = the shop), with who uploaded them.

    By part of the file's name, status and kind. `made_by`: only those of one person (an id).
    `first` and `last`: the days between which they were uploaded.
    """
    found = ImportJob.objects.filter(scope=scope).select_related("created_by")
    if made_by is not None:
        found = found.filter(created_by=made_by)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(file_name__icontains=text)
    found = within_days(found, "created_at", first, last)
    return found.filter(status=status) if status else found


def import_job_of(
    job_id: int, *, scope: str | None = None, made_by: int | None = None
) -> ImportJob:
    """One import, or Http404. Staff (None) see all, administrators their organisation's.

    `made_by`: only if that person brought it.
    """
    found = ImportJob.objects.select_related("created_by").filter(pk=job_id)
    if made_by is not None:
        found = found.filter(created_by=made_by)
    job = (found if scope is None else found.filter(scope=scope)).first()
    if job is None:
        raise Http404
    return job
