"""Spreadsheets that came in or went out go after ninety days; what was done with them stays.

With an import's file go the rows of its plan, which hold the same personal data: its figures and
who asked for what stay, and what it changed is in the history. It cannot be undone any more.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.models import ExportJob, ImportEdit, ImportJob, ImportRow

KEPT_FOR = timedelta(days=90)


def remove_old_files() -> int:
    """How many went. First the file, then its name: whoever is killed between begins again."""
    before = timezone.now() - KEPT_FOR
    return _remove(ImportJob.objects.filter(created_at__lt=before)) + _remove(
        ExportJob.objects.filter(created_at__lt=before)
    )


def _remove(jobs: "QuerySet[ImportJob] | QuerySet[ExportJob]") -> int:
    removed = 0
    for job in jobs.exclude(file="").iterator(chunk_size=500):
        if isinstance(job, ImportJob):
            with transaction.atomic():
                ImportEdit.objects.filter(job=job).delete()
                ImportRow.objects.filter(job=job).delete()
        job.file.delete(save=False)
        type(job)._default_manager.filter(pk=job.pk).update(file="")
        removed += 1
    return removed
