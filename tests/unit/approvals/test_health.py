"""What is found wrong with the chains is what the router would run into."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from approvals.chains import ChainLink, StandIn
from approvals.health import Chains, Trouble, find_trouble
from approvals.routes import Outcome
from tests.unit.approvals.routes import D
from tests.unit.approvals.test_routing_laws import ADMINISTRATORS, CHAINS

CIA = ChainLink(3, 3, "Cia")
BO = ChainLink(2, 2, "Bo", D(20000), 3)
ANNA = ChainLink(1, 1, "Anna", D(5000), 2, is_approver=False)


def troubles(
    *links: ChainLink, administrators: tuple[ChainLink, ...] = ()
) -> dict[Trouble, list[object]]:
    chains = Chains({link.membership_id: link for link in links}, administrators)
    found: dict[Trouble, list[object]] = {}
    for finding in find_trouble(chains, buyer_ids={1}):
        found.setdefault(finding.trouble, []).append((finding.about, finding.affects))
    return found


@given(CHAINS, ADMINISTRATORS, st.booleans())
def test_nobody_can_decide_exactly_where_the_router_says_so(
    people: list[ChainLink], administrators: list[ChainLink], every_step: bool
) -> None:
    links = {link.membership_id: link for link in people}
    chains = Chains(links, administrators, every_step)
    found = {f.about[0] for f in find_trouble(chains, buyer_ids=links) if f.trouble == "nobody"}
    values = [*chains.typical_values(), chains.beyond]
    stuck = {
        pk for pk in links if any(chains.route(pk, v).outcome == Outcome.STUCK for v in values)
    }
    assert found == stuck


def test_a_sound_chain_has_no_findings() -> None:
    assert troubles(ANNA, BO, CIA) == {}


def test_an_inactive_last_approver_leaves_anna_with_nobody() -> None:
    found = troubles(ANNA, BO, replace(CIA, is_active=False))
    assert found == {Trouble.NOBODY: [((1,), (1,))], Trouble.INACTIVE: [((3,), (2,))]}


def test_an_administrator_who_must_step_in_makes_it_a_dead_end() -> None:
    found = troubles(
        ANNA, BO, replace(CIA, is_approver=False), administrators=(ChainLink(9, 9, "Greta"),)
    )
    assert found == {Trouble.DEAD_END: [((1,), (1,))], Trouble.NO_RIGHT: [((3,), (2,))]}


def test_a_loop_is_named_with_everyone_in_it() -> None:
    found = troubles(ANNA, replace(BO, next_id=3), replace(CIA, next_id=2, break_point=D(1)))
    assert found[Trouble.LOOP] == [((2, 3), (2, 3))]


def test_an_approver_whom_no_order_reaches_is_found() -> None:
    assert troubles(ANNA, BO, CIA, ChainLink(4, 4, "Dan"))[Trouble.UNREACHED] == [((4,), ())]


def test_an_approver_who_is_away_is_found_until_somebody_decides_meanwhile() -> None:
    away = replace(BO, away_until=date(2026, 12, 1))
    found = troubles(ANNA, away, CIA)
    assert found == {Trouble.AWAY: [((2,), (1,))]}
    dan = ChainLink(4, 4, "Dan")
    assert troubles(ANNA, replace(away, stand_in=StandIn(4, 4, "Dan")), CIA, dan) == {}
