"""Every spreadsheet that strangers made, real and hostile: a table or a clear refusal, no more."""

import csv
import resource
import socket
import time
from pathlib import Path

import pytest

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
from core.exchange.limits import Limits
from core.exchange.reader import Table, read_table
from tests.data_files import shared_data

BIG = Limits(rows=2_000_000)
SECONDS = 20
MEGABYTES = 512


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


@pytest.mark.parametrize("name", names())
def test_every_file_is_a_table_or_a_clear_refusal(name: str) -> None:
    folder = shared_data("spreadsheets")
    before = time.monotonic()
    table: Table | None = None
    sentence = ""
    try:
        table = read_table(folder / name)
    except ExchangeError as refusal:
        sentence = str(refusal)
    if table is None:
        assert sentence.endswith(".")
        assert "%(" not in sentence
    else:
        assert table.headings
        assert all(len(row.cells) >= len(table.headings) for row in table.rows)
    assert time.monotonic() - before < SECONDS
    # The largest child so far, in kilobytes.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEGABYTES * 1024


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


def test_a_dimension_that_lies_is_not_believed() -> None:
    assert len(read("gen__dimension_lies_max.xlsx").rows) == 1


def test_twenty_thousand_users_are_read_in_seconds() -> None:
    before = time.monotonic()
    assert len(read("gen__users_20000_valid.xlsx").rows) == 20_000
    assert time.monotonic() - before < 10


def test_nothing_is_written_outside_and_nobody_is_called(tmp_path: Path) -> None:
    """The traversal file names `pwned_by_xlsx.txt`; the XXE file calls 127.0.0.1:9."""
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", 9))
        except OSError:
            pytest.skip("port 9 needs rights that this user lacks")
        listener.listen()
        listener.settimeout(0.2)
        read("gen__xxe_http_loopback.xlsx")
        with pytest.raises(TimeoutError):
            listener.accept()
    checkout = Path(__file__).resolve().parents[2]
    read("gen__zip_path_traversal.xlsx")
    for folder in (checkout, *checkout.parents, Path.cwd()):
        assert not (folder / "pwned_by_xlsx.txt").exists()


def test_the_catalogue_nobody_wrote_for_us_is_read() -> None:
    table = read_table(shared_data("catalogue/icecat_it_office.csv.gz"))
    assert len(table.rows) == 9_681
    assert table.headings[:3] == ("icecat_id", "sku", "title")
    assert table.rows[0].cells[4] == "0882780985407"


@pytest.mark.parametrize("folder", ["b2b", "catalogue/shop_import_samples"])
def test_csv_files_of_other_shops_are_read(folder: str) -> None:
    for path in sorted(shared_data(folder).glob("*.csv*")):
        assert len(read_table(path, limits=BIG).rows) > 0, path.name
