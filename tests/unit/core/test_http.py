"""What is taken out of an address before anybody reads it."""

import pytest
from django.conf import settings
from django.http import QueryDict

from core.http import without_nul


@pytest.mark.parametrize(
    "written", ["a%00b", "a\x00b", "a%0%000b", "a%0%0%0000b", "a%\x0000b", "%00a%00%00b"]
)
def test_no_nul_is_left_however_it_is_written(written: str) -> None:
    query = without_nul(f"q={written}&sort=-name")
    read = QueryDict(query, encoding=settings.DEFAULT_CHARSET)
    assert (read["q"], read["sort"]) == ("ab", "-name")


def test_what_holds_none_is_left_as_it_is() -> None:
    assert without_nul("q=100%25&from=2026-03-01") == "q=100%25&from=2026-03-01"
