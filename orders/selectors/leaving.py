"""What hangs on somebody who is about to leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.models import Customer, Membership, User
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


@dataclass(frozen=True, slots=True)
class OrganisationLeft:
    """A person's connections in force at one organisation; `key` names it on a form."""

    key: str
    leaving: Sequence[Membership]

    @property
    def name(self) -> str:
        customer = self.leaving[0].customer
        group = customer.main_group
        return group.name if group.is_organisation else customer.name


def organisation_left(membership: Membership) -> OrganisationLeft:
    """The one that a single connection is left at."""
    return OrganisationLeft(key=_organisation_key(membership.customer), leaving=[membership])


def organisations_left(user: User) -> Sequence[OrganisationLeft]:
    """Every organisation that somebody would leave who becomes inactive. One query."""
    rows = Membership.objects.filter(user=user, is_active=True).with_people().order_by("id")
    found: dict[str, list[Membership]] = {}
    for membership in rows:
        found.setdefault(_organisation_key(membership.customer), []).append(membership)
    return [OrganisationLeft(key=key, leaving=leaving) for key, leaving in found.items()]


def _organisation_key(customer: Customer) -> str:
    if customer.main_group.is_organisation:
        return f"g{customer.main_group_id}"
    return f"c{customer.pk}"


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
