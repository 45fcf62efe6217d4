"""How a product is written for counting, and the bands of list prices."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.facets.bands import BANDS, BOUNDS, band_of, limits_of
from catalogue.facets.terms import Described, described_by, terms_of

IDS = st.integers(1, 2**39)


@given(st.integers(0, 2**39), st.frozensets(IDS), st.frozensets(IDS))
def test_terms_say_what_they_were_made_of_in_their_order(
    audience: int, categories: frozenset[int], values: frozenset[int]
) -> None:
    described = Described(audience, categories, values)
    terms = terms_of(described)
    assert described_by(terms) == described
    assert terms == sorted(terms)
    assert terms.index(min(terms)) == 0 == [t for t in terms if t <= -(2**40)].index(terms[0])
    assert sum(term < 0 for term in terms) == 1 + len(categories)


@pytest.mark.parametrize("terms", [[], [5], [-3, 5], [-(2**40), -(2**40) - 1]])
def test_terms_of_none_or_two_audiences_are_refused(terms: list[int]) -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        described_by(terms)


@pytest.mark.parametrize(
    ("price", "band"),
    [
        ("0", "0-50"),
        ("49.99", "0-50"),
        ("50", "50-100"),
        ("99.99", "50-100"),
        ("100", "100-200"),
        ("200.00", "200-500"),
        ("499.99", "200-500"),
        ("500", "500-1000"),
        ("1590.00", "1000-2000"),
        ("999999999999.99", "500000000000-1000000000000"),
    ],
)
def test_a_price_on_the_bound_is_in_the_upper_band(price: str, band: str) -> None:
    assert band_of(Decimal(price)) == band


@given(st.decimals(0, 10**12, places=2, allow_nan=False, allow_infinity=False))
def test_every_price_is_within_its_band(price: Decimal) -> None:
    low, high = limits_of(band_of(price))
    assert low <= price
    assert high is None or price < high


def test_bands_follow_each_other_without_a_gap() -> None:
    assert len(set(BANDS)) == len(BANDS) == len(BOUNDS) + 1
    for one, following in pairwise(BANDS):
        assert limits_of(one)[1] == limits_of(following)[0]


def test_a_made_up_band_is_none() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        limits_of("200-501")
