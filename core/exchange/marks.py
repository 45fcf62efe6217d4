"""Cells that look blank to the library but are not: errors, formulas never computed.

Taken for blank they would silently mean "not given". One module a format tells where they are;
this one asks the right one. Runs inside the reading process.
"""

import zipfile
from pathlib import Path

from core.exchange.limits import Limits
from core.exchange.ods_marks import marks_of_ods
from core.exchange.wire import Marks
from core.exchange.xls_marks import marks_of_xls
from core.exchange.xlsb_marks import marks_of_xlsb
from core.exchange.xlsx_marks import marks_of_xlsx


def unusable_cells(path: Path, sheet: str, limits: Limits) -> Marks:
    """Row → column, both from zero → the error word, or NO_RESULT for a formula never computed."""
    with path.open("rb") as file:
        # Not `is_zipfile`, which takes an .xls with a colour theme for one.
        if file.read(2) != b"PK":
            return marks_of_xls(path, sheet)
    with zipfile.ZipFile(path) as archive:
        if "content.xml" in archive.NameToInfo:
            return marks_of_ods(archive, sheet, limits)
        if "xl/workbook.bin" in archive.NameToInfo:
            return marks_of_xlsb(archive, sheet, limits)
        return marks_of_xlsx(archive, sheet, limits)
