"""What is written is what is read back, and nothing that we write runs as a formula."""

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exchange.csv_writer import write_csv
from core.exchange.errors import TextTooLongForExcel
from core.exchange.formula_guard import guard, unguard, would_run
from core.exchange.numbers import decimal, percent
from core.exchange.reader import read_table
from core.exchange.values import Several, text
from core.exchange.writer import Value, sheet_name, write_xlsx
from core.exchange.written import joined, percentage

TRICKY = [
    "00042", "7350012345678", "1E+12", "=1+1", "+46 70 123", "-5", "-5+cmd", "@SUM(A1)", "\t=1",
    "'=1", "''=1", "'", "＝1+1", "_x0041_", "a_x000D_b", "två\nrader", "två\r\nrader",
    'citat"tecken', "a;b,c|d", " mellanslag ", "#N/A", "TRUE", "2026-03-01", "åäö ÅÄÖ æø", "😀",
    "1,234", "\u2028", "sep=;", "<b>&amp;", "<r><t>x</t></r>", "\ufeffbom", "-", "12,5 %", "\x0b",
    "_x0041_x0042_",
]  # fmt: skip

# Surrogates cannot be stored anywhere; U+FFFE and U+FFFF are no XML.
any_text = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff\x00"), max_size=60)
filled = (st.sampled_from(TRICKY) | any_text).filter(str.strip)
texts = st.lists(st.lists(filled, min_size=2, max_size=4), min_size=1, max_size=5)


def back(rows: Sequence[Sequence[Value]], how: str) -> list[tuple[object, ...]]:
    headings = ["Ett", "Två", "Tre", "Fyra"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        if how == "xlsx":
            write_xlsx(path, sheet_title="Användare", headings=headings, rows=rows)
        else:
            write_csv(path, headings=headings, rows=rows, delimiter=how)
        table = read_table(path)
    assert table.headings == tuple(headings)
    return [row.cells for row in table.rows]


def padded(rows: Sequence[Sequence[Value]]) -> list[tuple[object, ...]]:
    return [(*row, *[None] * (4 - len(row))) for row in rows]


@settings(max_examples=40, deadline=None)
@given(rows=texts, how=st.sampled_from(["xlsx", ";", ",", "\t"]))
def test_any_text_comes_back_as_it_was(rows: list[list[str]], how: str) -> None:
    assert back(rows, how) == padded(rows)


@pytest.mark.parametrize("how", ["xlsx", ";", ",", "\t", "|"])
def test_each_tricky_text_comes_back_as_it_was(how: str) -> None:
    rows = [[text, "x"] for text in TRICKY]
    assert back(rows, how) == padded(rows)


@given(any_text | st.text("'=+-@\t\r19 .,", max_size=8))
def test_the_mark_against_formulas_comes_off_again(text: str) -> None:
    assert unguard(guard(text)) == text


@given(any_text | st.text("'=+-@\t\r19 .,", max_size=8))
def test_no_text_of_ours_runs_in_a_csv_file(text: str) -> None:
    written = guard(text)
    assert written == text or written == f"'{text}"
    assert not written.startswith(("=", "@", "\t", "\r", "＝")), written
    if written.startswith(("+", "-")):
        assert not set(written[1:]) - set("0123456789 \u00a0.,"), written


def test_only_what_would_run_is_marked() -> None:
    assert [text for text in TRICKY if guard(text) != text] == [
        "=1+1", "-5+cmd", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1+1", "-",
    ]  # fmt: skip
    assert not would_run("+46 70 123")


def test_a_csv_file_holds_no_cell_that_runs() -> None:
    file = io.BytesIO()
    write_csv(file, headings=["Namn"], rows=[["=cmd|'/C calc'!A0"], ["@x"], [Decimal("-5.00")]])
    cells = [row[0] for row in csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig")))]
    # The comma is csv's own delimiter here, so the amount stands in quotes.
    assert cells == ["Namn", "'=cmd|'/C calc'!A0", "'@x", "-5,00"]


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, sheet_title="S", headings=["=1", "B"], rows=[["=1+1", "#N/A"], ["-2+3", "@"]])
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [False, False, True, False, True, True]
    assert sheet.freeze_panes == "A2"
    assert cells[2].number_format == "@"


@settings(max_examples=30, deadline=None)
@given(
    amount=st.decimals(
        min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False
    ),
    fine=st.decimals(
        min_value=-(10**6), max_value=10**6, places=3, allow_nan=False, allow_infinity=False
    ),
    how=st.sampled_from(["xlsx", ";", ","]),
)
def test_amounts_come_back_exactly(amount: Decimal, fine: Decimal, how: str) -> None:
    [[_, one, two, _]] = back([["x", amount, fine]], how)
    assert decimal(one) == amount  # type: ignore[arg-type]
    assert decimal(two) == fine  # type: ignore[arg-type]


def test_other_kinds_come_back_as_they_were() -> None:
    row: list[Value] = [date(2026, 3, 1), True, 12, Decimal("1234567890123456.78")]
    assert back([row], "xlsx") == [(date(2026, 3, 1), True, "12", "1234567890123456.78")]
    assert back([row], ";") == [("2026-03-01", "true", "12", "1234567890123456,78")]


@given(st.lists(st.text('",;\n aå1', max_size=8)))
def test_several_names_in_one_cell_come_back(names: list[str]) -> None:
    clean = [name.strip() for name in names if name.strip()]
    assert Several(text)(joined(clean)) == tuple(dict.fromkeys(clean))


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ('"Vård, skola"; Bygg', ("Vård, skola", "Bygg")),
        ('5" skärm, "x', ('5" skärm', '"x')),
        ('"A" och B', ('"A" och B',)),
        (' ,; "" ,a', ("a",)),
    ],
)
def test_only_a_whole_part_stands_in_quotes(cell: str, parts: tuple[str, ...]) -> None:
    assert Several(text)(cell) == parts


@pytest.mark.parametrize("written", ["0", "0.5", "0.05", "1", "12.50", "100"])
@pytest.mark.parametrize("how", ["xlsx", ";"])
def test_percentages_come_back(written: str, how: str) -> None:
    [[found, *_]] = back([[percentage(Decimal(written)), "x"]], how)
    assert percent(found) == Decimal(written)  # type: ignore[arg-type]


def test_a_text_that_excel_would_cut_is_refused(tmp_path: Path) -> None:
    long = "x" * 32_768
    with pytest.raises(TextTooLongForExcel, match="Row 2, “Text”"):
        write_xlsx(tmp_path / "a.xlsx", sheet_title="S", headings=["Text"], rows=[[long]])
    write_csv(tmp_path / "a.csv", headings=["Text"], rows=[[long]])
    assert read_table(tmp_path / "a.csv").rows[0].cells == (long,)


def test_sheet_names_that_excel_accepts() -> None:
    assert sheet_name("Priser: A/B [2026]?") == "Priser  A B  2026"
    assert len(sheet_name("x" * 50)) == 31
    assert sheet_name("") == "1"
