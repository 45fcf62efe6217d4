"""The route of an order while people are away, and when nobody answered in time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from approvals.routing import ChainLink, Outcome, Route, StandIn, StepState, find_route

LAST_DAY = date(2026, 7, 12)
ANNA = ChainLink(1, 101, "Anna", break_point=Decimal(5000), next_id=2)
BO = ChainLink(2, 102, "Bo", break_point=Decimal(20000), next_id=3)
CIA = ChainLink(3, 103, "Cia")
EVA = ChainLink(5, 105, "Eva")  # a group administrator outside the chain
DAN = StandIn(4, 104, "Dan")


def away(link: ChainLink, stand_in: StandIn | None = None) -> ChainLink:
    return replace(link, away_until=LAST_DAY, stand_in=stand_in)


def route(*links: ChainLink, value: str = "6000", **more: object) -> Route:
    return find_route(
        orderer_id=1,
        value=Decimal(value),
        links={link.membership_id: link for link in (ANNA, *links)},
        **more,  # type: ignore[arg-type]
    )


def states(found: Route) -> list[tuple[str, StepState]]:
    return [(step.name, step.state) for step in found.steps[1:]]


def test_with_a_substitute_the_turn_stays_and_the_reason_names_who_decides() -> None:
    found = route(away(BO, DAN), CIA)
    assert found.current is not None
    assert (found.current.name, found.current.stand_in) == ("Bo", DAN)
    assert "Bo is away until 12" in str(found.current.reason)
    assert "Dan decides meanwhile" in str(found.current.reason)


def test_without_a_substitute_the_order_goes_past_to_the_next_above() -> None:
    found = route(away(BO), CIA)
    assert states(found) == [("Bo", StepState.SKIPPED), ("Cia", StepState.NEEDED)]
    assert "has no substitute" in str(found.reasons[0])


def test_a_substitute_who_placed_the_order_does_not_decide_it() -> None:
    found = route(away(BO, DAN), CIA, excluded_user_ids={104})
    assert states(found) == [("Bo", StepState.SKIPPED), ("Cia", StepState.NEEDED)]
    assert "Dan, who stands in, placed the order" in str(found.reasons[0])


def test_the_orderer_never_stands_in_for_the_own_approver() -> None:
    found = route(away(BO, StandIn(1, 101, "Anna")), CIA)
    assert states(found)[0] == ("Bo", StepState.SKIPPED)


def test_where_nobody_else_is_left_the_one_who_is_away_decides_after_all() -> None:
    alone = replace(BO, next_id=None, break_point=None)
    found = route(away(alone))
    assert found.outcome == Outcome.WAITS
    assert found.current is not None
    assert found.current.name == "Bo"


def test_an_able_administrator_comes_before_the_one_who_is_away() -> None:
    alone = replace(BO, next_id=None, break_point=None)
    found = route(away(alone), administrators=[EVA])
    assert found.current is not None
    assert found.current.name == "Eva"


def test_an_administrator_who_is_away_lets_another_step_in() -> None:
    alone = replace(BO, next_id=None, break_point=None, is_active=False)
    sixth = ChainLink(6, 106, "Siv")
    found = route(alone, administrators=[away(EVA), sixth])
    assert found.current is not None
    assert found.current.name == "Siv"


def test_a_yes_in_place_of_two_is_given_once() -> None:
    """Dan stands in for Bo and for Cia: his yes for Bo is his yes for Cia."""
    found = route(away(BO, DAN), away(CIA, DAN), value="30000", approved_ids={2, 4})
    assert found.outcome == Outcome.STRAIGHT


def test_back_again_the_order_that_went_past_is_not_asked_for() -> None:
    waits = route(BO, CIA, waits_on=3, was_asked=True, value="30000")
    assert states(waits) == [("Bo", StepState.NOT_NEEDED), ("Cia", StepState.NEEDED)]
    decided = route(BO, CIA, approved_ids={3}, was_asked=True, value="30000")
    assert decided.outcome == Outcome.STRAIGHT


def test_where_every_step_must_approve_the_one_who_is_back_is_asked_too() -> None:
    decided = route(BO, CIA, approved_ids={3}, was_asked=True, every_step=True)
    assert decided.current is not None
    assert decided.current.name == "Bo"


def test_whoever_let_the_days_pass_is_passed_over() -> None:
    found = route(BO, CIA, passed_over_ids={2}, was_asked=True)
    assert states(found) == [("Bo", StepState.SKIPPED), ("Cia", StepState.NEEDED)]
    assert str(found.reasons[0]) == "Bo has not answered in time."


def test_passed_over_everyone_decides_after_all() -> None:
    found = route(BO, CIA, passed_over_ids={2, 3}, was_asked=True)
    assert found.current is not None
    assert found.current.name == "Bo"


@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("bo", [BO, away(BO), away(BO, DAN), replace(BO, is_active=False)])
@pytest.mark.parametrize("cia", [CIA, away(CIA), away(CIA, DAN), replace(CIA, is_approver=False)])
def test_no_mix_of_away_and_left_is_ever_free_of_approval(
    bo: ChainLink, cia: ChainLink, every_step: bool
) -> None:
    found = route(bo, cia, administrators=[EVA], every_step=every_step)
    assert found.outcome == Outcome.WAITS
    assert found.current is not None
    assert found.current.user_id != ANNA.user_id
