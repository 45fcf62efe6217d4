"""Errors and formulas never computed are named, whatever program saved them: never blank."""

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.exchange import errors
from core.exchange.limits import Limits
from core.exchange.marks import unusable_cells
from core.exchange.reader import Row, read_table
from tests.data_files import shared_data

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{target}"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    "</Relationships>"
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext='
    '"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Blad">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format


def save_xlsx(path: Path, sheet_data: str) -> Path:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels", RELATIONS.format(target="xl/workbook.xml", kind="officeDocument")
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets>'
            '<sheet name="Blad" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            RELATIONS.format(target="worksheets/sheet1.xml", kind="worksheet"),
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            sheet_data
            if sheet_data.startswith("<x:")
            else f'<worksheet xmlns="{MAIN}"><sheetData>{sheet_data}</sheetData></worksheet>',
        )
    return path


HEADINGS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>B</t></is></c></row>'
)


def test_an_xlsx_however_its_attributes_are_quoted(tmp_path: Path) -> None:
    path = save_xlsx(
        tmp_path / "a.xlsx",
        HEADINGS + "<row r='2'><c r='A2' t='e'><v>#REF!</v></c><c r='B2'><f>1+1</f></c></row>",
    )
    assert read_table(path).rows == (Row("Blad", 2, ("#REF!", "#NO RESULT")),)


def test_an_xlsx_whose_tags_have_a_prefix(tmp_path: Path) -> None:
    inner = HEADINGS + '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>1</f></c></row>'
    prefixed = inner.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    path = save_xlsx(
        tmp_path / "a.xlsx",
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>',
    )
    assert unusable_cells(path, "Blad", Limits()) == {1: {0: "#REF!", 1: "#NO RESULT"}}


def test_a_last_row_of_formulas_only_is_not_lost(tmp_path: Path) -> None:
    row = '<row r="4"><c r="B4"><f>SUM(B1:B3)</f></c></row>'
    path = save_xlsx(tmp_path / "a.xlsx", HEADINGS + row)
    assert read_table(path).rows == (Row("Blad", 4, (None, "#NO RESULT")),)


def test_a_computed_formula_is_its_result(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    path = save_xlsx(tmp_path / "a.xlsx", HEADINGS + row)
    assert read_table(path).rows == (Row("Blad", 2, ("2", None)),)


def test_an_error_whose_place_cannot_be_told_refuses_the_file(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", HEADINGS + '<row><c t="e"><v>#N/A</v></c></row>')
    with pytest.raises(errors.Damaged):
        read_table(path)


def save_ods(path: Path, rows: str, before: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", before + ODS.format(rows=rows))
    return path


ERROR = (
    '<table:table-cell {repeated} table:formula="of:=1/0" office:value-type="string"'
    ' office:string-value="" calcext:value-type="error"><text:p>{text}</text:p></table:table-cell>'
)
TWICE = 'table:number-columns-repeated="2"'


def test_errors_in_an_ods_are_named(tmp_path: Path) -> None:
    rows = (
        f"<table:table-row>{TEXT('A')}{TEXT('B')}{TEXT('C')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2">'
        f"{ERROR.format(repeated='', text='#DIV/0!')}"
        '<table:table-cell table:formula="of:=1+1"/>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
        "</table:table-row><table:table-row>"
        f"{ERROR.format(repeated=TWICE, text='Err:502')}"
        f"{TEXT('x')}</table:table-row>"
    )
    assert read_table(save_ods(tmp_path / "a.ods", rows)).rows == (
        Row("Blad", 2, ("#DIV/0!", "#NO RESULT", "2")),
        Row("Blad", 3, ("#DIV/0!", "#NO RESULT", "2")),
        Row("Blad", 4, ("#N/A", "#N/A", "x")),
    )


def test_an_error_that_an_ods_also_gives_a_number_is_no_number(tmp_path: Path) -> None:
    cell = ERROR.format(repeated="", text="#VALUE!").replace(
        'office:value-type="string" office:string-value=""',
        'office:value-type="float" office:value="0"',
    )
    rows = (
        f"<table:table-row>{TEXT('A')}</table:table-row><table:table-row>{cell}</table:table-row>"
    )
    assert read_table(save_ods(tmp_path / "a.ods", rows)).rows == (Row("Blad", 2, ("#VALUE!",)),)


def test_an_ods_that_defines_entities_is_refused(tmp_path: Path) -> None:
    rows = f"<table:table-row>{ERROR.format(repeated='', text='x')}</table:table-row>"
    path = save_ods(tmp_path / "a.ods", rows, '<!DOCTYPE x [<!ENTITY a "aaaa">]>')
    with pytest.raises(errors.Damaged):
        read_table(path)


def record(kind: int, content: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def save_xlsb(path: Path, cells: bytes) -> Path:
    sheet = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Blad"))
    heading = record(0, struct.pack("<I", 0) + b"\0" * 13) + record(
        6, struct.pack("<II", 0, 0) + wide("A")
    )
    dimension = record(148, struct.pack("<4I", 0, 1, 0, 0))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_rels/.rels", RELATIONS.format(target="xl/workbook.bin", kind="officeDocument")
        )
        archive.writestr(
            "xl/workbook.bin",
            record(131, b"") + record(143, b"") + sheet + record(144, b"") + record(132, b""),
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            RELATIONS.format(target="worksheets/sheet1.bin", kind="worksheet"),
        )
        archive.writestr(
            "xl/worksheets/sheet1.bin",
            record(129, b"")
            + dimension
            + record(145, b"")
            + heading
            + cells
            + record(146, b"")
            + record(130, b""),
        )
    return path


@pytest.mark.parametrize(("kind", "rest"), [(3, b""), (11, b"\0\0" + struct.pack("<II", 0, 0))])
def test_errors_in_an_xlsb_are_named(tmp_path: Path, kind: int, rest: bytes) -> None:
    row = record(0, struct.pack("<I", 1) + b"\0" * 13)
    cell = record(kind, struct.pack("<II", 0, 0) + b"\x07" + rest)
    path = save_xlsb(tmp_path / "a.xlsb", row + cell)
    assert read_table(path).rows == (Row("Blad", 2, ("#DIV/0!",)),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_bent_xls_never_breaks_the_search(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(shared_data("spreadsheets/test_files__ErrorTypes.xls").read_bytes())
    for _turn in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "bent.xls"
    path.write_bytes(content[: data.draw(st.integers(600, len(content)))])
    assert isinstance(unusable_cells(path, "RawErrors", Limits()), dict)
