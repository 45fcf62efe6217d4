"""Workbooks of users, for the tests of their import."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.exchange.writer import write_xlsx

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A workbook with these headings and rows."""

    def make(headings: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
        path = tmp_path / "users.xlsx"
        write_xlsx(path, sheet_title="Users", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make
