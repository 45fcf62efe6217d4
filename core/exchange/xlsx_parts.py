"""The fixed parts of an .xlsx (ECMA-376) with one sheet: what stands beside its cells.

Written here rather than by a library because an export is a stream of plain cells: for 100 000
rows of 15 openpyxl takes seven times as long and XlsxWriter three times, and the latter passes a
text that looks like its own markup through as markup.
"""

import re
from collections.abc import Sequence
from functools import cache
from xml.sax.saxutils import quoteattr

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OWN_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIRST_OWN_FORMAT = 164
_DEFAULT, _HEADING = 0, 1

CONTENT_TYPES = (
    f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OWN_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OWN_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_OWN_TYPES}.styles+xml"/>'
    "</Types>"
)
RELATIONS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
WORKBOOK_RELATIONS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    "</Relationships>"
)

_NOT_FOR_XML = r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_NOT_FOR_EXCEL = re.compile(_NOT_FOR_XML)
_NOT_AS_IT_STANDS = re.compile(f"[&<>]|{_NOT_FOR_XML}")
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}


def workbook(sheet_name: str) -> str:
    return (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(sheet_name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def sheet_start(columns: Sequence[str]) -> str:
    """All before the first row, which stays in view; `columns` are made by `column`."""
    described = f"<cols>{''.join(columns)}</cols>" if columns else ""
    return (
        f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView workbookViewId="0" tabSelected="1">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{described}<sheetData>'
    )


SHEET_END = "</sheetData></worksheet>"


def column(number: int, width: int, style: int) -> str:
    """The column's width, and the style of its cells that are still blank."""
    look = f' style="{style}"' if style else ""
    return f'<col min="{number}" max="{number}" width="{width}"{look} customWidth="1"/>'


def text_cell(place: str, text: str, style: int) -> str:
    return (
        f'<c r="{place}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escaped(text)}</t></is></c>'
    )


def number_cell(place: str, number: str, style: int) -> str:
    return f'<c r="{place}" s="{style}"><v>{number}</v></c>'


def truth_cell(place: str, value: bool) -> str:
    return f'<c r="{place}" t="b"><v>{value:d}</v></c>'


def excel_text(text: str) -> str:
    """What XML cannot hold is escaped the way Excel does it: a line feed stays, a return not."""
    return _NOT_FOR_EXCEL.sub(_escape, text)


def escaped(text: str) -> str:
    """The same, and the marks of XML."""
    return _NOT_AS_IT_STANDS.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _MARKS:
        return _MARKS[sign]
    return f"_x{ord(sign):04X}_" if ord(sign) < 0x20 else "\ufffd"


@cache
def letters(index: int) -> str:
    """The name of a column counted from 0: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


class Styles:
    """The looks of cells, numbered in the order in which they are asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], int] = {}

    heading = _HEADING

    def of(self, number_format: str, *, quoted: bool = False) -> int:
        """`quoted` keeps a text a text also when somebody edits the cell."""
        return self._known.setdefault((number_format, quoted), len(self._known) + _HEADING + 1)

    def part(self) -> str:
        formats, looks = "", ""
        for number, (words, quoted) in enumerate(self._known, start=_FIRST_OWN_FORMAT):
            formats += f'<numFmt numFmtId="{number}" formatCode={quoteattr(words)}/>'
            prefix = ' quotePrefix="1"' if quoted else ""
            looks += (
                f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"'
                f'{prefix} applyNumberFormat="1"/>'
            )
        formats = f'<numFmts count="{len(self._known)}">{formats}</numFmts>' if formats else ""
        return (
            f'{_DECLARATION}<styleSheet xmlns="{_MAIN}">{formats}{_FONTS_AND_FILLS}'
            f'<cellXfs count="{len(self._known) + 2}">{_PLAIN_LOOK}{_HEADING_LOOK}{looks}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            "</styleSheet>"
        )


_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_PLAIN_LOOK = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
_HEADING_LOOK = (
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0"'
    ' applyNumberFormat="1" applyFont="1" applyFill="1"/>'
)
_FONTS_AND_FILLS = (
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/><bgColor indexed="64"/>'
    "</patternFill></fill></fills>"
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
)
