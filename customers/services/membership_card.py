"""A connection's whole card as one change: roles, chain and purchase limit."""

from decimal import Decimal

from core.audit import use_case
from customers.actors import Actor
from customers.limits import LimitTerms
from customers.models import Membership
from customers.services.limits import write_limit
from customers.services.memberships import Roles, update_membership


@use_case("membership.save_card")
def save_membership_card(
    *,
    actor: Actor,
    membership: Membership,
    roles: Roles,
    next_approver: Membership | None,
    break_point: Decimal | None,
    limit: LimitTerms | None,
    reassign_to: Membership | None = None,
    force: bool = False,
    leave_to_shop: bool = False,
) -> Membership:
    """All of it or nothing. `limit` None = no limit. Raises what its parts raise."""
    changed = update_membership(
        actor=actor,
        membership=membership,
        roles=roles,
        next_approver=next_approver,
        break_point=break_point,
        reassign_to=reassign_to,
        force=force,
        leave_to_shop=leave_to_shop,
    )
    write_limit(changed, limit)  # whoever gave up their own right just now may still say this
    return changed
