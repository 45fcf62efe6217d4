"""Files of imports and exports go after ninety days; what was done with them stays."""

from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from core.imports import jobs
from core.models import (
    ExportFormat,
    ExportJob,
    ExportStatus,
    ImportEdit,
    ImportJob,
    ImportRow,
    ImportStatus,
)
from core.old_files import remove_old_files
from customers.services.import_users import UserImport
from tests.imports import apply_file
from tests.world import World


def _export(days: int) -> ExportJob:
    job = ExportJob(
        kind="users",
        format=ExportFormat.CSV,
        status=ExportStatus.MADE,
        row_count=7,
        created_at=timezone.now() - timedelta(days=days),
    )
    job.file.save("users.csv", ContentFile(b"a;b"))
    job.save()
    return job


def _import(days: int) -> ImportJob:
    job = ImportJob(kind="users", file_name="mine.csv", created_at=_export(days).created_at)
    job.file.save("users.csv", ContentFile(b"a;b"))
    job.save()
    return job


def test_only_old_files_go_and_their_jobs_stay(world: World) -> None:
    old, new = _import(91), _import(89)
    storage, gone, kept = old.file.storage, old.file.name, new.file.name

    assert remove_old_files() == 2

    old.refresh_from_db()
    assert (old.file_name, bool(old.file)) == ("mine.csv", False)
    assert not storage.exists(str(gone))
    new.refresh_from_db()
    assert new.file.name == kept
    assert storage.exists(str(kept))
    assert sorted(bool(job.file) for job in ExportJob.objects.all()) == [False, True]
    assert {job.row_count for job in ExportJob.objects.all()} == {7}
    assert remove_old_files() == 0


def test_a_file_that_is_already_gone_is_no_obstacle(world: World) -> None:
    job = _export(100)
    job.file.storage.delete(str(job.file.name))
    assert remove_old_files() == 1
    job.refresh_from_db()
    assert not job.file


def test_with_the_file_go_its_rows_and_the_way_back(world: World, tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text(f"email;customer_number;phone\nnora@example.com;{world.school.number};070-1\n")
    stina = world.actor(world.stina)
    job = apply_file(UserImport, path, actor=stina).job
    ImportJob.objects.update(created_at=timezone.now() - timedelta(days=91))

    remove_old_files()

    assert not ImportRow.objects.exists()
    assert not ImportEdit.objects.exists()
    jobs.request_undoing(actor=stina, job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, job.counts["update"]) == (ImportStatus.APPLIED, 1)
    page = world.client(world.stina).get(f"/staff/imports/{job.pk}/").content.decode()
    assert "removed after 90 days" in page
    assert "/undo/" not in page
