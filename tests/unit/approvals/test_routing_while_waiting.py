"""The route of an order that waits: decisions stand, changes climb on, broken chains end too."""

import pytest

from approvals.routing import Outcome, StepState
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

# --- decisions already taken ------------------------------------------------------------------


def test_approvals_below_stand() -> None:
    found = route("20000.01", approved=(BO,))
    assert deciders(found) == [CIA]
    assert step_of(found, BO).state == StepState.APPROVED
    done = route("20000.01", approved=(BO, CIA))
    assert done.outcome == Outcome.STRAIGHT


def test_the_yes_of_someone_who_has_since_left_stands() -> None:
    found = route("20000.00", chain=(anna, bo_left, cia), approved=(BO,))
    assert found.outcome == Outcome.STRAIGHT
    assert found.reasons == ()


def test_the_yes_of_the_orderer_never_counts() -> None:
    found = route("20000.00", approved=(ANNA, BO), excluded=(bo.user_id,))
    assert deciders(found) == [CIA]


def test_an_administrators_yes_ends_the_route_whoever_is_first_in_line_now() -> None:
    found = route(
        "5000.01",
        chain=(anna, bo_left, cia_left),
        administrators=(dag, greta),
        approved=(GRETA,),
    )
    assert found.outcome == Outcome.STRAIGHT
    assert step_of(found, GRETA).state == StepState.APPROVED


def test_an_administrator_in_the_chain_is_relieved_by_another_if_there_is_one() -> None:
    chain = (anna, bo, cia_left)
    with_other = route("20000.01", chain=chain, administrators=(bo, greta))
    assert deciders(with_other) == [BO, GRETA]
    after_bo = route("20000.01", chain=chain, administrators=(bo, greta), approved=(BO,))
    assert deciders(after_bo) == [GRETA]


def test_the_only_administrator_in_the_chain_is_asked_once() -> None:
    chain = (anna, bo, cia_left)
    found = route("20000.01", chain=chain, administrators=(bo,))
    assert deciders(found) == [BO]
    assert step_of(found, BO).covers
    done = route("20000.01", chain=chain, administrators=(bo,), approved=(BO,))
    assert done.outcome == Outcome.STRAIGHT


def test_of_two_administrators_in_the_chain_the_higher_one_has_the_last_word() -> None:
    chain = (anna, bo, link(CIA, "Cia", "30000.00", DAG), link(DAG, "Dag", is_active=False))
    found = route("30000.01", chain=chain, administrators=(bo, cia))
    assert deciders(found) == [BO, CIA]
    assert not step_of(found, BO).covers
    assert step_of(found, CIA).covers


def test_an_administrator_without_approval_right_in_the_chain_steps_in_once() -> None:
    without_right = link(BO, "Bo", "100.00", CIA, is_approver=False)
    chain = (anna, without_right, cia_left)
    administrators = (without_right, greta)
    assert deciders(route("5000.01", chain=chain, administrators=administrators)) == [BO]
    done = route("5000.01", chain=chain, administrators=administrators, approved=(BO,))
    assert done.outcome == Outcome.STRAIGHT
    assert [step.membership_id for step in done.steps].count(BO) == 1


# --- changes ----------------------------------------------------------------------------------


def test_a_change_that_needs_nobody_is_still_decided_by_the_one_who_has_the_order() -> None:
    assert deciders(route("4000.00", waits_on=BO)) == [BO]
    assert deciders(route("15000.00", approved=(BO,), waits_on=CIA)) == [CIA]
    assert route("4000.00", waits_on=BO, approved=(BO,)).outcome == Outcome.STRAIGHT


def test_an_administrator_who_has_the_order_decides_on_it_after_a_change_too() -> None:
    found = route(
        "4000.00", chain=(anna, bo_left, cia_left), administrators=(greta,), waits_on=GRETA
    )
    assert deciders(found) == [GRETA]


def test_an_order_does_not_wait_on_someone_who_left() -> None:
    found = route("4000.00", chain=(anna, bo_left, cia), waits_on=BO)
    assert found.outcome == Outcome.STRAIGHT


def test_a_raised_value_climbs_further() -> None:
    assert deciders(route("20000.01", waits_on=BO)) == [BO, CIA]


# --- free-text orders -------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.00", "4999.00"])
def test_a_free_text_order_always_passes_the_next_approver(value: str) -> None:
    found = route(value, needs_filling=True)
    assert deciders(found) == [BO]
    assert str(found.steps[0].reason) == "The next approver fills in what is asked for."


def test_a_filled_free_text_order_climbs_by_its_new_value() -> None:
    assert deciders(route("20000.01", needs_filling=True, approved=(BO,))) == [CIA]
    assert route("3000.00", needs_filling=True, approved=(BO,)).outcome == Outcome.STRAIGHT


def test_a_free_text_order_is_refused_without_an_approver_above() -> None:
    found = route("0.00", orderer=CIA, needs_filling=True, administrators=(greta,))
    assert found.outcome == Outcome.STUCK
    assert found.verdict.code == "no_approver_above"
    assert "needs an approver above you" in str(found.verdict.reason)


def test_a_free_text_order_that_waits_goes_to_an_administrator_when_its_chain_is_gone() -> None:
    found = route("0.00", orderer=CIA, needs_filling=True, administrators=(greta,), was_asked=True)
    assert deciders(found) == [GRETA]


# --- long chains and broken data --------------------------------------------------------------


def test_a_chain_of_twelve_is_climbed_to_the_one_who_covers() -> None:
    chain = [link(n, f"P{n}", str(n * 1000), n + 1) for n in range(1, 13)]
    chain.append(link(13, "Top"))
    assert deciders(route("7500.00", orderer=1, chain=chain)) == [2, 3, 4, 5, 6, 7, 8]
    assert deciders(route("12000.01", orderer=1, chain=chain)) == list(range(2, 14))
    assert deciders(route("1000.01", orderer=1, chain=chain, every_step=True)) == list(range(2, 14))


def test_a_loop_in_the_data_ends_with_an_administrator() -> None:
    loop = (anna, link(BO, "Bo", "100", CIA), link(CIA, "Cia", "100", BO))
    assert deciders(route("5000.01", chain=loop, administrators=(greta,))) == [BO, CIA, GRETA]
    assert route("5000.01", chain=loop).outcome == Outcome.STUCK
    back_to_anna = (anna, link(BO, "Bo", "100", ANNA))
    assert route("5000.01", chain=back_to_anna).outcome == Outcome.STUCK
