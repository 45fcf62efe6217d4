"""One chain of approvers, Anna to Bo to Cia, and the question asked of it: for tests of routes."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from approvals.routing import ChainLink, Route, Step, find_route

D = Decimal
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
