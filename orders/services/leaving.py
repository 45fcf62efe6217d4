"""Somebody leaves, and everything that hangs on them gets somebody else: all of it or nothing.

Here and not with the people, because it moves orders too (C15).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import say
from customers.actors import Actor
from customers.errors import require
from customers.models import Membership, User
from customers.policies import may_administer
from customers.selectors.actors import as_of_now
from customers.services.chains import lock_organisation
from customers.services.leaving import hand_over
from customers.services.memberships import Roles, end_membership, update_membership
from customers.services.users import set_active
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.leaving import (
    Dependents,
    OrganisationLeft,
    dependents_of,
    organisations_left,
)
from orders.services.handling import withdraw_for_orderer
from orders.services.locks import lock_order
from orders.services.rerouting import hand_order_to, reroute_order
from orders.states import OrderStatus

Gone = TypeVar("Gone", Membership, User)


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Who takes over what.

    `chain`: the next approver of those below; without one `to_chain` must leave it to the chain
    above. `orders`: who decides on the orders that wait, None = whoever the chain then says.
    `administrator`: who becomes one. `withdraw_own`: the leaver's own waiting orders are taken
    back, else they go on.
    """

    chain: Membership | None = None
    to_chain: bool = False
    orders: Membership | None = None
    administrator: Membership | None = None
    withdraw_own: bool = False


@use_case("membership.leave")
def leave_customer(*, actor: Actor, membership: Membership, take_over: TakeOver) -> Membership:
    """Ends one connection with everything that hangs on it.

    Raises StillNext, LastAdministrator, NotPermitted, OrderRefused; then nothing has changed.
    """

    def go(now: Actor) -> Membership:
        return end_membership(
            actor=now,
            membership=membership,
            reassign_to=take_over.chain,
            force=take_over.to_chain,
        )

    return _leave(actor, [membership], take_over, go)


@use_case("user.leave")
def leave_altogether(*, actor: Actor, user: User, take_over: TakeOver) -> User:
    """Makes a person inactive with everything that hangs on any of the connections."""
    connections = Membership.objects.filter(user=user, is_active=True).with_people()

    def go(now: Actor) -> User:
        return set_active(
            actor=now,
            user=user,
            is_active=False,
            reassign_to=take_over.chain,
            force=take_over.to_chain,
        )

    return _leave(actor, list(connections.order_by("id")), take_over, go)


@use_case("user.leave")
def leave_everywhere(*, actor: Actor, user: User, take_overs: Mapping[str, TakeOver]) -> User:
    """As `leave_altogether` for staff, whose leaver may belong to several organisations.

    `take_overs` says by `OrganisationLeft.key` who takes over there; what has none needs none.
    """
    connections = [m.customer_id for part in organisations_left(user) for m in part.leaving]
    if connections:
        lock_organisation(*connections)
    parts = organisations_left(user)  # as they are now that nobody else moves them
    found = {part.key: dependents_of(part.leaving) for part in parts}
    for order_id in sorted(
        {order.pk for each in found.values() for order in (*each.to_decide, *each.own)}
    ):
        lock_order(order_id)
    now = as_of_now(actor)
    require(*(may_administer(now, m.customer) for part in parts for m in part.leaving))
    chosen = {part.key: take_overs.get(part.key, TakeOver()) for part in parts}
    for part in parts:
        _hand_over_part(now, part, chosen[part.key], found[part.key])
    gone = set_active(actor=now, user=user, is_active=False, force=True)
    for part in parts:
        _move_orders(now, found[part.key], part.leaving, chosen[part.key])
    return gone


def _hand_over_part(
    actor: Actor, part: OrganisationLeft, take_over: TakeOver, found: Dependents
) -> None:
    """Those below get the new approver; left to the chain, `set_active` tells them afterwards."""
    if take_over.administrator is not None:
        _appoint(actor, take_over.administrator)
    if take_over.to_chain and take_over.chain is None:
        return
    for membership in part.leaving:
        below = [lower for lower in found.below if lower.next_approver_id == membership.pk]
        hand_over(leaving=membership, dependents=below, reassign_to=take_over.chain, force=False)


def _leave(
    actor: Actor,
    leaving: Sequence[Membership],
    take_over: TakeOver,
    go: Callable[[Actor], Gone],
) -> Gone:
    """The organisation is locked first, as where somebody goes away; then orders, then people.

    One placed meanwhile is passed on later.
    """
    if not leaving:
        return go(actor)
    lock_organisation(*(membership.customer_id for membership in leaving))
    found: Dependents = dependents_of(leaving)
    for order_id in sorted({order.pk for order in (*found.to_decide, *found.own)}):
        lock_order(order_id)
    now = as_of_now(actor)
    require(*(may_administer(now, membership.customer) for membership in leaving))
    if take_over.administrator is not None:
        _appoint(now, take_over.administrator)
    gone = go(now)
    _move_orders(now, found, leaving, take_over)
    return gone


def _appoint(actor: Actor, administrator: Membership) -> None:
    fresh = Membership.objects.with_people().get(pk=administrator.pk)
    require(may_administer(actor, fresh.customer))
    update_membership(
        actor=actor,
        membership=fresh,
        roles=replace(Roles.of(fresh), is_group_admin=True),
        next_approver=fresh.next_approver,
        break_point=fresh.break_point,
    )


def _move_orders(
    actor: Actor, found: Dependents, leaving: Sequence[Membership], take_over: TakeOver
) -> None:
    """The orders as they are under their locks: one that was settled meanwhile is left alone."""
    if take_over.withdraw_own:
        for order in _still_waiting(found.own):
            withdraw_for_orderer(actor=actor, order_id=order.pk)
    leavers = {membership.pk for membership in leaving}
    for order in _still_waiting(found.to_decide):
        if order.approval is None or order.approval.step_id not in leavers:
            continue
        if take_over.orders is not None:
            hand_order_to(actor=actor, order_id=order.pk, to=take_over.orders)
        else:
            reroute_order(actor=actor, order_id=order.pk)
    _refuse_stuck(found.to_decide)


def _still_waiting(orders: Sequence[Order]) -> Sequence[Order]:
    fresh = Order.objects.filter(pk__in=[order.pk for order in orders])
    waiting = fresh.filter(status=OrderStatus.AWAITING_APPROVAL).select_related("approval")
    return list(waiting.order_by("id"))


def _refuse_stuck(orders: Sequence[Order]) -> None:
    stuck = [order for order in _still_waiting(orders) if _waits_on_nobody(order)]
    if stuck:
        numbers = ", ".join(str(order.number) for order in stuck)
        raise OrderRefused.because(
            say(_("Order %(numbers)s would wait for nobody. Choose who decides."), numbers=numbers),
            "nobody-decides",
        )


def _waits_on_nobody(order: Order) -> bool:
    return order.approval is not None and order.approval.step_id is None
