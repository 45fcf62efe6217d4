"""Names in Swedish and Norwegian order, the same on every server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.sorting import sort_key


def test_the_letters_after_z_come_last_and_in_order() -> None:
    names = ["ö", "Ä", "å", "z", "é", "a", "Ø", "æ", "B"]
    assert sorted(names, key=sort_key) == ["a", "B", "é", "z", "å", "Ä", "æ", "ö", "Ø"]


@pytest.mark.parametrize(
    ("one", "other"), [("Écran", "ecran"), ("  Dubbel   lucka ", "dubbel lucka"), ("A\u030a", "Å")]
)
def test_case_accents_and_spaces_make_no_difference(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text())
def test_a_key_fits_its_column_and_is_its_own_key(name: str) -> None:
    key = sort_key(name)
    assert len(key) <= 255
    assert key == key.strip()
