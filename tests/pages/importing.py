"""An import as a person and the worker drive it: files to send, and every waiting job done."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from core.exchange.reader import Table, read_table
from core.exchange.writer import write_xlsx
from core.models import ImportJob
from tests.world import World

STAFF = "/staff/imports/"
MY = "/my/group/imports/"
HEADINGS = ("E-post", "Förnamn", "Efternamn", "Kundnummer", "Brytpunkt")
Row = tuple[object, ...]


def book(*rows: Row, headings: tuple[str, ...] = HEADINGS, name: str = "users.xlsx") -> object:
    """A workbook as a browser sends it."""
    target = BytesIO()
    write_xlsx(target, sheet_title="Users", headings=headings, rows=rows)  # type: ignore[arg-type]
    return SimpleUploadedFile(name, target.getvalue())


def text_file(content: str, name: str = "users.csv") -> object:
    return SimpleUploadedFile(name, content.encode())


def send(
    client: Client, file: object, *, desk: str = STAFF, kind: str = "users", **options: object
) -> ImportJob:
    """Uploaded, and not looked at by the worker yet."""
    response = client.post(f"{desk}new/?kind={kind}", {"file": file, **options})
    assert response.status_code == 302, response.context["form"].errors
    return ImportJob.objects.latest("pk")


def planned(client: Client, *rows: Row, desk: str = STAFF, **options: str) -> ImportJob:
    """Users uploaded, and planned."""
    job = send(client, book(*rows), desk=desk, **options)
    work()
    job.refresh_from_db()
    return job


def applied(client: Client, *rows: Row, desk: str = STAFF, **options: str) -> ImportJob:
    """The good rows of users, applied."""
    job = planned(client, *rows, desk=desk, **options)
    client.post(f"{desk}{job.pk}/apply/", {"skip_bad_rows": "1"})
    work()
    job.refresh_from_db()
    return job


def undone(client: Client, job: ImportJob, *, desk: str = STAFF) -> ImportJob:
    client.post(f"{desk}{job.pk}/undo/")
    work()
    job.refresh_from_db()
    return job


def work() -> None:
    """What the worker does: every waiting job of an import, in order."""
    while True:
        waiting = ProcrastinateJob.objects.filter(task_name__startswith="imports.", status="todo")
        job = waiting.order_by("id").first()
        if job is None:
            return
        _set_status(job, "doing")
        app.tasks[job.task_name](**job.args)
        _set_status(job, "succeeded")


def _set_status(job: ProcrastinateJob, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])


def kill_the_worker() -> None:
    """It had taken the waiting job a while ago; no connection holds the job's lock any more."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '1 minute'")


def eva(world: World) -> Row:
    """A new person at Barn och utbildning."""
    return ("eva@example.org", "Eva", "Ek", world.school.number, "")


def nora(world: World, break_point: object = 4000) -> Row:
    """Nora, who has 5 000."""
    return ("nora@example.com", "", "", world.school.number, break_point)


def bo_astray() -> Row:
    """A person at a customer that does not exist."""
    return ("bo@example.org", "Bo", "Ek", "777", "")


def table_in(response: object, path: object) -> Table:
    """The workbook that was answered."""
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    path.write_bytes(content)  # type: ignore[attr-defined]
    return read_table(path)  # type: ignore[arg-type]
