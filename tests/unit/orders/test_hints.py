"""Alike, split and just under a break point, and what of the agreement fits a line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.hints import (
    Candidate,
    Wanted,
    alike_variants,
    best_alternative,
    is_near,
    left_under,
    may_be_duplicate,
    near_values,
)

POINT = Decimal(5000)
quantities = st.dictionaries(st.integers(1, 20), st.integers(1, 500), max_size=10)


@pytest.mark.parametrize(
    ("mine", "other", "is_alike"),
    [(4, 4, True), (4, 5, True), (3, 4, True), (10, 8, True), (10, 7, False), (1, 2, False)],
)
def test_quantities_within_a_quarter_are_the_same_wish(
    mine: int, other: int, is_alike: bool
) -> None:
    assert alike_variants({7: mine}, {7: other}) == (frozenset({7}) if is_alike else frozenset())


def test_only_what_both_hold_is_alike() -> None:
    assert alike_variants({1: 2, 2: 5, 3: 1}, {2: 5, 3: 9, 4: 1}) == {2}


@given(quantities, quantities)
def test_likeness_is_the_same_seen_from_either_order(
    one: dict[int, int], other: dict[int, int]
) -> None:
    assert alike_variants(one, other) == alike_variants(other, one)
    assert alike_variants(one, one) == set(one)


@pytest.mark.parametrize(
    ("alike", "mine", "other", "likely"),
    [
        (1, 1, 1, True),
        (1, 20, 1, True),
        (1, 20, 2, True),
        (1, 20, 3, False),
        (10, 20, 20, True),
        (9, 20, 20, False),
        (0, 0, 3, False),
    ],
)
def test_half_of_the_smaller_order_makes_a_likely_repetition(
    alike: int, mine: int, other: int, likely: bool
) -> None:
    assert may_be_duplicate(alike, mine=mine, other=other) is likely


@pytest.mark.parametrize(
    ("value", "near"),
    [("5000.00", True), ("4500.00", True), ("4499.99", False), ("5000.01", False)],
)
def test_near_is_at_most_a_tenth_below(value: str, near: bool) -> None:
    assert is_near(Decimal(value), POINT) is near


def test_nothing_is_near_a_break_point_of_nothing() -> None:
    assert not is_near(Decimal(0), Decimal(0))
    assert near_values([Decimal(0), Decimal(0)], Decimal(0)) == ()


def test_one_order_near_a_break_point_is_no_pattern() -> None:
    assert near_values([Decimal(4900), Decimal(1200)], POINT) == ()


def test_two_near_a_break_point_are_named_without_the_rest() -> None:
    values = [Decimal(4900), Decimal(1200), Decimal(4500), Decimal(6000)]
    assert near_values(values, POINT) == (Decimal(4900), Decimal(4500))


@pytest.mark.parametrize(
    ("value", "point", "left"),
    [
        ("19992.00", "20000.00", "8.00"),
        ("20000.00", "20000.00", "0.00"),
        ("19600.00", "20000.00", "400.00"),
        ("19599.99", "20000.00", None),
        ("20000.01", "20000.00", None),
        ("0.00", "0.00", None),
    ],
)
def test_what_is_left_is_told_within_two_per_cent(value: str, point: str, left: str | None) -> None:
    expected = None if left is None else Decimal(left)
    assert left_under(Decimal(value), Decimal(point)) == expected


def test_whoever_has_no_break_point_is_never_just_under_it() -> None:
    assert left_under(Decimal(100), None) is None


def candidate(pk: int, name: str, price: int, *, product: int = 0, category: int = 1) -> Candidate:
    return Candidate(pk, product or pk, frozenset({category}), name, Decimal(price))


ARM = Wanted(product_id=90, category_ids=frozenset({1}), name="Monitorarm Rask, gasfjäder")


def test_another_version_of_the_same_product_comes_before_anything_of_the_kind() -> None:
    of_the_product = candidate(2, "Rask vit", 900, product=90, category=5)
    of_the_kind = candidate(1, "Monitorarm Lyft, gasfjäder", 300)
    assert best_alternative(ARM, [of_the_kind, of_the_product]) == of_the_product


def test_of_a_kind_the_most_alike_name_wins_and_then_the_price() -> None:
    foot = candidate(1, "Skärmfot", 50)
    lift = candidate(2, "Monitorarm Lyft, gasfjäder", 329)
    dear = candidate(3, "Monitorarm Höj, gasfjäder", 500)
    assert best_alternative(ARM, [foot, dear, lift]) == lift


def test_another_category_is_no_way_out() -> None:
    assert best_alternative(ARM, [candidate(1, "Monitorarm", 10, category=9)]) is None
    assert best_alternative(ARM, []) is None
