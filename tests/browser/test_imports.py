"""An import in a real browser, through every state it can be in, wide and on a phone."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.exchange.writer import write_xlsx
from core.models import ImportJob
from customers.models import Membership, User
from tests.browser.conftest import Visitor, let_the_worker_run
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HEADINGS = ("E-post", "Förnamn", "Efternamn", "Kundnummer", "Brytpunkt", "Skostorlek")
DESKS = {"stina": "/staff/imports/", "greta": "/my/group/imports/"}


def sheet(path: Path, headings: tuple[str, ...], *rows: tuple[object, ...]) -> str:
    write_xlsx(path, sheet_title="Users", headings=headings, rows=rows)  # type: ignore[arg-type]
    return str(path)


def people(world: World, path: Path, *, refused: int) -> str:
    """Two new, one changed, one as she is, and some at a customer that is not there."""
    number = world.school.number
    rows: list[tuple[object, ...]] = [
        ("eva@example.org", "Eva", "Ek", number, "", 38),
        ("bo@example.org", "Bo", "Öst", number, "", 44),
        ("nora@example.com", "", "", number, 4000, ""),
        ("ali@example.com", "", "", number, "", ""),
    ]
    rows += [(f"p{n}@example.org", "P", f"Nr {n}", "777", "", "") for n in range(refused)]
    return sheet(path, HEADINGS, *rows)


def begin(visitor: Callable[..., Visitor], who: str, width: int) -> Visitor:
    person = visitor(width=width, height=900 if width > 600 else 844)
    person.log_in(f"{who}@example.com")
    return person


def upload(person: Visitor, desk: str, path: str) -> None:
    person.open(f"{desk}new/?kind=users")
    person.page.set_input_files("input[type=file]", path)
    person.press("Upload and review")


def work_and_look(person: Visitor) -> None:
    """The worker does its part; the page is there again, and looked at."""
    person.while_away(let_the_worker_run)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("who", DESKS)
def test_a_file_is_reviewed_applied_and_taken_back(
    visitor: Callable[..., Visitor], tmp_path: Path, who: str, width: int
) -> None:
    world = build_world()
    desk = DESKS[who]
    person = begin(visitor, who, width)
    person.open(desk)
    person.sees("No imports yet")

    upload(person, desk, people(world, tmp_path / "people.xlsx", refused=300))
    person.sees("Waiting for its turn")
    work_and_look(person)
    person.sees("300 rows are refused.", "Headings that are not read:", "Skostorlek", "−20 %")
    person.page.get_by_role("link", name="300 Refused").click()
    person.look()
    person.sees("Sheet “Users”, row 6, column “Kundnummer”: “777”.")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Refused rows").click()
    assert download.value.suggested_filename == "people refused rows.xlsx"

    person.press("Apply the 3 good rows")
    person.sees("Applying the changes")
    work_and_look(person)
    person.sees("2 created, 1 updated, 1 unchanged.", "300 refused rows were left out.")

    User.objects.filter(email="eva@example.org").update(phone="070-2")
    person.press("Undo")
    person.sees("3 rows are taken back", "2 that were created are removed.")
    person.press("Undo the import")
    work_and_look(person)
    person.sees("2 rows were taken back.", "1 row was kept as it is")
    person.press("See what was kept")
    person.sees("eva@example.org", "Kept: Changed since.")
    assert not User.objects.filter(email="bo@example.org").exists()
    person.open(desk)
    person.sees("people.xlsx", "Undone")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("who", DESKS)
def test_other_headings_are_matched_once_and_remembered(
    visitor: Callable[..., Visitor], tmp_path: Path, who: str, width: int
) -> None:
    world = build_world()
    desk = DESKS[who]
    person = begin(visitor, who, width)
    headings = ("Inloggning", "Fornavn", "Släktnamn", "Avdelning", "", "Avdelning")
    row = ("eva@example.org", "Eva", "Ek", "Norr", "?", "Syd")
    path = sheet(tmp_path / "annat.xlsx", headings, row)
    upload(person, desk, path)
    work_and_look(person)
    person.sees("Match columns", "Inloggning", "eva@example.org", "There is one more of that name.")

    person.press("Read the file so")
    person.sees("Choose the heading that holds this, or write what holds for every row.")
    person.page.select_option("[name=column_0]", "email")
    person.page.select_option("[name=column_2]", "last_name")
    person.page.fill("[name=fixed_customer_number]", world.school.number)
    person.page.fill("[name=name]", "Personalsystemet")
    person.press("Read the file so")
    work_and_look(person)
    person.sees("eva@example.org", "Apply 1 change")
    person.press("Change columns")
    assert person.page.input_value("[name=column_0]") == "email"
    assert person.page.input_value("[name=fixed_customer_number]") == world.school.number

    upload(person, desk, path)
    work_and_look(person)
    person.sees("Apply 1 change")
    person.press("Change columns")
    person.sees("Personalsystemet", "Forget “Personalsystemet”")
    assert person.page.input_value("[name=column_2]") == "last_name"
    person.press("Cancel")
    person.press("Discard")
    person.sees("Cancelled.", "Start again with this file")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_fails_or_changed_or_stopped_says_so(
    visitor: Callable[..., Visitor], tmp_path: Path, width: int
) -> None:
    world = build_world()
    desk = DESKS["stina"]
    person = begin(visitor, "stina", width)
    person.open(f"{desk}new/")
    person.sees("What does the file hold?", "Customers")

    picture = tmp_path / "people.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 99)
    upload(person, desk, str(picture))
    work_and_look(person)
    person.sees("This is a picture", "Nothing was changed.", "Upload another file")

    upload(person, desk, people(world, tmp_path / "people.xlsx", refused=0))
    person.press("Cancel")
    person.sees("Cancelled.")
    person.press("Start again with this file")
    work_and_look(person)
    Membership.objects.filter(pk=world.nora.pk).update(break_point=7000)
    person.page.reload()
    person.look()
    person.sees("Data has changed since this plan was made.")
    person.press("Make the plan anew")
    work_and_look(person)
    person.sees("7 000,00")
    person.press("Discard")
    person.open(f"{desk}?status=failed")
    person.sees("people.csv", "Failed")


def test_the_waiting_page_shows_the_plan_by_itself(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    world = build_world()
    person = begin(visitor, "stina", 1280)
    upload(person, DESKS["stina"], people(world, tmp_path / "people.xlsx", refused=0))
    person.sees("Waiting for its turn")
    let_the_worker_run()
    person.page.get_by_role("button", name="Apply all 3 changes").wait_for(timeout=15_000)
    person.look()
    assert ImportJob.objects.get().status == "planned"
