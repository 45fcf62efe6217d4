"""Whom the words in the index are for, and which of them a visitor's question meets."""

import pytest

from catalogue.search.marks import MOST_GROUPS, marks_for, marks_of

EVERYONE, NOBODY, SOME, MANY, ALSO_MANY = 0, 1, 5, 6, 7
AUDIENCES = {
    EVERYONE: None,
    NOBODY: frozenset[int](),
    SOME: frozenset({2, 8}),
    MANY: frozenset(range(MOST_GROUPS + 1)),
    ALSO_MANY: frozenset(range(100, 200)),
}


def asked_by(groups: set[int]) -> list[str]:
    """All marks that who is in these groups looks for."""
    mine = {
        pk: each for pk, each in AUDIENCES.items() if each is None or not each.isdisjoint(groups)
    }
    return [mark for lot in marks_for(groups, mine) for mark in lot]


def test_words_of_goods_for_everyone_bear_no_mark() -> None:
    assert marks_of(EVERYONE, None) == [""]


def test_words_of_goods_for_a_few_groups_are_there_for_each_of_them() -> None:
    assert marks_of(SOME, AUDIENCES[SOME]) == ["g2:", "g8:"]


def test_words_of_goods_for_many_groups_or_nobody_are_there_once() -> None:
    assert marks_of(MANY, AUDIENCES[MANY]) == ["a6:"]
    assert marks_of(NOBODY, AUDIENCES[NOBODY]) == ["a1:"]


@pytest.mark.parametrize("groups", [set(), {2}, {8, 150}, {3}, {500}, {2, 3, 150}])
def test_a_question_meets_exactly_the_goods_for_its_groups(groups: set[int]) -> None:
    asked = asked_by(groups)
    for pk, of_audience in AUDIENCES.items():
        is_met = not set(asked).isdisjoint(marks_of(pk, of_audience))
        assert is_met == (of_audience is None or not of_audience.isdisjoint(groups)), pk


def test_no_goods_are_met_in_two_lots() -> None:
    audiences = {pk: frozenset(range(20 + pk)) for pk in range(2, 60)}
    lots = marks_for({1, 2}, {EVERYONE: None, SOME: frozenset({1, 2}), **audiences})
    assert len(lots) > 4
    for pk, groups in {**audiences, SOME: frozenset({1, 2})}.items():
        assert sum(not set(lot).isdisjoint(marks_of(pk, groups)) for lot in lots) == 1
