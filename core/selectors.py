"""Read answers about what the core keeps: imports."""

from django.db.models import QuerySet
from django.http import Http404

from core.models import ImportJob, ImportRow


def import_jobs(*, text: str = "", status: str = "") -> QuerySet[ImportJob]:
    """Every import, with who uploaded it; by part of the file's name, and status."""
    found = ImportJob.objects.select_related("created_by")
    if text:
        found = found.filter(file_name__icontains=text)
    return found.filter(status=status) if status else found


def import_job_of(job_id: int) -> ImportJob:
    """One import, or Http404. Only staff administrators reach imports, and they see all."""
    job = ImportJob.objects.select_related("created_by").filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def import_rows(job: ImportJob, *, action: str = "", text: str = "") -> QuerySet[ImportRow]:
    """The rows of its plan; without `action` those that change something or are refused."""
    rows = ImportRow.objects.filter(job=job)
    rows = rows.filter(action=action) if action else rows.exclude(action="unchanged")
    return rows.filter(label__icontains=text) if text else rows
