"""Title and birthday in sheets of users: there where the shop asks for them, and nowhere else."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from core.exports import export_now
from core.history import events_of
from core.models import ExportFormat, ImportStatus
from customers.exports import COLLEAGUES, USERS
from customers.models import User
from customers.services.import_users import UserImport
from orders.services.erasing import erase_person
from orders.services.person_file import take_out_person
from tests.imports import apply_file, apply_plan, plan_file, undo_import
from tests.world import World

HEADINGS = ("Title", "Birthday")
BORN = date(1990, 5, 17)


def ask_for(world: World, *, title: bool = True, birthday: bool = True) -> None:
    world.shop.title_in_use, world.shop.birthday_in_use = title, birthday
    world.shop.save()


@pytest.fixture
def told(world: World) -> World:
    """Otto has told both, Nora her birthday only."""
    User.objects.filter(pk=world.otto.user_id).update(title="Dr", birthday=BORN)
    User.objects.filter(pk=world.nora.user_id).update(birthday=date(1988, 2, 29))
    return world


def kept(email: str = "otto@example.com") -> tuple[str, date | None]:
    person = User.objects.get(email=email)
    return person.title, person.birthday


def exported(world: World, *, colleagues: bool = False) -> str:
    target = BytesIO()
    export_now(
        actor=world.actor(world.greta if colleagues else world.stina),
        export=COLLEAGUES if colleagues else USERS,
        asked={},
        file_format=ExportFormat.CSV,
        currency="SEK",
        target=target,
    )
    return target.getvalue().decode("utf-8-sig")


def sheet(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def people(world: World, tmp_path: Path) -> Path:
    """Otto's row with both, and a new person's."""
    number = world.vestby.number
    return sheet(
        tmp_path / "people.csv",
        "E-mail;Customer number;First name;Last name;Title;Birthday",
        f"otto@example.com;{number};Otto;Moen;Prof.;1991-06-18",
        f"ny@example.org;{number};Ny;Ek;Fru;19920719",
    )


def test_nothing_goes_out_of_a_shop_that_does_not_ask(told: World) -> None:
    text = exported(told)
    assert not any(word in text for word in (*HEADINGS, "1990", "Dr"))


def test_a_shop_that_does_not_ask_passes_the_columns_over(world: World, people: Path) -> None:
    done = apply_file(UserImport, people, actor=world.actor(world.stina))
    assert done.job.plan is not None
    assert set(done.job.plan["unknown"]) == {*HEADINGS}
    assert kept() == kept("ny@example.org") == ("", None)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("asked", [(True, True), (False, True), (True, False)])
def test_what_went_out_comes_in_without_a_change(
    told: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    suffix: str,
    asked: tuple[bool, bool],
) -> None:
    ask_for(told, title=asked[0], birthday=asked[1])
    path = tmp_path / f"users.{suffix}"
    call_command("export_users", str(path))
    text = exported(told)
    assert tuple(heading in text for heading in HEADINGS) == asked
    assert ("1990-05-17" in text) is asked[1]
    capsys.readouterr()
    call_command("import_users", str(path), "--dry-run")
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "create=0 update=0 unchanged=7 refused=0"


def test_the_sheet_writes_them_and_an_undo_takes_them_back(told: World, people: Path) -> None:
    ask_for(told)
    stina = told.actor(told.stina)
    done = apply_file(UserImport, people, actor=stina)
    assert done.counts.refused == 0
    assert kept() == ("Prof.", date(1991, 6, 18))
    assert kept("ny@example.org") == ("Fru", date(1992, 7, 19))
    undo_import(UserImport, done, actor=stina)
    assert kept() == ("Dr", BORN)
    assert not User.objects.filter(email="ny@example.org").exists()


def test_blank_leaves_alone_and_clear_takes_away(told: World, tmp_path: Path) -> None:
    ask_for(told)
    path = sheet(
        tmp_path / "people.csv",
        "E-mail;Customer number;Title;Birthday",
        f"otto@example.com;{told.vestby.number};;[clear]",
    )
    apply_file(UserImport, path, actor=told.actor(told.stina))
    assert kept() == ("Dr", None)


@pytest.mark.parametrize("written", ["2999-01-01", "1890-01-01", "1990-02-30", "soon"])
def test_no_birthday_of_nobody_alive(told: World, tmp_path: Path, written: str) -> None:
    ask_for(told)
    path = sheet(
        tmp_path / "people.csv",
        "E-mail;Customer number;Birthday",
        f"otto@example.com;{told.vestby.number};{written}",
    )
    planned = plan_file(UserImport, path, actor=told.actor(told.stina))
    assert planned.counts.refused == 1
    assert planned.row().problems[0].column_label == "Birthday"


def test_switched_off_after_the_review_nothing_is_written(told: World, people: Path) -> None:
    ask_for(told)
    stina = told.actor(told.stina)
    planned = plan_file(UserImport, people, actor=stina)
    path = f"/staff/imports/{planned.job.pk}/"
    client = told.client(told.stina)
    assert "18 Jun" in (page := client.get(path).content.decode()) or "1991-06-18" in page
    ask_for(told, title=False, birthday=False)
    page = client.get(path).content.decode()
    assert not any(word in page for word in ("1991", "Prof."))
    done = apply_plan(UserImport, planned, actor=stina)
    assert done.job.status == ImportStatus.PLANNED, "to be reviewed again"
    assert kept() == ("Dr", BORN)
    assert not User.objects.filter(email="ny@example.org").exists()


def test_an_administrator_of_customers_neither_reads_nor_writes_them(
    told: World, tmp_path: Path
) -> None:
    ask_for(told)
    text = exported(told, colleagues=True)
    assert "nora@example.com" in text
    assert not any(word in text for word in (*HEADINGS, "1988"))
    path = sheet(
        tmp_path / "people.csv",
        "E-mail;Customer number;Phone;Birthday",
        f"nora@example.com;{told.school.number};070-1;1970-01-01",
    )
    apply_file(UserImport, path, actor=told.actor(told.greta))
    assert User.objects.get(pk=told.nora.user_id).phone == "070-1"
    assert kept("nora@example.com") == ("", date(1988, 2, 29))


def test_the_file_of_one_person_has_both_and_erasing_takes_both(told: World) -> None:
    """Also what is kept unseen: it is stored."""
    otto = told.otto.user
    otto.refresh_from_db()
    otto.title, otto.is_active = "Prof.", False  # so that there is a history of them
    otto.save()
    stina = told.actor(told.stina)
    packed = take_out_person(actor=stina, user=otto, reason="Otto asked.")
    said = json.loads(ZipFile(BytesIO(packed)).read("person.json"))
    assert (said["account"][0]["title"], said["account"][0]["birthday"]) == ("Prof.", "1990-05-17")
    assert {row["title"] for row in said["history"]} >= {"Dr", "Prof."}
    erase_person(actor=stina, user=otto, typed="otto@example.com", reason="Otto asked.")
    gone = User.objects.get(pk=otto.pk)
    assert (gone.title, gone.birthday) == ("", None)
    events = events_of(User).filter(pgh_obj_id=otto.pk)
    assert set(events.values_list("title", "birthday")) == {("", None)}
