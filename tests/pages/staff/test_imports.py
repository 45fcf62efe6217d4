"""The import page: upload, review, apply, and what happens when the worker dies."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from core.exchange.writer import write_xlsx
from core.imports import Life, life_of
from core.models import ImportJob, ImportRow, ImportStatus
from customers import tasks
from customers.models import Membership, User
from tests.world import World

NEW = "/staff/imports/new/"
HEADINGS = ("E-post", "Förnamn", "Efternamn", "Kundnummer", "Brytpunkt")
Rows = tuple[tuple[object, ...], ...]


def _file(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    target = BytesIO()
    write_xlsx(target, sheet_title="Users", headings=HEADINGS, rows=rows)  # type: ignore[arg-type]
    return SimpleUploadedFile("users.xlsx", target.getvalue())


def _upload(client: Client, *rows: tuple[object, ...], **options: object) -> ImportJob:
    response = client.post(NEW, {"file": _file(*rows), **options})
    assert response.status_code == 302, response.context["form"].errors
    return ImportJob.objects.latest("pk")


def _work() -> None:
    """What the worker does: every waiting job of an import, in order."""
    while True:
        waiting = ProcrastinateJob.objects.filter(
            task_name__startswith="imports.", status="todo"
        ).order_by("id")
        job = waiting.first()
        if job is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
        task = {
            "imports.plan_users": tasks.plan_users,
            "imports.apply_users": tasks.apply_users,
            "imports.plan_customers": tasks.plan_customers,
            "imports.apply_customers": tasks.apply_customers,
        }[job.task_name]
        task(**job.args)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
            )


def _eva(world: World) -> tuple[object, ...]:
    return ("eva@example.org", "Eva", "Ek", world.school.number, "")


def _nora(world: World, break_point: object = 4000) -> tuple[object, ...]:
    return ("nora@example.com", "", "", world.school.number, break_point)


def test_stina_uploads_reviews_and_applies(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world), _nora(world))
    path = f"/staff/imports/{job.pk}/"
    assert "Waiting for its turn" in client.get(path).content.decode()
    assert not User.objects.filter(email="eva@example.org").exists()

    _work()
    page = client.get(path).content.decode()
    assert "Apply all 2 changes" in page
    assert "5\u00a0000,00" in page
    assert "4\u00a0000,00" in page
    assert not User.objects.filter(email="eva@example.org").exists()

    client.post(f"{path}apply/")
    assert life_of(ImportJob.objects.get()) is Life.WAITING
    _work()
    assert "1 created, 1 updated" in client.get(path).content.decode()
    world.nora.refresh_from_db()
    assert world.nora.break_point == 4000
    assert Membership.objects.filter(user__email="eva@example.org").exists()


def test_refused_rows_are_shown_with_row_column_value_and_reason(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world), ("bo@example.org", "Bo", "Ek", "777", ""))
    _work()
    path = f"/staff/imports/{job.pk}/"

    page = client.get(f"{path}?action=refused").content.decode()
    for words in ("There is no customer with this number.", "Kundnummer", "777", ">3<"):
        assert words in page
    assert "Eva Ek" not in page

    page = client.get(path).content.decode()
    assert "1 row is refused." in page
    assert "Apply the good row" in page


def test_refused_rows_stop_everything_until_they_are_left_out(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world), ("bo@example.org", "Bo", "Ek", "777", ""))
    _work()
    path = f"/staff/imports/{job.pk}/apply/"

    refused = client.post(path, follow=True)
    assert "Rows are refused." in refused.content.decode()
    _work()
    assert not User.objects.filter(email="eva@example.org").exists()

    client.post(path, {"skip_bad_rows": "1"})
    _work()
    assert User.objects.filter(email="eva@example.org").exists()
    assert not User.objects.filter(email="bo@example.org").exists()


def test_data_that_changed_since_is_planned_anew_and_not_applied(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _nora(world))
    _work()
    Membership.objects.filter(pk=world.nora.pk).update(break_point=7000)

    client.post(f"/staff/imports/{job.pk}/apply/")
    _work()

    page = client.get(f"/staff/imports/{job.pk}/").content.decode()
    assert "The data has changed since the plan was made." in page
    assert "7\u00a0000,00" in page
    world.nora.refresh_from_db()
    assert world.nora.break_point == 7000

    client.post(f"/staff/imports/{job.pk}/apply/")
    _work()
    world.nora.refresh_from_db()
    assert world.nora.break_point == 4000


def test_a_dead_worker_leaves_nothing_and_the_job_is_applied_again(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world))
    _work()
    path = f"/staff/imports/{job.pk}/"
    client.post(f"{path}apply/")
    # Taken by a worker that was killed: no connection holds the job's lock any more.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE status = 'todo'")
        assert life_of(ImportJob.objects.get()) is Life.RUNNING  # it may not have the lock yet
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '1 minute'")

    page = client.get(path).content.decode()
    assert "The work was interrupted." in page
    assert "Apply again" in page

    client.post(f"{path}apply/")
    _work()
    assert User.objects.filter(email="eva@example.org").exists()
    assert ImportJob.objects.get().status == ImportStatus.APPLIED


def test_applying_twice_is_applying_once(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world))
    _work()
    for _turn in range(2):
        client.post(f"/staff/imports/{job.pk}/apply/")
    assert ProcrastinateJob.objects.filter(task_name="imports.apply_users").count() == 1
    _work()
    client.post(f"/staff/imports/{job.pk}/apply/")
    _work()
    assert User.objects.filter(email="eva@example.org").count() == 1


def test_an_error_in_the_middle_of_applying_undoes_all_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world), ("bo@example.org", "Bo", "Ek", world.school.number, ""))
    _work()
    client.post(f"/staff/imports/{job.pk}/apply/")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the power went'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER fail BEFORE INSERT ON customers_membership"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.fail()"
        )
    with pytest.raises(Exception, match="the power went"), transaction.atomic():
        _work()

    assert not User.objects.filter(email__in=["eva@example.org", "bo@example.org"]).exists()
    assert ImportJob.objects.get().status == ImportStatus.APPLYING


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "This is a picture"),
        (b"", "The submitted file is empty."),
        (b"Namn;Ort\nEva;Son\n", "is missing"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(world: World, content: bytes, reason: str) -> None:
    client = world.client(world.stina)
    response = client.post(NEW, {"file": SimpleUploadedFile("users.csv", content)}, follow=True)
    _work()
    if ImportJob.objects.exists():
        response = client.get(f"/staff/imports/{ImportJob.objects.get().pk}/")
    assert reason in response.content.decode()
    assert ImportRow.objects.count() == 0


def test_a_file_over_the_limit_is_refused_at_its_field(
    world: World, settings: pytest.FixtureRequest
) -> None:
    settings.IMPORT_FILE_MAX_BYTES = 10  # type: ignore[attr-defined]
    response = world.client(world.stina).post(NEW, {"file": _file(_eva(world))})
    assert "The file is larger than" in str(response.context["form"].errors["file"])


def test_the_template_can_be_downloaded_and_uploaded_as_it_is(world: World, tmp_path: Path) -> None:
    client = world.client(world.stina)
    response = client.get("/staff/imports/template/users/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    client.post(NEW, {"file": SimpleUploadedFile("users.xlsx", content)})
    _work()
    job = ImportJob.objects.get()
    assert (job.status, job.rows_read) == (ImportStatus.PLANNED, 0)


def test_a_long_plan_is_paged_and_costs_the_same(
    world: World, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = world.client(world.stina)
    rows = [(f"p{n}@example.org", "P", f"{n}", world.care.number, "") for n in range(120)]
    job = _upload(client, *rows)
    _work()
    path = f"/staff/imports/{job.pk}/"
    client.get(path)
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        page = client.get(path)
    assert len(page.context["planned"]) == 50
    older = client.get(page.context["older_url"])
    assert older.context["planned"][0][0].row_number == 52
    found = client.get(f"{path}?q=p77@")
    assert [row.row_number for row, _label in found.context["planned"]] == [79]


def test_only_staff_administrators_import(world: World) -> None:
    job = ImportJob.objects.create(kind="users", file_name="x.xlsx", file="x")
    for who in (world.sam, world.greta, world.nora, world.ulla):
        client = world.client(who)
        for path in ("/staff/imports/", NEW, f"/staff/imports/{job.pk}/"):
            assert client.get(path).status_code == 403
        assert client.post(f"/staff/imports/{job.pk}/apply/").status_code == 403
        assert client.post(NEW, {"file": _file(_eva(world))}).status_code == 403
    assert world.client(world.stina).get("/staff/imports/999999/").status_code == 404


def test_progress_is_a_fragment_while_it_works_and_a_reload_when_done(world: World) -> None:
    client = world.client(world.stina)
    job = _upload(client, _eva(world))
    path = f"/staff/imports/{job.pk}/"
    asked = client.get(path, headers={"HX-Request": "true"})
    assert 'hx-get="' in asked.content.decode()
    assert "<html" not in asked.content.decode()
    _work()
    assert client.get(path, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_customers_are_imported_by_the_same_steps(world: World) -> None:
    client = world.client(world.stina)
    content = f"Kundnummer;Företag\n{world.vestby.number};Vestby AS\n".encode()
    file = SimpleUploadedFile("kunder.csv", content)
    client.post(f"{NEW}?kind=customers", {"file": file})
    _work()
    job = ImportJob.objects.get()
    path = f"/staff/imports/{job.pk}/"
    assert "Vestby AS" in client.get(path).content.decode()
    client.post(f"{path}apply/")
    _work()
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Vestby AS"
    assert client.get(f"{NEW}?kind=weapons").status_code == 404
