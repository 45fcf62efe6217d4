"""The route climbs the chain as far as the break points say, and always ends at someone able."""

from collections.abc import Collection, Sequence
from decimal import Decimal

import pytest

from approvals.routing import ChainLink, Outcome, Route, Step, StepState, find_route
from core.reasons import ALLOWED

D = Decimal
NB = "\u00a0"
ANNA, BO, CIA, GRETA, DAG = 1, 2, 3, 9, 8


def link(
    membership_id: int,
    name: str,
    break_point: str | None = None,
    next_id: int | None = None,
    *,
    is_active: bool = True,
    is_approver: bool = True,
    user_id: int | None = None,
) -> ChainLink:
    return ChainLink(
        membership_id,
        100 + membership_id if user_id is None else user_id,
        name,
        None if break_point is None else D(break_point),
        next_id,
        is_approver,
        is_active,
    )


anna = link(ANNA, "Anna", "5000.00", BO, is_approver=False)
bo = link(BO, "Bo", "20000.00", CIA)
cia = link(CIA, "Cia")
greta = link(GRETA, "Greta")
dag = link(DAG, "Dag")
bo_left = link(BO, "Bo", "20000.00", CIA, is_active=False)
cia_left = link(CIA, "Cia", is_active=False)


def route(
    value: str,
    *,
    orderer: int = ANNA,
    chain: Sequence[ChainLink] = (anna, bo, cia),
    administrators: Sequence[ChainLink] = (),
    excluded: Collection[int] = (),
    approved: Collection[int] = (),
    needs_filling: bool = False,
    every_step: bool = False,
    waits_on: int | None = None,
    was_asked: bool = False,
) -> Route:
    return find_route(
        orderer_id=orderer,
        value=D(value),
        links={each.membership_id: each for each in chain},
        administrators=administrators,
        excluded_user_ids=excluded,
        needs_filling=needs_filling,
        every_step=every_step,
        approved_ids=approved,
        waits_on=waits_on,
        was_asked=was_asked,
    )


def deciders(found: Route) -> list[int]:
    return [step.membership_id for step in found.pending]


def step_of(found: Route, membership_id: int) -> Step:
    return next(step for step in found.steps if step.membership_id == membership_id)


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
