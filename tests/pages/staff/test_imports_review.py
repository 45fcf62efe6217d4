"""The change set: its figures, its rows, what is refused and why, and what it costs to look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from core.models import ImportJob
from customers.models import CustomerGroup, User
from tests.pages.importing import (
    STAFF,
    applied,
    bo_astray,
    book,
    eva,
    nora,
    planned,
    send,
    table_in,
    text_file,
    work,
)
from tests.pages.reading import page_of, read
from tests.world import World

Asserts = Callable[[int], object]


def test_the_figures_lead_to_their_rows(world: World) -> None:
    client = world.client(world.stina)
    ali = ("ali@example.com", "", "", world.school.number, "")
    job = planned(client, eva(world), nora(world), ali, bo_astray())
    path = f"{STAFF}{job.pk}/"
    page = read(client, path)
    for figure in ("3 All changes", "1 Create", "1 Update", "1 Unchanged", "1 Refused"):
        assert figure in page.text
    for action, who in (
        ("create", "eva@example.org"),
        ("update", "nora@example.com"),
        ("unchanged", "ali@example.com"),
        ("refused", "bo@example.org"),
    ):
        assert f"{path}?action={action}" in page.links
        rows = client.get(f"{path}?action={action}").context["rows"]
        assert [row.label.split(" ")[0] for row in rows] == [who]
    assert "ali@example.com" not in page.text


def test_an_action_that_is_not_one_shows_all_changes(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world), nora(world))
    for asked in ("weapons", "kept"):
        assert len(client.get(f"{STAFF}{job.pk}/?action={asked}").context["rows"]) == 2


def test_refused_rows_are_shown_with_sheet_row_column_value_and_reason(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world), bo_astray())
    page = read(client, f"{STAFF}{job.pk}/?action=refused").text
    assert "There is no customer with this number." in page
    assert "Sheet “Users”, row 3, column “Kundnummer”: “777”." in page
    assert "Eva Ek" not in page

    page = read(client, f"{STAFF}{job.pk}/").text
    assert "1 row is refused." in page
    assert "Apply the good row" in page


def test_headings_not_read_and_columns_left_alone_are_named(world: World) -> None:
    client = world.client(world.stina)
    content = f"E-post;Kundnummer;Skostorlek\nnora@example.com;{world.school.number};38\n"
    job = send(client, text_file(content))
    work()
    page = read(client, f"{STAFF}{job.pk}/").text
    assert "Headings that are not read: Skostorlek." in page
    assert "columns are not in the file and are left alone" in page
    assert "Purchase limit" in page


def test_the_refused_rows_come_as_a_file_and_are_sent_again_mended(
    world: World, tmp_path: Path
) -> None:
    client = world.client(world.stina)
    job = applied(client, eva(world), bo_astray(), send_activation="on")
    path = f"{STAFF}{job.pk}/"
    assert f"{path}refused/" in read(client, path).links

    response = client.get(f"{path}refused/")
    assert response["Content-Disposition"] == 'attachment; filename="users refused rows.xlsx"'
    table = table_in(response, tmp_path / "refused.xlsx")
    assert table.headings[-1] == "Why refused"
    (row,) = table.rows
    assert row.cells[:4] == ("bo@example.org", "Bo", "Ek", "777")
    assert "There is no customer with this number." in str(row.cells[-1])

    mended = (*row.cells[:3], world.school.number, None, row.cells[-1])
    again = f"{STAFF}new/?kind=users&like={job.pk}"
    page = read(client, again)
    assert "Columns and choices are those of users.xlsx." in page.text
    assert "send_activation" in page.inputs
    client.post(again, {"file": book(mended, headings=table.headings), "send_activation": "on"})
    work()
    second = ImportJob.objects.latest("pk")
    assert second.counts == {"create": 1, "update": 0, "unchanged": 0, "refused": 0}


def test_a_file_that_has_gone_gives_a_sentence_and_no_file(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world), bo_astray())
    job.file.delete()
    page = page_of(client.get(f"{STAFF}{job.pk}/refused/", follow=True)).text
    assert "The file is no longer there. Upload it again." in page


def test_only_ones_own_kind_is_taken_after(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world), send_activation="on")
    assert (
        "Columns and choices" not in read(client, f"{STAFF}new/?kind=customers&like={job.pk}").text
    )
    assert client.get(f"{STAFF}new/?kind=users&like=999999").status_code == 404
    assert client.get(f"{STAFF}new/?kind=users&like=²").status_code == 200


def test_a_long_plan_is_paged_and_found_in(world: World) -> None:
    client = world.client(world.stina)
    rows = [(f"p{n}@example.org", "P", f"{n}", world.care.number, "") for n in range(120)]
    job = planned(client, *rows)
    path = f"{STAFF}{job.pk}/"
    page = client.get(path)
    assert len(page.context["rows"]) == 50
    older = client.get(page.context["older_url"])
    assert older.context["rows"][0].number == 52
    found = client.get(f"{path}?q=p77@")
    assert [row.number for row in found.context["rows"]] == [79]
    assert "No rows here" in read(client, f"{path}?q=nobody").text


@pytest.mark.parametrize("count", [1, 30, 3_000])
def test_looking_costs_the_same_however_long_the_plan_is(
    world: World, django_assert_num_queries: Asserts, count: int
) -> None:
    client = world.client(world.stina)
    rows = [(f"p{n}@example.org", "P", f"{n}", world.care.number, "") for n in range(count)]
    job = planned(client, *rows, bo_astray())
    path = f"{STAFF}{job.pk}/"
    client.get(path)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get(path)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get(f"{path}?action=create&q=example")


QUERIES = 14


def test_the_list_costs_the_same_however_many_there_are(
    world: World, django_assert_num_queries: Asserts
) -> None:
    client = world.client(world.stina)
    for number in range(25):
        job = ImportJob(kind="users", file_name=f"{number}.csv", created_by=world.stina)
        job.file.save("x.csv", ContentFile(b"x"))
        job.save()
    client.get(STAFF)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        client.get(STAFF)
    assert User.objects.count() > 0


def test_a_discount_on_top_of_another_stands_at_its_row_and_above_all(world: World) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    client = world.client(world.stina)
    sheet = text_file(
        f"Kundnummer;Kundrabatt;Telefon\r\n{world.vestby.number};5 %;\r\n"
        f"{world.care.number};5 %;1\r\n"
    )
    job = send(client, sheet, kind="customers")
    work()
    page = read(client, f"{STAFF}{job.pk}/")
    assert "Row 2 puts a discount on top of another: look at it before you apply." in page.text
    assert page.text.count("Two discounts: 10 % from the group and then 5 %") == 1
