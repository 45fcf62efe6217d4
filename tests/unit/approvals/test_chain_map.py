"""The map shows everybody once, each in a place of their own, whatever the chains are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from approvals.chain_map import BUNDLE_FROM, draw_map
from approvals.chains import ChainLink
from tests.unit.approvals.routes import D

PEOPLE = st.lists(st.none() | st.integers(0, 30), max_size=30)


def links_of(next_ids: list[int | None]) -> dict[int, ChainLink]:
    return {
        pk: ChainLink(pk, pk, f"P{pk}", None if up is None else D(1), up)
        for pk, up in enumerate(next_ids)
    }


@given(PEOPLE, st.sets(st.integers(0, 30)))
def test_nobody_is_lost_and_no_two_share_a_place(
    next_ids: list[int | None], opened: set[int]
) -> None:
    links = links_of(next_ids)
    drawn = draw_map(links, opened=opened)
    assert sorted(pk for place in drawn.places for pk in place.members) == sorted(links)
    for column in range(drawn.columns):
        rows = sorted(place.row for place in drawn.places if place.column == column)
        assert all(later - row >= 1 for row, later in pairwise(rows))
        assert all(0 <= row <= drawn.rows - 1 for row in rows)


@given(PEOPLE)
def test_every_next_approver_is_a_line_and_only_a_loop_goes_back(
    next_ids: list[int | None],
) -> None:
    links = links_of(next_ids)
    drawn = draw_map(links)
    at = {pk: index for index, place in enumerate(drawn.places) for pk in place.members}
    wanted = {(at[pk], at[link.next_id]) for pk, link in links.items() if link.next_id in links}
    assert {(line.below, line.above) for line in drawn.lines} == wanted
    for line in drawn.lines:
        if not line.closes_loop:
            assert drawn.places[line.below].column < drawn.places[line.above].column


def test_the_many_below_one_approver_are_a_counted_bundle_that_opens() -> None:
    links = links_of([None] + [0] * BUNDLE_FROM)
    closed, opened = draw_map(links), draw_map(links, opened={0})
    assert [len(place.members) for place in closed.places] == [BUNDLE_FROM, 1]
    assert not any(place.is_bundle for place in opened.places)


def test_four_hundred_steps_stand_in_four_hundred_columns() -> None:
    drawn = draw_map(links_of([*range(1, 400), None]))
    assert (drawn.columns, drawn.rows) == (400, 1)
