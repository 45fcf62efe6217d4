"""Names of goods keep together what belongs together, and stay harmless."""

import pytest

from core.templatetags.names import unbroken


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Kabel USB-C till HDMI", ["USB-C"]),
        ("Laddare 100 W, 2,5 GbE", ["100 W", "2,5 GbE"]),
        ("Papper 500 st", ["500 st"]),
        ("2 × HDMI", ["2 × HDMI"]),
        ("Stol 3 Wood", []),
    ],
)
def test_parts_that_never_break(name: str, kept: list[str]) -> None:
    shown = unbroken(name)
    assert [part.split("</span>")[0] for part in shown.split('<span class="nowrap">')[1:]] == kept


def test_a_name_is_escaped() -> None:
    assert unbroken('<b>"5 m"</b>') == (
        '&lt;b&gt;&quot;<span class="nowrap">5 m</span>&quot;&lt;/b&gt;'
    )
