"""What holds for every chain, however it is made: nobody unable is asked, and every order ends."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from approvals.routing import ChainLink, Outcome, Route, StepState, find_route
from tests.unit.approvals.routes import D, deciders

IDS = st.integers(1, 7)
USERS = st.integers(1, 6)
LINK = st.builds(
    ChainLink,
    membership_id=IDS,
    user_id=USERS,
    name=st.just("N"),
    break_point=st.none() | st.sampled_from([D(0), D(10), D(100), D(1000)]),
    next_id=st.none() | IDS,
    is_approver=st.booleans(),
    is_active=st.booleans(),
)
CHAINS = st.lists(LINK, min_size=1, max_size=7, unique_by=lambda each: each.membership_id)
ADMINISTRATORS = st.lists(
    st.builds(
        ChainLink,
        membership_id=st.integers(1, 9),
        user_id=USERS,
        name=st.just("A"),
        is_active=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda each: each.membership_id,
)
VALUES = st.sampled_from([D(0), D(10), D("10.01"), D(100), D("100.01"), D(5000)])


@st.composite
def questions(draw: st.DrawFn) -> dict[str, object]:
    user_of = draw(st.lists(USERS, min_size=10, max_size=10))
    chain = [replace(each, user_id=user_of[each.membership_id]) for each in draw(CHAINS)]
    administrators = [
        replace(each, user_id=user_of[each.membership_id]) for each in draw(ADMINISTRATORS)
    ]
    return {
        "orderer_id": chain[0].membership_id,
        "value": draw(VALUES),
        "links": {each.membership_id: each for each in chain},
        "administrators": administrators,
        "excluded_user_ids": frozenset(draw(st.sets(USERS, max_size=2))),
        "needs_filling": draw(st.booleans()),
        "every_step": draw(st.booleans()),
        "waits_on": draw(st.none() | IDS),
    }


def ask(question: dict[str, object], approved: Collection[int] = ()) -> Route:
    return find_route(**question, approved_ids=approved)  # type: ignore[arg-type]


@given(questions(), st.sets(IDS, max_size=3))
def test_nobody_excluded_and_nobody_unable_is_ever_asked(
    question: dict[str, object], approved: set[int]
) -> None:
    found = ask(question, approved)
    excluded = question["excluded_user_ids"]
    assert isinstance(excluded, frozenset)
    for step in found.steps[1:]:
        if step.is_pending or step.state == StepState.APPROVED:
            assert step.user_id not in excluded | {found.steps[0].user_id}
    links = question["links"]
    assert isinstance(links, dict)
    for step in found.steps:
        if step.state == StepState.NEEDED:
            assert links[step.membership_id].is_active
            assert links[step.membership_id].is_approver


@given(questions(), st.sets(IDS, max_size=3))
def test_nobody_is_asked_twice_and_the_answer_fits_the_outcome(
    question: dict[str, object], approved: set[int]
) -> None:
    found = ask(question, approved)
    assert len(deciders(found)) == len(set(deciders(found)))
    assert not set(deciders(found)) & approved
    if found.outcome == Outcome.WAITS:
        assert found.current is not None
    if found.outcome == Outcome.STRAIGHT:
        assert found.pending == ()
    if found.outcome == Outcome.STUCK:
        assert not found.verdict
    for step in found.steps:
        assert "%(" not in f"{step.reason}{step.reason_to_others}"


@given(questions())
def test_when_each_says_yes_in_turn_the_order_is_released(question: dict[str, object]) -> None:
    found = ask(question)
    if found.outcome == Outcome.STUCK:
        return
    approved: list[int] = []
    for _ in range(20):
        if found.current is None:
            break
        assert len(found.pending) >= 1
        approved.append(found.current.membership_id)
        found = ask(question, approved)
    assert found.outcome == Outcome.STRAIGHT


@given(questions())
def test_what_the_path_promises_is_what_happens(question: dict[str, object]) -> None:
    """Those shown as pending at placing are those who decide, in that order and no others."""
    question = {**question, "waits_on": None}
    found = ask(question)
    if found.outcome == Outcome.STUCK:
        return
    promised = deciders(found)
    for count in range(len(promised) + 1):
        assert deciders(ask(question, promised[:count])) == promised[count:]


@given(questions(), VALUES)
def test_a_higher_value_never_needs_fewer(question: dict[str, object], other: Decimal) -> None:
    one = question["value"]
    assert isinstance(one, Decimal)
    low = ask({**question, "waits_on": None, "value": min(one, other)})
    high = ask({**question, "waits_on": None, "value": max(one, other)})
    if high.outcome != Outcome.STUCK:
        needed = [step.user_id for step in low.pending if step.state == StepState.NEEDED]
        assert set(needed) <= {step.user_id for step in high.pending}
