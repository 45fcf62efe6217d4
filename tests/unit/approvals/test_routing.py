"""The route climbs the chain as far as the break points say, and always ends at someone able."""

import pytest

from approvals.routing import ChainLink, Outcome, StepState
from core.reasons import ALLOWED
from tests.unit.approvals.routes import (
    ANNA,
    BO,
    CIA,
    DAG,
    GRETA,
    anna,
    bo,
    bo_left,
    cia,
    cia_left,
    dag,
    deciders,
    greta,
    link,
    route,
    step_of,
)

NB = "\u00a0"


@pytest.mark.parametrize(
    ("orderer", "value", "every_step", "goes_to"),
    [
        (ANNA, "5000.00", False, []),
        (ANNA, "5000.01", False, [BO]),
        (ANNA, "20000.00", False, [BO]),
        (ANNA, "20000.01", False, [BO, CIA]),
        (BO, "20000.00", False, []),
        (BO, "20000.01", False, [CIA]),
        (CIA, "0.01", False, []),
        (CIA, "9999999.00", False, []),
        (ANNA, "5000.00", True, []),
        (ANNA, "5000.01", True, [BO, CIA]),
        (BO, "20000.01", True, [CIA]),
    ],
)
def test_the_table_of_the_design(
    orderer: int, value: str, every_step: bool, goes_to: list[int]
) -> None:
    found = route(value, orderer=orderer, every_step=every_step)
    assert deciders(found) == goes_to
    assert found.outcome == (Outcome.WAITS if goes_to else Outcome.STRAIGHT)
    assert found.verdict == ALLOWED


def test_the_path_shows_everyone_and_what_they_do() -> None:
    found = route("5000.01")
    assert [(step.name, step.state, step.covers) for step in found.steps] == [
        ("Anna", StepState.YOU, False),
        ("Bo", StepState.NEEDED, True),
        ("Cia", StepState.NOT_NEEDED, False),
    ]
    assert str(step_of(found, CIA).reason) == "Not asked: the yes of Bo is enough."
    straight = route("5000.00")
    assert [step.state for step in straight.steps] == [
        StepState.YOU,
        StepState.NOT_NEEDED,
        StepState.NOT_NEEDED,
    ]
    assert str(step_of(straight, BO).reason) == "Not asked: nobody has to approve."


def test_the_orderer_is_told_by_how_much_the_order_is_over() -> None:
    you = route("24211.48").steps[0]
    assert str(you.reason) == (
        f"Your break point is 5{NB}000,00{NB}kr. The order is 19{NB}211,48{NB}kr over."
    )
    assert str(you.reason_to_others).startswith("The break point is")


def test_an_approver_whose_break_point_is_passed_is_told_that_it_goes_on() -> None:
    found = route("20000.01")
    assert not step_of(found, BO).covers
    assert str(step_of(found, BO).reason) == (
        f"The break point is 20{NB}000,00{NB}kr. The order is 0,01{NB}kr over, so it goes on."
    )
    assert step_of(found, CIA).covers


def test_with_every_step_only_the_last_yes_is_enough() -> None:
    found = route("5000.01", every_step=True)
    assert not step_of(found, BO).covers
    assert step_of(found, CIA).covers
    assert "enough" not in str(step_of(found, BO).reason)


@pytest.mark.parametrize("value", ["0.00", "0.01", "100.00"])
def test_a_break_point_of_zero_sends_every_order_on(value: str) -> None:
    chain = (link(ANNA, "Anna", "0.00", BO), bo, cia)
    assert deciders(route(value, chain=chain)) == [BO]


def test_an_approver_with_break_point_zero_never_covers() -> None:
    chain = (anna, link(BO, "Bo", "0", CIA), cia)
    assert deciders(route("5000.01", chain=chain)) == [BO, CIA]


def test_someone_with_neither_next_nor_break_point_buys_without_approval() -> None:
    found = route("1000000.00", orderer=DAG, chain=(dag,))
    assert found.outcome == Outcome.STRAIGHT
    assert str(found.steps[0].reason) == "You buy without approval."


def test_a_next_approver_without_a_break_point_is_always_asked() -> None:
    found = route("0.01", chain=(link(ANNA, "Anna", None, BO), bo, cia))
    assert deciders(found) == [BO]


def test_an_approval_right_does_not_exempt_from_ones_own_chain() -> None:
    found = route("20000.01", orderer=BO)
    assert deciders(found) == [CIA]


# --- broken links -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (bo_left, "Bo is inactive."),
        (link(BO, "Bo", "20000.00", CIA, is_approver=False), "Bo may no longer approve."),
    ],
)
def test_an_approver_who_cannot_is_skipped_to_the_next_above(broken: ChainLink, why: str) -> None:
    found = route("5000.01", chain=(anna, broken, cia), administrators=(greta,))
    assert deciders(found) == [CIA]
    assert [step.membership_id for step in found.skipped] == [BO]
    assert [str(reason) for reason in found.reasons] == [why]
    assert not found.fallback


def test_with_nobody_able_above_an_administrator_steps_in() -> None:
    chain = (anna, bo_left, cia_left)
    found = route("5000.01", chain=chain, administrators=(greta, dag))
    assert deciders(found) == [GRETA]
    assert found.fallback
    assert [step.membership_id for step in found.skipped] == [BO, CIA]


def test_the_top_of_the_chain_is_replaced_and_those_below_still_decide() -> None:
    found = route("20000.01", chain=(anna, bo, cia_left), administrators=(greta,))
    assert deciders(found) == [BO, GRETA]
    every = route("5000.01", chain=(anna, bo, cia_left), administrators=(greta,), every_step=True)
    assert deciders(every) == [BO, GRETA]


def test_an_inactive_approver_above_the_one_who_covers_matters_to_nobody() -> None:
    found = route("5000.01", chain=(anna, bo, cia_left))
    assert deciders(found) == [BO]
    assert found.skipped == ()


def test_with_nobody_left_to_decide_the_order_is_refused_with_the_reasons() -> None:
    found = route("5000.01", chain=(anna, bo_left, cia_left))
    assert found.outcome == Outcome.STUCK
    assert found.verdict.code == "nobody_to_approve"
    assert str(found.verdict.reason) == (
        "Nobody can approve this order now. Bo is inactive. Cia is inactive."
    )


def test_an_order_within_the_break_point_goes_straight_though_nobody_could_approve() -> None:
    assert route("5000.00", chain=(anna, bo_left, cia_left)).outcome == Outcome.STRAIGHT


def test_a_next_approver_who_is_gone_is_replaced_by_an_administrator() -> None:
    found = route("5000.01", chain=(anna,), administrators=(greta,))
    assert deciders(found) == [GRETA]
    assert route("5000.01", chain=(anna,)).outcome == Outcome.STUCK


def test_an_inactive_administrator_does_not_step_in() -> None:
    gone = link(GRETA, "Greta", is_active=False)
    chain = (anna, bo_left, cia_left)
    assert deciders(route("5000.01", chain=chain, administrators=(gone, dag))) == [DAG]
    assert route("5000.01", chain=chain, administrators=(gone,)).outcome == Outcome.STUCK


# --- who may never decide ---------------------------------------------------------------------


def test_the_one_who_placed_the_order_for_anna_does_not_decide_on_it() -> None:
    found = route("5000.01", excluded=(bo.user_id,))
    assert deciders(found) == [CIA]
    assert str(found.reasons[0]) == "Bo placed the order and does not decide on it."


def test_an_administrator_who_placed_the_order_does_not_step_in() -> None:
    found = route(
        "5000.01",
        chain=(anna, bo_left, cia_left),
        administrators=(greta, dag),
        excluded=(greta.user_id,),
    )
    assert deciders(found) == [DAG]


def test_the_orderer_never_decides_through_another_membership() -> None:
    same_person = link(BO, "Anna", None, None, user_id=anna.user_id)
    found = route("5000.01", chain=(anna, same_person), administrators=(greta,))
    assert deciders(found) == [GRETA]


def test_an_administrator_who_orders_does_not_step_in_for_herself() -> None:
    found = route(
        "5000.01",
        chain=(anna, bo_left, cia_left),
        administrators=(link(GRETA, "Anna", user_id=anna.user_id),),
    )
    assert found.outcome == Outcome.STUCK
