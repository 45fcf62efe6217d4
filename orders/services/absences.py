"""Away and back, for the orders that wait: the substitute is asked, or the next above."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from approvals.models import Absence
from approvals.selectors.absences import away_memberships
from approvals.services import absences
from core.audit import use_case
from customers.actors import SYSTEM, Actor
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import Order
from orders.notices import ask_approver
from orders.services.locks import lock_order
from orders.services.rerouting import reroute_order
from orders.states import OrderStatus


@use_case("absence.set")
def go_away(
    *,
    actor: Actor,
    membership: Membership,
    starts_on: date,
    ends_on: date,
    substitute: Membership | None,
    absence_id: int | None = None,
) -> Absence:
    """Writes the absence down; from its first day waiting orders go to who decides meanwhile.

    Raises AbsenceRefused or NotPermitted.
    """
    absence = absences.set_absence(
        actor=actor,
        membership=membership,
        starts_on=starts_on,
        ends_on=ends_on,
        substitute=substitute,
        absence_id=absence_id,
    )
    if starts_on <= timezone.localdate():
        for order_id in _waiting_for([membership.pk]):
            _heed(actor=actor, order_id=order_id)
    return absence


def heed_absences(*, actor: Actor = SYSTEM) -> int:
    """Asks the substitutes, or those next above, of everyone who is away today.

    The worker does it every hour, for absences that began at midnight and for substitutes who can
    no longer decide. Returns how many orders wait for somebody who is away.
    """
    order_ids = _waiting_for(away_memberships())
    for order_id in order_ids:
        _heed(actor=actor, order_id=order_id)
    return len(order_ids)


def _waiting_for(membership_ids: Sequence[int]) -> Sequence[int]:
    waiting = Order.objects.filter(
        status=OrderStatus.AWAITING_APPROVAL, approval__step_id__in=membership_ids
    )
    return list(waiting.order_by("id").values_list("pk", flat=True))


def _heed(*, actor: Actor, order_id: int) -> None:
    """One order; one that is sold out in the meantime does not stop the others."""
    try:
        if not reroute_order(actor=actor, order_id=order_id):
            _ask(actor=actor, order_id=order_id)
    except OrderRefused:
        return


@use_case("order.ask_substitute")
def _ask(*, actor: Actor, order_id: int) -> None:
    """The mail to the substitute, once for each order and turn: the outbox keeps one of a key."""
    order = lock_order(order_id)
    if order.status == OrderStatus.AWAITING_APPROVAL:
        ask_approver(order, shop_settings())
