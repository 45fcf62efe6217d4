"""The export button: a short list is the answer, a long one is waited for, and all is logged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from adminpanel import tasks
from core.exchange.reader import read_table
from core.exports import MOST_AT_ONCE, TASK
from core.models import ExportJob, ExportStatus
from customers.models import Customer, StaffRole, User
from tests.world import World

LISTS = {
    "users": "/staff/users/",
    "customers": "/staff/customers/",
    "addresses": "/staff/customers/",
    "groups": "/staff/groups/",
    "segments": "/staff/groups/",
    "orders": "/staff/orders/",
}


@pytest.fixture
def staff(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def many(world: World) -> int:
    """More customers than are answered straight away."""
    Customer.objects.bulk_create(
        Customer(number=f"M-{number}", name=f"Many {number}", main_group=world.retail)
        for number in range(MOST_AT_ONCE)
    )
    return Customer.objects.count()


def _post(client: Client, kind: str, asked: str = "", file_format: str = "csv") -> object:
    return client.post(f"/staff/exports/new/{kind}/", {"asked": asked, "format": file_format})


def _content(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def _work() -> None:
    """What the worker does with every export that waits."""
    for job in ProcrastinateJob.objects.filter(task_name=TASK, status="todo"):
        tasks.make_export(**job.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])


def _asked_in(client: Client, address: str) -> Iterator[str]:
    yield client.get(address).context["asked"]


@pytest.mark.parametrize("kind", LISTS)
def test_each_list_offers_both_formats(staff: Client, kind: str) -> None:
    page = staff.get(LISTS[kind]).content.decode()
    assert f'action="/staff/exports/new/{kind}/"' in page
    assert 'name="format" value="xlsx"' in page
    assert 'name="format" value="csv"' in page


def test_the_button_carries_what_the_list_shows(world: World, staff: Client) -> None:
    address = f"/staff/users/?role=approver&sort=-email&q=norrvik&active=perhaps&group={'9' * 9}"
    [asked] = _asked_in(staff, address)
    assert asked == "q=norrvik&role=approver&sort=-email"
    [asked] = _asked_in(staff, "/staff/orders/?placed_from=2026-01-02&q=x")
    assert asked == "q=x&view=process&placed_from=2026-01-02&sort=-placed"


def test_a_short_list_comes_straight_away(world: World, staff: Client, tmp_path: Path) -> None:
    response = _post(staff, "users", "role=approver&sort=email", "xlsx")
    assert response["Content-Disposition"].startswith('attachment; filename="users-')  # type: ignore[index]
    assert response["Cache-Control"] == "private, no-store"  # type: ignore[index]
    path = tmp_path / "users.xlsx"
    path.write_bytes(_content(response))
    shown = staff.get("/staff/users/?role=approver&sort=email").context["page"].rows
    assert [row.cells[0] for row in read_table(path).rows] == [user.email for user in shown]
    job = ExportJob.objects.get()
    assert (job.created_by, job.row_count, job.asked["role"]) == (world.stina, 2, "approver")


def test_groups_and_addresses_come_as_their_lists_show_them(world: World, staff: Client) -> None:
    groups = _content(_post(staff, "groups", "kind=organisation")).decode("utf-8-sig")
    assert [line.split(";")[0] for line in groups.splitlines()[1:]] == ["Norrviks kommun"]
    addresses = _content(_post(staff, "addresses", "q=vestby")).decode("utf-8-sig")
    assert [line.split(";")[2] for line in addresses.splitlines()[1:]] == ["Vestby Elektro"]


def test_a_long_list_is_made_by_the_worker(world: World, staff: Client, many: int) -> None:
    response = _post(staff, "customers", "sort=number")
    job = ExportJob.objects.get()
    page = f"/staff/exports/{job.pk}/"
    assert response["Location"] == page  # type: ignore[index]
    assert "Waiting for its turn" in staff.get(page).content.decode()
    assert staff.get(page, headers={"HX-Request": "true"}).status_code == 200
    assert staff.get(f"{page}file/", follow=True).redirect_chain == [(page, 302)]

    _work()

    job.refresh_from_db()
    assert (job.status, job.row_count, job.rows_expected) == (ExportStatus.MADE, many, many)
    assert staff.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert job.file_name in staff.get(page).content.decode()
    lines = _content(staff.get(f"{page}file/")).decode("utf-8-sig").splitlines()
    numbers = [line.split(";")[0] for line in lines[1:]]
    assert numbers == list(Customer.objects.order_by("number").values_list("number", flat=True))


def test_the_file_is_in_the_language_of_who_asked(staff: Client, many: int) -> None:
    staff.post("/language/", {"language": "sv"})
    User.objects.filter(staff_role=StaffRole.ADMINISTRATOR).update(language="sv")
    _post(staff, "customers")
    _work()
    job = ExportJob.objects.get()
    assert job.language == "sv"
    with job.file.open("rb") as file:
        lines = file.read().decode("utf-8-sig").splitlines()
    assert ";Land;" in lines[0]
    assert lines[1].endswith(";Ja")


def test_who_lost_the_right_meanwhile_gets_no_file(world: World, staff: Client, many: int) -> None:
    _post(staff, "customers")
    User.objects.filter(pk=world.stina.pk).update(staff_role="")
    _work()
    job = ExportJob.objects.get()
    assert (job.status, bool(job.file)) == (ExportStatus.FAILED, False)
    assert "no right" in job.error


def test_a_worker_that_died_is_followed_by_another(staff: Client, many: int) -> None:
    _post(staff, "customers")
    ExportJob.objects.update(status=ExportStatus.RUNNING, row_count=700)
    _work()
    job = ExportJob.objects.get()
    assert (job.status, job.row_count) == (ExportStatus.MADE, many)


def test_sales_staff_see_their_own_exports_only(world: World, many: int) -> None:
    stina, sam = world.client(world.stina), world.client(world.sam)
    _post(stina, "customers")
    _post(sam, "users")
    _work()
    hers, his = ExportJob.objects.get(kind="customers"), ExportJob.objects.get(kind="users")
    assert [row[0] for row in stina.get("/staff/exports/").context["rows"]] == [his, hers]
    assert [row[0] for row in sam.get("/staff/exports/").context["rows"]] == [his]
    assert sam.get(f"/staff/exports/{hers.pk}/").status_code == 404
    assert sam.get(f"/staff/exports/{hers.pk}/file/").status_code == 404
    assert stina.get(f"/staff/exports/{his.pk}/").status_code == 200


def test_the_log_is_found_by_list_and_person(world: World, staff: Client) -> None:
    _post(staff, "users")
    _post(world.client(world.sam), "customers")
    rows = staff.get("/staff/exports/?kind=users").context["rows"]
    assert [job.kind for job, *_ in rows] == ["users"]
    rows = staff.get(f"/staff/exports/?q={world.sam.email}").context["rows"]
    assert [job.kind for job, *_ in rows] == ["customers"]
    assert "No export fits" in staff.get("/staff/exports/?q=nobody").content.decode()


def test_a_list_or_format_that_there_is_not(staff: Client) -> None:
    for kind, file_format in (("kings", "csv"), ("users", "pdf"), ("users", "")):
        assert _post(staff, kind, "", file_format).status_code == 404  # type: ignore[attr-defined]
    assert _post(staff, "users", "q=" + "x" * 5_000).status_code == 404  # type: ignore[attr-defined]
    assert not ExportJob.objects.exists()


def test_the_list_of_exports_costs_the_same_however_long(
    staff: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        _post(staff, "users")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        staff.get("/staff/exports/")
