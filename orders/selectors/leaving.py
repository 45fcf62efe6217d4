"""What hangs on somebody who is about to leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.models import Membership
from customers.selectors.chains import administrators_left
from orders.models import Order
from orders.states import OrderStatus


@dataclass(frozen=True, slots=True)
class Dependents:
    """Everything that needs an answer before somebody goes.

    `below` have them as next approver, `to_decide` are orders that wait for their answer, `own`
    their own orders that wait for somebody else's.
    """

    below: Sequence[Membership]
    to_decide: Sequence[Order]
    own: Sequence[Order]
    is_last_administrator: bool

    @property
    def is_empty(self) -> bool:
        return not (self.below or self.to_decide or self.own or self.is_last_administrator)


def dependents_of(leaving: Sequence[Membership]) -> Dependents:
    """Of connections of one person in one organisation. Four queries."""
    ids = [membership.pk for membership in leaving]
    below = Membership.objects.active().filter(next_approver__in=ids).exclude(pk__in=ids)
    waiting = Order.objects.filter(status=OrderStatus.AWAITING_APPROVAL).select_related(
        "orderer", "customer", "approval__step__user"
    )
    administers = any(each.is_group_admin and each.is_active for each in leaving)
    return Dependents(
        below=list(below.with_people().order_by("user__last_name", "user__first_name", "id")),
        to_decide=list(waiting.filter(approval__step__in=ids).order_by("id")),
        own=list(waiting.filter(membership__in=ids).order_by("id")),
        is_last_administrator=administers and not administrators_left(leaving),
    )
