"""One step of a chain as the page of chains sets it: approval right, next approver, break point."""

from dataclasses import replace
from decimal import Decimal

from core.audit import use_case
from customers.actors import Actor
from customers.errors import StepChanged, StillNext, require
from customers.models import Membership
from customers.policies import may_administer
from customers.selectors.actors import as_of_now
from customers.selectors.chains import depends_on
from customers.services.chains import check_chain, lock_organisation
from customers.services.memberships import Roles, update_membership


def check_step(
    *,
    membership: Membership,
    is_approver: bool,
    next_approver: Membership | None,
    break_point: Decimal | None,
) -> None:
    """Raises what set_step would raise if it were called now. Changes nothing."""
    if membership.is_approver and not is_approver and (below := depends_on(membership)):
        raise StillNext(membership.user.full_name, below)
    check_chain(membership, next_approver, break_point)


def step_seen(membership: Membership) -> str:
    """A step as a page has shown it, to be sent back with the change."""
    parts = (membership.next_approver_id, membership.break_point, membership.is_approver)
    return " ".join(str(part) for part in parts)


@use_case("membership.set_step")
def set_step(
    *,
    actor: Actor,
    membership: Membership,
    is_approver: bool,
    next_approver: Membership | None,
    break_point: Decimal | None,
    seen: str = "",
) -> Membership:
    """All three as one change; the other roles stay as they are under the lock.

    `seen` is the step as it was shown (`step_seen`): if somebody has saved another since, nothing
    is written. Raises StepChanged, ChainRefused, StillNext (the right is taken from somebody's next
    approver), NotPermitted.
    """
    customer = lock_organisation(membership.customer_id)
    require(may_administer(as_of_now(actor), customer))
    now = Membership.objects.get(pk=membership.pk)
    if seen and seen != step_seen(now):
        raise StepChanged(membership.user.full_name)
    return update_membership(
        actor=actor,
        membership=membership,
        roles=replace(Roles.of(now), is_approver=is_approver),
        next_approver=next_approver,
        break_point=break_point,
    )
