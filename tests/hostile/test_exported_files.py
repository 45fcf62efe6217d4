"""Exported files in LibreOffice: they open as they are, and no text has become a formula."""

import csv
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from core.exchange.csv_writer import write_csv
from core.exchange.reader import read_table
from core.exchange.writer import write_xlsx
from customers.models import Membership, User
from tests.hostile.strings import OWN
from tests.world import World

RUNNING = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://example.com";"x")',
    "=cmd|'/C calc'!A0",
    "'=1+1",
    "＝1+1",
    "<r><t>x</t></r>",
    "_x003D_1+1",
    "00042",
    "7350012345678",
    "1E+12",
)
TEXTS = (*RUNNING, *(text for text in OWN if "\r" not in text))
_SECONDS = 90

BOTH = pytest.mark.parametrize("suffix", ["csv", "xlsx"])
needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not here (libreoffice-calc-nogui)."
)


def _office(folder: Path, file: Path, target: str, reader: str = "") -> Path:
    """What LibreOffice makes of the file, saved as another kind."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += [f"--infilter={reader}"] if reader else []
    command += ["--convert-to", target, "--outdir", str(folder / "out"), str(file)]
    subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True)
    return folder / "out" / f"{file.stem}.{target.split(':')[0]}"


def _cells(made: Path) -> list[str]:
    with made.open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)][1:]


def _formulas(book: Path) -> int:
    """How many cells of an .ods have a formula."""
    with ZipFile(book) as archive:
        return archive.read("content.xml").count(b"table:formula=")


def _seen(texts: Sequence[str]) -> list[str]:
    """The texts as they stand in a cell: a return is a line feed there."""
    return [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


@needs_office
def test_a_workbook_opens_with_every_text_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    write_xlsx(path, sheet_title="Texts", headings=["Text"], rows=[[text] for text in TEXTS])
    written = _office(tmp_path, path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true")
    assert _seen(_cells(written)) == _seen(TEXTS)
    assert _formulas(_office(tmp_path, path, "ods")) == 0


@needs_office
def test_a_csv_file_opens_with_nothing_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    texts = [text for text in TEXTS if "\n" not in text]
    write_csv(path, headings=["Text"], rows=[[text] for text in texts])
    # Semicolons, double quotes, UTF-8, formulas computed where the program would do so.
    made = _office(tmp_path, path, "ods", "CSV:59,34,76,1,,0,false,true,false,false,false,-1")
    assert _formulas(made) == 0


@needs_office
@BOTH
def test_people_with_such_names_come_through_libreoffice_unchanged(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    """Saved once more by the spreadsheet program, the workbook still changes nobody."""
    names = [text for text in RUNNING if text.strip() == text]
    for number, name in enumerate(names):
        person = User(email=f"p{number}@example.com", first_name=name, last_name="X", phone="0046")
        person.save()
        Membership.objects.create(user=person, customer=world.vestby)
    path = tmp_path / f"users.{suffix}"
    call_command("export_users", str(path))
    if suffix == "xlsx":
        path = _office(tmp_path, path, "xlsx:Calc MS Excel 2007 XML")
    table = read_table(path)
    column = table.headings.index("First name")
    found = {row.cells[0]: row.cells[column] for row in table.rows}
    assert [found[f"p{number}@example.com"] for number in range(len(names))] == names
    capsys.readouterr()
    call_command("import_users", str(path), "--dry-run")
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"create=0 update=0 unchanged={len(table.rows)} refused=0"


@BOTH
def test_a_carriage_return_is_kept(tmp_path: Path, suffix: str) -> None:
    texts = ["\r=1+1", "a\r\nBcc: x"]
    path = tmp_path / f"a.{suffix}"
    _write(path, [[text] for text in texts])
    assert [row.cells[0] for row in read_table(path).rows] == texts


@BOTH
def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path: Path, suffix: str) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["x"]
        raise OSError("no more room")

    path = tmp_path / f"a.{suffix}"
    with pytest.raises(OSError, match="no more room"):
        _write(path, rows())
    assert not path.exists()


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    if path.suffix == ".csv":
        write_csv(path, headings=["Text"], rows=rows)
    else:
        write_xlsx(path, sheet_title="Text", headings=["Text"], rows=rows)
