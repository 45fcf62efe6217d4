"""Short months as each language writes them, in every format that a page asks for."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

from config.formats.small_months import SMALL_MONTHS

ROOT = Path(__file__).resolve().parents[2]
FACES_AND_SERVICES = (
    "adminpanel",
    "approvals",
    "catalogue",
    "core",
    "customers",
    "marketing",
    "orders",
    "shop",
)
WITH_SHORT_MONTH = re.compile(r"[\"']([dDjlyYHis:., ]*\bM\b[dDjlyYHis:., ]*)[\"']")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["5 Oct 2026 08:01", "Mon 5 Oct", "Oct 2026"]),
        ("sv", ["5 okt 2026 08:01", "mån 5 okt", "okt 2026"]),
        ("nb", ["5 okt 2026 08:01", "man 5 okt", "okt 2026"]),
    ],
)
def test_a_short_month_is_written_as_its_language_writes_it(
    language: str, written: list[str]
) -> None:
    at = datetime(2026, 10, 5, 8, 1)
    with translation.override(language):
        assert [date_format(at, each) for each in ("j M Y H:i", "D j M", "M Y")] == written


def test_every_short_date_of_the_pages_has_a_swedish_and_norwegian_way() -> None:
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    for name in FACES_AND_SERVICES:
        files += (ROOT / name).rglob("*.py")
    asked_for = {found for file in files for found in WITH_SHORT_MONTH.findall(file.read_text())}
    assert len(asked_for) > 3
    assert asked_for <= set(SMALL_MONTHS)
