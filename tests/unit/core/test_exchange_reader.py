"""Reading files: what kind they are, which letters and delimiters, what the cells mean."""

import codecs
import gzip
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from core.exchange import errors
from core.exchange.limits import Limits
from core.exchange.reader import Row, read_table, stream_rows

SWEDISH = "Förnamn;E-post;Inköpsgräns\r\nÅsa;asa@example.se;15 000,50\r\n"
ASA = ("Åsa", "asa@example.se", "15 000,50")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return save


@pytest.mark.parametrize(
    "content",
    [
        SWEDISH.encode(),
        SWEDISH.encode("utf-8-sig"),
        SWEDISH.encode("cp1252"),
        SWEDISH.encode("utf-16"),
        codecs.BOM_UTF16_BE + SWEDISH.encode("utf-16-be"),
        SWEDISH.encode("utf-16-le"),
        gzip.compress(SWEDISH.encode(), mtime=0),
        SWEDISH.replace("\r\n", "\n").encode(),
        SWEDISH.replace("\r\n", "\r").encode(),
        SWEDISH.replace(";", "\t").encode(),
        SWEDISH.replace(";", "|").encode(),
        ("sep=;\r\n" + SWEDISH).encode("cp1252"),
        SWEDISH.replace("15 000,50", '"15 000,50"').replace(";", ",").encode(),
    ],
)
def test_a_swedish_text_file_is_read_however_it_was_saved(
    write: Callable[[bytes], Path], content: bytes
) -> None:
    table = read_table(write(content))
    assert table.headings == ("Förnamn", "E-post", "Inköpsgräns")
    assert [row.cells for row in table.rows] == [ASA]


def test_iso_8859_1_letters_that_windows_lacks(write: Callable[[bytes], Path]) -> None:
    table = read_table(write("Namn;Tecken\nÅsa;\x81\n".encode("latin-1")))
    assert table.rows[0].cells == ("Åsa", "\x81")


def test_one_bad_byte_in_utf8_is_refused_with_its_line(write: Callable[[bytes], Path]) -> None:
    content = "Namn;Ort\nÅsa;Örebro\n".encode() + b"Bo;V\xe4xj\xf6\n"
    with pytest.raises(errors.NotText, match="Line 3"):
        read_table(write(content))
    with pytest.raises(errors.NotText):
        read_table(write(codecs.BOM_UTF8 + b"Namn\nV\xe4xj\xf6\n"))


def test_a_quotation_mark_that_never_ends_is_refused(write: Callable[[bytes], Path]) -> None:
    with pytest.raises(errors.QuotesBroken, match="line 2"):
        read_table(write(b'Namn;Ort\nEva;"Lund\nBo;Ystad\n'))


def test_rows_keep_the_numbers_that_excel_shows(write: Callable[[bytes], Path]) -> None:
    table = read_table(write(b'\nNamn;Ort\n\n"Eva\nEk";Lund\n;;\nBo\n'))
    assert table.head.heading_row == 2
    assert table.rows == (Row("", 4, ("Eva\nEk", "Lund")), Row("", 6, ("Bo", None)))


def test_decimal_commas_do_not_pass_for_delimiters(write: Callable[[bytes], Path]) -> None:
    table = read_table(write(b"Pris, SEK;Antal, st\n1,50;2,0\n3,50;4,0\n"))
    assert table.headings == ("Pris, SEK", "Antal, st")


def test_more_cells_than_headings_are_kept_to_be_complained_about(
    write: Callable[[bytes], Path],
) -> None:
    table = read_table(write(b"A;B\n1;2\n1;2;3\n"))
    assert table.rows[1].cells == ("1", "2", "3")


def test_rows_of_any_width_keep_their_cells_however_many_there_are(
    write: Callable[[bytes], Path],
) -> None:
    rows = [("a",) * (1 + number % 7) for number in range(1_000)]
    lines = ["A;B;C", *(";".join(row) + ";" * (number % 3) for number, row in enumerate(rows))]
    table = read_table(write("\n".join(lines).encode()))
    assert [row.number for row in table.rows] == list(range(2, 1_002))
    assert [row.cells for row in table.rows] == [row + (None,) * (3 - len(row)) for row in rows]


def test_heavy_rows_come_in_smaller_parts(write: Callable[[bytes], Path]) -> None:
    cell = b"x" * 90_000
    path = write(b"A;B\n" + (cell + b";" + cell + b"\n") * 150)
    table = read_table(path, limits=small(line_bytes=3_000_000))
    assert [len(row.cells[0]) for row in table.rows] == [90_000] * 150  # type: ignore[arg-type]
    with pytest.raises(errors.UnpackedTooLarge):
        read_table(path, limits=small(line_bytes=1_000_000))


def save_workbook(path: Path, rows: list[list[object]], **sheet: object) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    front = book.worksheets[0]
    front.title = str(sheet.get("title", "Blad1"))
    for row in rows:
        front.append(row)
    book.save(path)
    return path


def test_numbers_in_a_workbook_keep_their_digits(tmp_path: Path) -> None:
    path = save_workbook(
        tmp_path / "a.xlsx",
        [["EAN", "x"], [7350012345678, "00042"], [12.5, 0.1 + 0.2], [10**15, date(2026, 3, 1)]],
    )
    assert [row.cells for row in read_table(path).rows] == [
        ("7350012345678", "00042"),
        (Decimal("12.5"), Decimal("0.3")),
        (Decimal(10**15), date(2026, 3, 1)),
    ]


def test_errors_and_formulas_without_a_result_are_not_blank(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", [["A", "B", "C"], ["#N/A", "=1000*5", None]])
    assert read_table(path).rows[0].cells == ("#N/A", "#NO RESULT", None)
    indented = save_workbook(tmp_path / "b.xlsx", [[None, None, "A", "B"], [None, None, 1, "=1+1"]])
    assert read_table(indented).rows[0].cells == ("1", "#NO RESULT")


def test_the_first_visible_sheet_that_holds_something_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.worksheets[0]
    hidden.append(["Hemligt"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Tomt")
    for name in ("Priser", "Lager"):
        sheet = book.create_sheet(name)
        sheet["C3"] = "Rubrik"
        sheet["C4"] = name
    path = tmp_path / "a.xlsx"
    book.save(path)

    table = read_table(path)
    assert (table.sheet, table.head.other_sheets) == ("Priser", ("Tomt", "Lager"))
    assert table.head.heading_row == 3
    assert table.headings == ("Rubrik",)
    assert table.rows == (Row("Priser", 4, ("Priser",)),)
    assert read_table(path, sheet="Lager").rows[0].cells[0] == "Lager"
    with pytest.raises(errors.SheetMissing, match="It has: Tomt, Priser, Lager"):
        read_table(path, sheet="Hemligt")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.FileEmpty),
        (b"\n\n ; \n", errors.FileEmpty),
        (gzip.compress(b"", mtime=0), errors.FileEmpty),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, errors.IsPicture),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, errors.IsPicture),
        (b"%PDF-1.7\n", errors.IsPdf),
        (b"<html><table><tr><td>A", errors.IsWebPage),
        (b"\xef\xbb\xbf <?xml version='1.0'?><x/>", errors.IsWebPage),
        (b"{\\rtf1", errors.IsTextDocument),
        (b'{"a": 1}', errors.NotASpreadsheet),
        (b"ID;PWXL;N;E", errors.OtherFormat),
        (b"PK\x03\x04 and nothing more", errors.Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, errors.Damaged),
        (bytes(range(256)) * 4, errors.NotASpreadsheet),
        (gzip.compress(SWEDISH.encode(), mtime=0)[:-12], errors.Damaged),
        (gzip.compress(gzip.compress(SWEDISH.encode(), mtime=0), mtime=0), errors.IsArchive),
    ],
)
def test_what_is_no_table_is_refused_for_what_it_is(
    write: Callable[[bytes], Path], content: bytes, error: type[errors.ExchangeError]
) -> None:
    with pytest.raises(errors.ExchangeError) as refusal:
        read_table(write(content))
    assert type(refusal.value) is error
    assert "%" not in str(refusal.value)


def test_a_word_that_begins_with_bm_is_no_bitmap(write: Callable[[bytes], Path]) -> None:
    assert read_table(write(b"BMW nr;Namn\n1;X\n")).headings == ("BMW nr", "Namn")


def test_a_file_that_is_gone_is_named_as_gone(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        read_table(tmp_path / "nothing")
    with pytest.raises(errors.FileMissing):
        read_table(tmp_path)


def test_a_document_and_an_archive_are_told_apart(tmp_path: Path) -> None:
    for member, error in (("word/document.xml", errors.IsTextDocument), ("a", errors.IsArchive)):
        path = tmp_path / "file.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(error):
            read_table(path)


def small(**limits: int) -> Limits:
    return Limits(**limits)


def test_the_limits_are_named_in_the_refusal(write: Callable[[bytes], Path]) -> None:
    path = write(b"A;B\n" + b"1;2\n" * 10)
    assert len(read_table(path, limits=small(rows=10)).rows) == 10
    with pytest.raises(errors.TooManyRows, match="more than 9 rows"):
        read_table(path, limits=small(rows=9))
    with pytest.raises(errors.TooManyColumns, match="Row 1 has more than 1 columns"):
        read_table(path, limits=small(columns=1))
    with pytest.raises(errors.FileTooLarge):
        read_table(path, limits=small(file_bytes=10))
    with pytest.raises(errors.CellTooLong, match="row 2"):
        read_table(write(b"A;B\n12345;2\n"), limits=small(cell_characters=4))
    assert read_table(write(b"A;B\n1234;2\n"), limits=small(cell_characters=4)).rows


def test_a_gzip_bomb_is_refused(write: Callable[[bytes], Path]) -> None:
    with pytest.raises(errors.UnpackedTooLarge):
        read_table(
            write(gzip.compress(b"A;B\n" * 1_000_000, mtime=0)), limits=small(unpacked_bytes=10**6)
        )


def test_a_zip_that_lies_about_its_size_meets_the_memory_limit(tmp_path: Path) -> None:
    path = tmp_path / "lies.xlsx"
    save_workbook(path, [["A"], ["x" * 30_000]])
    with pytest.raises(errors.UnpackedTooLarge):
        read_table(path, limits=small(unpacked_bytes=5_000))


def test_a_lone_cell_in_the_last_corner_does_not_take_us_down(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "Namn"
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "corner.xlsx")
    with pytest.raises(errors.UnpackedTooLarge):
        read_table(tmp_path / "corner.xlsx")


def test_a_small_file_that_needs_much_memory_is_refused_by_the_limit(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Namn"
    book.worksheets[0]["ZZ100000"] = "x"
    book.save(tmp_path / "wide.xlsx")
    with pytest.raises(errors.UnpackedTooLarge):
        read_table(tmp_path / "wide.xlsx")


def test_a_file_that_takes_too_long_is_given_up(write: Callable[[bytes], Path]) -> None:
    path = write(b"A;B\n" * 3_000_000)
    with pytest.raises(errors.TooSlow):
        read_table(path, limits=small(cpu_seconds=1, rows=10**9))
    with pytest.raises(errors.TooSlow):
        read_table(path, limits=small(waiting_seconds=0))


def test_the_callers_own_time_does_not_count(write: Callable[[bytes], Path]) -> None:
    path = write(b"A;B\n" + b"1;2\n" * 200_000)
    with stream_rows(path, limits=small(waiting_seconds=5)) as (head, rows):
        assert head.headings == ("A", "B")
        assert next(rows).number == 2
        assert sum(1 for _row in rows) == 199_999


def children() -> set[str]:
    found = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="],
        capture_output=True,
        text=True,
        check=False,
    )
    return {line for line in found.stdout.splitlines() if "core.exchange.child" in line}


def test_a_reader_left_half_way_leaves_no_process(write: Callable[[bytes], Path]) -> None:
    path = write(b"A;B\n" + b"1;2\n" * 200_000)
    with stream_rows(path) as (_head, rows):
        next(rows)
        assert children()
    assert not children()


def test_the_reading_process_loads_no_django() -> None:
    """It must start quickly and hold nothing of ours."""
    program = "import core.exchange.child, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
