"""The imports of the back office: a kind, a file, a look at what it would do, then yes."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from core.imports.jobs import Life, life_of
from core.models import ImportJob, ImportRow, ImportStatus
from customers.models import Membership, User
from tests.pages.importing import (
    STAFF,
    applied,
    bo_astray,
    book,
    eva,
    kill_the_worker,
    nora,
    planned,
    send,
    text_file,
    work,
)
from tests.pages.reading import page_of, read
from tests.world import World

NEW = f"{STAFF}new/?kind=users"


def test_stina_uploads_reviews_and_applies(world: World) -> None:
    client = world.client(world.stina)
    job = send(client, book(eva(world), nora(world)))
    path = f"{STAFF}{job.pk}/"
    assert "Waiting for its turn" in read(client, path).text
    assert not User.objects.filter(email="eva@example.org").exists()

    work()
    page = read(client, path).text
    assert "Apply all 2 changes" in page
    assert "Brytpunkt: from 5 000,00 → to 4 000,00" in page
    assert "−20 %" in page
    assert not User.objects.filter(email="eva@example.org").exists()

    client.post(f"{path}apply/")
    assert life_of(ImportJob.objects.get()) is Life.WAITING
    work()
    page = read(client, path).text
    assert "1 created, 1 updated, 0 unchanged." in page
    assert "by Stina Falk." in page
    world.nora.refresh_from_db()
    assert world.nora.break_point == 4000
    assert Membership.objects.filter(user__email="eva@example.org").exists()


def test_a_kind_is_chosen_first_each_with_its_template_and_export(world: World) -> None:
    page = read(world.client(world.stina), f"{STAFF}new/")
    for kind in ("users", "customers"):
        assert f"{STAFF}new/?kind={kind}" in page.links
        assert f"{STAFF}template/{kind}/" in page.links
        assert f"/staff/exports/new/{kind}/" in page.forms


def test_a_kind_that_is_not_there_is_not_found(world: World) -> None:
    client = world.client(world.stina)
    for path in (f"{STAFF}new/?kind=weapons", f"{STAFF}template/weapons/"):
        assert client.get(path).status_code == 404
    job = ImportJob.objects.create(kind="weapons", file_name="x.xlsx", file="x")
    assert client.get(f"{STAFF}{job.pk}/").status_code == 404
    assert client.get(STAFF).status_code == 200


def test_the_list_is_found_by_kind_state_and_name(world: World) -> None:
    client = world.client(world.stina)
    planned(client, eva(world))
    content = f"Kundnummer;Företag\n{world.vestby.number};Vestby AS\n"
    send(client, text_file(content, "kunder.csv"), kind="customers")
    ImportJob.objects.create(kind="users", scope="group 1", file_name="theirs.xlsx", file="x")

    everything = read(client, STAFF).text
    assert "users.xlsx" in everything
    assert "kunder.csv" in everything
    assert "theirs.xlsx" not in everything
    for asked, there, gone in (
        ("kind=customers", "kunder.csv", "users.xlsx"),
        ("status=planned", "users.xlsx", "kunder.csv"),
        ("q=KUND", "kunder.csv", "users.xlsx"),
    ):
        page = read(client, f"{STAFF}?{asked}").text
        assert there in page
        assert gone not in page
    assert "No import fits" in read(client, f"{STAFF}?status=undone").text


def test_an_empty_list_says_what_to_do(world: World) -> None:
    page = read(world.client(world.stina), STAFF)
    assert "No imports yet" in page.text
    assert f"{STAFF}new/" in page.links


def test_applying_twice_is_applying_once(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world))
    for _turn in range(2):
        client.post(f"{STAFF}{job.pk}/apply/")
    assert ProcrastinateJob.objects.filter(task_name="imports.apply_users").count() == 1
    work()
    client.post(f"{STAFF}{job.pk}/apply/")
    work()
    assert User.objects.filter(email="eva@example.org").count() == 1


def test_refused_rows_stop_everything_until_they_are_left_out(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world), bo_astray())
    path = f"{STAFF}{job.pk}/apply/"

    assert "Rows are refused." in page_of(client.post(path, follow=True)).text
    work()
    assert not User.objects.filter(email="eva@example.org").exists()

    client.post(path, {"skip_bad_rows": "1"})
    work()
    assert User.objects.filter(email="eva@example.org").exists()
    assert not User.objects.filter(email="bo@example.org").exists()
    assert "1 refused row was left out." in read(client, f"{STAFF}{job.pk}/").text


def test_data_that_changed_since_is_said_and_planned_anew(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, nora(world))
    path = f"{STAFF}{job.pk}/"
    assert "Data has changed" not in read(client, path).text
    Membership.objects.filter(pk=world.nora.pk).update(break_point=7000)

    page = read(client, path)
    assert "Data has changed since this plan was made." in page.text
    assert f"{path}plan/" in page.forms
    client.post(f"{path}plan/")
    work()

    page = read(client, path)
    assert "Data has changed" not in page.text
    assert "from 7 000,00" in page.text
    assert "Plan made anew" in page.text


def test_data_that_changed_under_the_button_is_not_written_over(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, nora(world))
    Membership.objects.filter(pk=world.nora.pk).update(break_point=7000)

    client.post(f"{STAFF}{job.pk}/apply/")
    work()

    page = read(client, f"{STAFF}{job.pk}/").text
    assert "The data has changed since the plan was made." in page
    assert "from 7 000,00" in page
    world.nora.refresh_from_db()
    assert world.nora.break_point == 7000


def test_a_dead_worker_leaves_nothing_and_the_job_is_applied_again(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world))
    path = f"{STAFF}{job.pk}/"
    client.post(f"{path}apply/")
    kill_the_worker()

    page = read(client, path)
    assert "The work was interrupted." in page.text
    assert f"{path}apply/" in page.forms

    client.post(f"{path}apply/")
    work()
    assert User.objects.filter(email="eva@example.org").exists()
    assert ImportJob.objects.get().status == ImportStatus.APPLIED


def test_a_dead_worker_while_reading_can_be_started_again_or_cancelled(world: World) -> None:
    client = world.client(world.stina)
    job = send(client, book(eva(world)))
    path = f"{STAFF}{job.pk}/"
    kill_the_worker()
    assert {f"{path}plan/", f"{path}stop/"} <= set(read(client, path).forms)

    client.post(f"{path}stop/")
    page = read(client, path)
    assert "Cancelled." in page.text
    client.post(f"{path}plan/")
    work()
    assert "Apply 1 change" in read(client, path).text


def test_an_error_in_the_middle_of_applying_undoes_all_of_it(world: World) -> None:
    client = world.client(world.stina)
    bo = ("bo@example.org", "Bo", "Ek", world.school.number, "")
    job = planned(client, eva(world), bo)
    client.post(f"{STAFF}{job.pk}/apply/")
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
        work()

    assert not User.objects.filter(email__in=["eva@example.org", "bo@example.org"]).exists()
    assert ImportJob.objects.get().status == ImportStatus.APPLYING


def test_a_plan_can_be_discarded_and_taken_up_again(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world))
    path = f"{STAFF}{job.pk}/"
    client.post(f"{path}stop/")
    page = read(client, path)
    assert "Cancelled." in page.text
    assert "Stopped" in page.text
    client.post(f"{path}apply/")
    work()
    assert not User.objects.filter(email="eva@example.org").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "This is a picture"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_cannot_be_used_says_why(world: World, content: bytes, reason: str) -> None:
    client = world.client(world.stina)
    response = client.post(NEW, {"file": SimpleUploadedFile("users.csv", content)}, follow=True)
    work()
    if ImportJob.objects.exists():
        response = client.get(f"{STAFF}{ImportJob.objects.get().pk}/")
    assert reason in page_of(response).text
    assert ImportRow.objects.count() == 0


def test_a_file_over_the_limit_is_refused_at_its_field(
    world: World, settings: pytest.FixtureRequest
) -> None:
    settings.IMPORT_FILE_MAX_BYTES = 10  # type: ignore[attr-defined]
    response = world.client(world.stina).post(NEW, {"file": book(eva(world))})
    assert "The file is larger than" in str(response.context["form"].errors["file"])


def test_the_template_can_be_downloaded_and_uploaded_as_it_is(world: World, tmp_path: Path) -> None:
    client = world.client(world.stina)
    response = client.get(f"{STAFF}template/users/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    send(client, SimpleUploadedFile("users.xlsx", content))
    work()
    job = ImportJob.objects.get()
    assert (job.status, job.rows_read) == (ImportStatus.PLANNED, 0)
    assert "Nothing would change" in read(client, f"{STAFF}{job.pk}/").text


def test_progress_is_a_fragment_while_it_works_and_a_reload_when_done(world: World) -> None:
    client = world.client(world.stina)
    job = send(client, book(eva(world)))
    path = f"{STAFF}{job.pk}/"
    asked = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{path}"' in asked
    assert "<html" not in asked
    assert "<button" not in asked, "what somebody is about to press is not swapped away"
    assert f"{path}stop/" in read(client, path).forms
    work()
    assert client.get(path, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_new_people_who_get_a_link_are_counted(world: World) -> None:
    client = world.client(world.stina)
    job = applied(client, eva(world), nora(world), send_activation="on")
    assert "Activation mails queued: 1." in read(client, f"{STAFF}{job.pk}/").text
    other = applied(client, ("bo@example.org", "Bo", "Ek", world.school.number, ""))
    assert "Activation mails" not in read(client, f"{STAFF}{other.pk}/").text


def test_customers_are_imported_by_the_same_steps(world: World) -> None:
    client = world.client(world.stina)
    content = f"Kundnummer;Företag\n{world.vestby.number};Vestby AS\n"
    job = send(client, text_file(content), kind="customers")
    work()
    path = f"{STAFF}{job.pk}/"
    assert "to Vestby AS" in read(client, path).text
    client.post(f"{path}apply/")
    work()
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Vestby AS"
