"""Every spreadsheet that strangers made, real and hostile: a table or a clear refusal, no more."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from python_calamine import _python_calamine

from core.exchange.errors import (
    Damaged,
    ExchangeError,
    IsPicture,
    IsWebPage,
    NotASpreadsheet,
    OtherFormat,
    PasswordProtected,
    TooManyRows,
    UnpackedTooLarge,
)
from core.exchange.reader import Table, read_table
from tests.data_files import shared_data

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS = 20
MEGABYTES = 512
ASKING_MEGABYTES = 150
# Of the C library: the last one is there to show that the others would be found.
SYSTEM_CALLS = (b"connect", b"socket", b"sendto", b"sendmsg", b"getaddrinfo", b"read")


def names() -> list[str]:
    """The files of the manifest; one stand-in when it is not here, so that the test says so."""
    try:
        manifest = shared_data("MANIFEST_spreadsheets.csv")
    except (pytest.skip.Exception, pytest.fail.Exception):
        return ["the shared files"]
    with manifest.open(encoding="utf-8", newline="") as file:
        return [row["file"] for row in csv.DictReader(file)]


def read(name: str) -> Table:
    return read_table(shared_data("spreadsheets") / name)


def every_file() -> list[Path]:
    shops = shared_data("catalogue/shop_import_samples"), shared_data("b2b")
    others = [path for folder in shops for path in sorted(folder.glob("*.csv*"))]
    return [shared_data("spreadsheets") / name for name in names()] + others


@dataclass(frozen=True)
class Answers:
    """What `read_all` said: of each file, and at the end."""

    files: dict[str, dict[str, Any]]
    last: dict[str, Any]
    ended_with: int
    alone: bool
    appeared: set[Path]


def inner_names() -> set[str]:
    """What the archives among the files call what is in them, ../ and all."""
    found = set()
    for path in every_file():
        try:
            with zipfile.ZipFile(path) as archive:
                found |= set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError):
            continue
    return found


def places(inside: Path) -> set[Path]:
    """Where a file of theirs would land, were it unpacked."""
    starts = CHECKOUT, inside, Path.cwd(), Path(tempfile.gettempdir()), shared_data("spreadsheets")
    folders = {folder for start in starts for folder in (start, *start.parents)} | {Path.home()}
    landing = {folder / name for folder in starts for name in inner_names()}
    return landing | {folder / Path(name).name for folder in folders for name in inner_names()}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """All files, read once by a process that is small enough for its children to be measured."""
    folder = tmp_path_factory.mktemp("reading")
    watched = [path for path in places(folder) if not path.exists()]
    alone = bool(shutil.which("unshare")) and not subprocess.call(["unshare", "-rn", "true"])
    program = [sys.executable, "-m", "tests.hostile.read_all", *map(str, every_file())]
    done = subprocess.run(
        ["unshare", "-rn", *program] if alone else program,
        cwd=CHECKOUT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    *files, last = [json.loads(line) for line in done.stdout.splitlines()]
    appeared = {path for path in watched if path.exists()} | set(folder.iterdir())
    by_name = {answer["name"]: answer for answer in files}
    return Answers(by_name, last, done.returncode, alone, appeared)


@pytest.mark.parametrize("name", names())
def test_every_file_is_a_table_or_a_clear_refusal(answers: Answers, name: str) -> None:
    shared_data("spreadsheets")
    answer = answers.files[name]
    if answer["sentence"]:
        assert answer["sentence"].endswith(".")
        assert "%(" not in answer["sentence"]
    else:
        assert answer["headings"]
        assert not answer["narrow"]
    assert answer["seconds"] < SECONDS
    assert answer["child"] < MEGABYTES * 1024, "this file or one before it"


def test_csv_files_of_other_shops_are_read(answers: Answers) -> None:
    shops = [path.name for path in every_file() if path.parent.name != "spreadsheets"]
    assert len(shops) > 5
    for name in shops:
        assert answers.files[name]["rows"] > 0, name
        assert answers.files[name]["seconds"] < SECONDS, name


def test_the_process_that_asks_lives_and_stays_small(answers: Answers) -> None:
    assert answers.ended_with == 0
    assert len(answers.files) == len(every_file())
    assert answers.last["self"] < ASKING_MEGABYTES * 1024


def test_nobody_is_called(answers: Answers) -> None:
    """The library has no way to call anybody, and our own side of it knows no network.

    Where the system gives a network of one's own, without any way out, each who looks for one is
    counted besides.
    """
    library = Path(_python_calamine.__file__ or "").read_bytes()
    asked_of_the_system = {name for name in SYSTEM_CALLS if b"\0" + name + b"\0" in library}
    assert asked_of_the_system == {b"read"}, "what it asks the system for is written in it"
    if answers.alone:
        assert answers.last["would_show"]
        assert answers.last["tried"] == 0


def test_nothing_that_is_in_an_archive_appears_outside_it(answers: Answers) -> None:
    assert any(".." in name for name in inner_names())
    assert answers.appeared == set()


def test_the_reading_process_cannot_write_and_knows_no_network(tmp_path: Path) -> None:
    program = """
import sys
from core.exchange.child import _confine
from core.exchange.limits import Limits
if {"socket", "_socket", "ssl"} & set(sys.modules): sys.exit("knows the network")
_confine(Limits())
with open(sys.argv[1], "w") as file: file.write("x")
"""
    target = tmp_path / "written"
    done = subprocess.run(
        [sys.executable, "-c", program, str(target)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "File too large" in done.stderr
    assert target.read_bytes() == b""


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("gen__png_named.xlsx", IsPicture),
        ("gen__html_table_named.xls", IsWebPage),
        ("gen__spreadsheetml2003.xml", IsWebPage),
        ("gen__encrypted_password_hemligt.xlsx", PasswordProtected),
        ("calamine__pass_protected.ods", PasswordProtected),
        ("test_files__password_2002_40_basecrypto.xls", PasswordProtected),
        ("gen__bomb_1gb_zeros.zip", UnpackedTooLarge),
        ("gen__rows_1048576_one_column.xlsx", TooManyRows),
        ("gen__truncated_half.xlsx", Damaged),
        ("gen__billion_laughs_sharedstrings.xlsx", Damaged),
        ("gen__quadratic_blowup.xlsx", Damaged),
        ("gen__duplicate_sheet_entries.xlsx", Damaged),
        ("gen__only_pk.xlsx", Damaged),
        ("gen__binary_as_csv.csv", NotASpreadsheet),
        ("gen__nul_bytes.csv", NotASpreadsheet),
        ("test_files__Attendance.numbers", OtherFormat),
        ("test_files__write.slk", OtherFormat),
    ],
)
def test_the_refusal_says_what_the_file_is(name: str, error: type[ExchangeError]) -> None:
    with pytest.raises(ExchangeError) as refusal:
        read(name)
    assert type(refusal.value) is error


@pytest.mark.parametrize("name", ["gen__csv_named.xlsx", "gen__xlsx_named.csv"])
def test_the_content_decides_not_the_name(name: str) -> None:
    assert read(name).headings[:3] == ("Förnamn", "Efternamn", "E-post")


@pytest.mark.parametrize(
    "name",
    [
        "gen__sv_excel_cp1252_semicolon.csv",
        "gen__sv_utf8_bom_semicolon.csv",
        "gen__sv_sep_hint.csv",
    ],
)
def test_what_a_swedish_excel_saves_is_read(name: str) -> None:
    table = read(name)
    assert table.headings == ("Förnamn", "Efternamn", "E-post", "Telefon", "Inköpsgräns")
    assert table.rows[0].cells == ("Åsa", "Öberg", "asa@example.se", "0701234567", "15 000,50")


def test_typed_cells_keep_their_meaning() -> None:
    rows = {row.number: row.cells for row in read("gen__typed_cells_traps.xlsx").rows}
    assert rows[2][3] == "701234567"
    assert rows[3][5] == "00042"
    assert rows[5][5] == "#N/A"
    assert rows[6][6] == "#NO RESULT"


def test_errors_in_an_old_workbook_are_named_as_in_a_new_one() -> None:
    old, new = read("test_files__ErrorTypes.xls"), read("test_files__ErrorTypes.xlsx")
    first_two = [row.cells[:2] for row in new.rows]
    assert first_two[:2] == [("#NULL!", "#NULL!"), ("#DIV/0!", "#DIV/0!")]
    assert [row.cells[:2] for row in old.rows] == first_two


def test_a_dimension_that_lies_is_not_believed() -> None:
    assert len(read("gen__dimension_lies_max.xlsx").rows) == 1


def test_twenty_thousand_users_are_read_in_seconds() -> None:
    before = time.monotonic()
    assert len(read("gen__users_20000_valid.xlsx").rows) == 20_000
    assert time.monotonic() - before < 10


def test_the_catalogue_nobody_wrote_for_us_is_read() -> None:
    table = read_table(shared_data("catalogue/icecat_it_office.csv.gz"))
    assert len(table.rows) == 9_681
    assert table.headings[:3] == ("icecat_id", "sku", "title")
    assert table.rows[0].cells[4] == "0882780985407"
