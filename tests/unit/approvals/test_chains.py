"""A chain of approvers never closes into a loop."""

from hypothesis import given
from hypothesis import strategies as st

from approvals.routing import find_loop, would_loop

CHAINS = st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8), max_size=8)


def test_a_straight_chain_has_no_loop() -> None:
    assert find_loop({1: 2, 2: 3, 3: None, 4: 3}) is None
    assert find_loop({}) is None
    assert find_loop({1: 99}) is None


def test_a_loop_is_found_and_named_in_order() -> None:
    assert find_loop({1: 2, 2: 3, 3: 4, 4: 2}) == (2, 3, 4)
    assert find_loop({5: 5}) == (5,)


def test_nobody_becomes_their_own_next_approver() -> None:
    assert would_loop(1, 1, {})


def test_a_link_that_closes_the_chain_is_seen() -> None:
    chain = {1: 2, 2: 3, 3: None}
    assert would_loop(3, 1, chain)
    assert would_loop(2, 1, chain)
    assert not would_loop(1, 3, chain)
    assert not would_loop(3, 4, chain)
    assert not would_loop(3, None, chain)


def test_the_old_link_of_the_changed_one_does_not_count() -> None:
    assert not would_loop(2, 4, {1: 2, 2: 1, 4: None})


def test_a_loop_elsewhere_does_not_hang_the_question() -> None:
    assert not would_loop(1, 2, {2: 3, 3: 2})


def test_a_chain_of_ten_thousand_is_walked() -> None:
    chain: dict[int, int | None] = {n: n + 1 for n in range(10_000)}
    assert find_loop(chain) is None
    assert would_loop(10_000, 0, chain)


@given(CHAINS)
def test_what_is_found_is_a_loop(next_of: dict[int, int | None]) -> None:
    loop = find_loop(next_of)
    if loop is None:
        for start in next_of:
            seen: list[int] = []
            here: int | None = start
            while here is not None:
                assert here not in seen
                seen.append(here)
                here = next_of.get(here)
    else:
        assert [next_of[member] for member in loop] == [*loop[1:], loop[0]]


@given(CHAINS, st.integers(1, 8), st.none() | st.integers(1, 8))
def test_in_chains_without_loop_the_new_link_loops_exactly_when_it_says_so(
    next_of: dict[int, int | None], membership_id: int, new_next_id: int | None
) -> None:
    if find_loop(next_of) is None:
        changed = {**next_of, membership_id: new_next_id}
        assert would_loop(membership_id, new_next_id, next_of) == (find_loop(changed) is not None)
