"""One yes to several orders at once: an answer each, and those that cannot be given are named."""

from collections.abc import Sequence
from dataclasses import dataclass

from approvals.errors import ApprovalRefused
from core.reasons import Text
from customers.actors import Actor
from orders.errors import OrderRefused
from orders.models import Order
from orders.services.deciding import approve_order
from orders.states import IllegalTransition

MOST = 30  # as many as a page of the queue shows


@dataclass(frozen=True, slots=True)
class Chosen:
    """An order and the version of it that was shown when it was chosen."""

    order_id: int
    version: int


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """An order that was not approved, and every reason why."""

    order: Order
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ManyAnswers:
    """What came of it, in the order in which they were chosen.

    `unknown` is how many were none that the person may see: nothing more is said of those.
    """

    approved: tuple[Order, ...]
    left: tuple[LeftAlone, ...]
    unknown: int = 0


def approve_many(*, actor: Actor, chosen: Sequence[Chosen], comment: str = "") -> ManyAnswers:
    """Says yes to each, in a transaction of its own: one that is refused holds up no other.

    Left are those changed since they were shown, sold out, decided by somebody else or not this
    person's to decide. An order named twice is asked about once. At most thirty; more raises
    ValueError, since no page offers it.
    """
    versions = {each.order_id: each.version for each in reversed(chosen)}
    if len(versions) > MOST:
        raise ValueError(f"At most {MOST} orders at a time.")
    known = Order.objects.visible_to(actor).with_people().in_bulk(list(versions))
    approved: list[Order] = []
    left: list[LeftAlone] = []
    for order_id in dict.fromkeys(each.order_id for each in chosen):
        if order_id not in known:
            continue
        try:
            approved.append(
                approve_order(
                    actor=actor, order_id=order_id, version=versions[order_id], comment=comment
                )
            )
        except (ApprovalRefused, OrderRefused, IllegalTransition) as refused:
            left.append(LeftAlone(known[order_id], _reasons(refused)))
    return ManyAnswers(tuple(approved), tuple(left), unknown=len(versions) - len(known))


def _reasons(refused: ApprovalRefused | OrderRefused | IllegalTransition) -> tuple[Text, ...]:
    if isinstance(refused, OrderRefused):
        return refused.reasons.texts
    if isinstance(refused, ApprovalRefused):
        return (refused.refusal.reason,)
    return (refused.reason,)
