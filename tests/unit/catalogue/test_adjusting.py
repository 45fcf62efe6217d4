"""Prices raised and lowered by a percentage, and how large a change is."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.pricing.adjusting import STEPS, adjusted, change_in_percent, is_big


@pytest.mark.parametrize(
    ("amount", "percent", "step", "expected"),
    [
        ("100", "5", "0.01", "105.00"),
        ("99.95", "3", "0.01", "102.95"),  # 102,9485
        ("250", "-2.5", "1", "244.00"),  # 243,75
        ("250", "5", "1", "263.00"),  # 262,50 half up
        ("1240", "3", "10", "1280.00"),  # 1 277,20
        ("12.40", "4", "0.50", "13.00"),  # 12,896
        ("0.40", "-50", "1", "0.01"),  # never 0: that would be the normal price
    ],
)
def test_a_price_goes_to_the_nearest_step(
    amount: str, percent: str, step: str, expected: str
) -> None:
    assert adjusted(D(amount), D(percent), step=D(step), currency="SEK") == D(expected)


def test_a_currency_without_decimals_stays_whole() -> None:
    assert adjusted(D(100), D("0.6"), step=D("0.01"), currency="ISK") == D(101)
    assert adjusted(D(1), D(-90), step=D("0.01"), currency="ISK") == D(1)


@given(
    st.decimals("0.01", "999999", places=2),
    st.decimals("-90", "100", places=2),
    st.sampled_from(STEPS),
)
def test_a_price_stays_above_nothing_and_within_half_a_step(amount: D, percent: D, step: D) -> None:
    found = adjusted(amount, percent, step=step, currency="SEK")
    exact = amount * (100 + percent) / 100
    assert found > 0
    assert found == D("0.01") or abs(found - exact) <= step / 2


@pytest.mark.parametrize(
    ("old", "new", "change", "big"),
    [
        ("100", "110", "10.0", False),
        ("100", "110.10", "10.1", True),
        ("100", "89.90", "-10.1", True),
        ("3", "2", "-33.3", True),
        ("100", "100", "0.0", False),
    ],
)
def test_a_change_over_ten_per_cent_either_way_is_large(
    old: str, new: str, change: str, big: bool
) -> None:
    assert change_in_percent(D(old), D(new)) == D(change)
    assert is_big(D(change)) is big


@pytest.mark.parametrize(("old", "new"), [(None, "1"), ("1", None), ("0", "1"), ("1", "0")])
def test_from_or_to_no_price_is_no_percentage(old: str | None, new: str | None) -> None:
    change = change_in_percent(None if old is None else D(old), None if new is None else D(new))
    assert change is None
    assert not is_big(change)
