"""What must hold, and what happens, when somebody stops approving or administering (C15)."""

from collections.abc import Sequence
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from core.mail import enqueue
from core.reasons import ALLOWED, Refused, Verdict
from customers.actors import Actor
from customers.errors import LastAdministrator, StillNext
from customers.models import Membership, StaffRole, User
from customers.selectors.chains import administrators_left
from customers.selectors.shop import shop_settings
from customers.services.chains import apply_chain


def keep_an_administrator(
    actor: Actor, leaving: Sequence[Membership], *, leave_to_shop: bool
) -> None:
    """Raises LastAdministrator when an organisation would run itself without one.

    Staff may leave it so, once they say it (`leave_to_shop`): then the shop looks after it. The
    caller holds the organisation's lock.
    """
    if actor.is_staff and leave_to_shop:
        return
    for membership in leaving:
        in_force = membership.is_active and membership.is_group_admin
        if in_force and not administrators_left(leaving):
            raise LastAdministrator(membership.user.full_name)


def hand_over(
    *,
    leaving: Membership,
    dependents: Sequence[Membership],
    reassign_to: Membership | None,
    force: bool,
) -> None:
    """Gives those below `leaving` somebody else, before the right or the person goes.

    With `reassign_to` they get that approver; with `force` they keep the link, and the router
    passes to the next above or the administrators; with neither it is refused, by name. All of
    them are told by mail. The caller holds the organisation's lock. Requests that already wait
    are moved on by the layer above.
    """
    if not dependents:
        return
    if reassign_to is not None:
        _replace(leaving, dependents, reassign_to)
    elif not force:
        raise StillNext(leaving.user.full_name, dependents)
    shop = shop_settings()
    event = uuid4().hex
    for membership in dependents:
        enqueue(
            event_key=f"approver-left:{event}:{membership.pk}",
            template="accounts/approver_left",
            context={
                "shop": shop,
                "leaving": leaving.user,
                "takes_over": reassign_to,
                "moved_up": reassign_to is not None and reassign_to.pk == membership.pk,
                "membership": membership,
            },
            language=shop.language,
            to=membership.user,
        )


def _above(leaving: Membership) -> Membership | None:
    if leaving.next_approver_id is None:
        return None
    above: Membership = Membership.objects.with_people().get(pk=leaving.next_approver_id)
    return above


def _replace(
    leaving: Membership, dependents: Sequence[Membership], reassign_to: Membership
) -> None:
    """The one who takes over, if below `leaving`, moves up into that place first."""
    for membership in dependents:
        if membership.pk == reassign_to.pk:
            above = _above(leaving)
            apply_chain(membership, above, membership.break_point if above else None)
    taking = Membership.objects.with_people().get(pk=reassign_to.pk)
    for membership in dependents:
        if membership.pk != taking.pk:
            apply_chain(membership, taking, membership.break_point)


def is_last_administrator(user: User, others: int) -> Verdict:
    """`others` = active staff administrators besides `user`; a shop keeps at least one."""
    if user.staff_role == StaffRole.ADMINISTRATOR and others == 0:
        return Refused(_("The shop needs at least one staff administrator."), "last_administrator")
    return ALLOWED
