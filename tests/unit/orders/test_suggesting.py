"""What a wish asks for, and in which order goods are offered for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.suggesting import Candidate, best_first, things_in


@pytest.mark.parametrize(
    ("wish", "things"),
    [
        ("Jag behöver en bärbar dator", ["bärbar dator"]),
        ("Jag behöver en bärbar dator, och en mus till den.", ["bärbar dator", "mus"]),
        ("Vi trenger nye blekkpatroner til skriveren", ["blekkpatroner skriveren"]),
        ("I need a laptop, please", ["laptop"]),
        ("Hello! We would like 3 chairs and a desk", ["chairs", "desk"]),
        ("2,5 tums hårddisk", ["2,5 tums hårddisk".replace("2,5 ", "")]),
        ("ND-4012-GB", ["nd-4012-gb"]),
        ("Hej!", ["Hej!"]),
        ("penna\npenna", ["penna"]),
        ("en, två, tre, fyra kablar, fem skärmar", ["två", "tre", "fyra kablar"]),
    ],
)
def test_a_wish_is_asked_for_by_its_telling_words(wish: str, things: list[str]) -> None:
    assert things_in(wish) == things


@given(st.text(max_size=3000))
def test_any_text_gives_one_to_three_things_to_search_for(wish: str) -> None:
    things = things_in(wish)
    assert 1 <= len(things) <= 3
    assert all(len(thing.split()) <= 12 or thing == wish[:200].strip() for thing in things)


def test_what_was_ordered_before_rises_among_what_fits_but_does_not_outdo_a_better_fit() -> None:
    best, bought, far = Candidate(1, 0), Candidate(2, 3, 0), Candidate(3, 25, 0)
    assert best_first([best, bought, far], by_words=9, by_habit=9) == [2, 1, 3]


def test_what_does_not_fit_comes_last_however_often_it_is_ordered() -> None:
    usual, weak = Candidate(1, None, 0), Candidate(2, 19)
    assert best_first([usual, weak], by_words=9, by_habit=9) == [2, 1]


def test_no_more_of_each_kind_than_asked_for() -> None:
    fits = [Candidate(pk, pk) for pk in range(5)]
    usual = [Candidate(10 + pk, None, pk) for pk in range(5)]
    assert best_first([*usual, *fits], by_words=2, by_habit=1) == [0, 1, 10]
