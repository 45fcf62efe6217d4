"""Who may log in as whom (N-30, A-30, A-44)."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Allowed, Refused, Verdict
from customers.access import Perm, Role, is_granted
from customers.models import Membership, StaffRole, User
from customers.policies import same_organisation
from customers.selectors.staff_teams import sight_of

NO_RIGHT = Refused(reason=_("You have no right to log in as somebody else."), code="no-right")


def may_act_as(*, doer: User, membership: Membership, by: Membership | None = None) -> Verdict:
    """Staff may act as the active buyers of their teams' customers (N-32), an administrator as
    their own organisation's people.

    `by` is the connection by which an administrator acts. Nobody acts as staff, as themselves or
    as the inactive. Both customers have their main group loaded.
    """
    if not doer.is_active:
        return NO_RIGHT
    as_staff = _is_granted_to(doer) and sight_of(doer).covers(membership.customer)
    if not as_staff and not may_go_on_as(doer=doer, by=by, membership=membership):
        return NO_RIGHT
    return _may_be_acted_as(membership, doer)


def may_go_on_as(*, doer: User, by: Membership | None, membership: Membership | None) -> bool:
    """Whether an administrator still has the right by which the visit began (A-30).

    `membership` None: the connection that the visit was for has ended.
    """
    if by is None or by.user_id != doer.pk or not doer.is_active:
        return False
    if not (by.is_group_admin and by.is_active and by.customer.is_active):
        return False
    return membership is None or same_organisation(by.customer, membership.customer)


def _is_granted_to(doer: User) -> bool:
    roles = {
        StaffRole.SALES.value: frozenset({Role.SALES_STAFF}),
        StaffRole.ADMINISTRATOR.value: frozenset({Role.STAFF_ADMIN}),
    }.get(doer.staff_role, frozenset())
    return is_granted(Perm.STAFF_ACT_AS, roles)


def acts_as_staff(doer: User) -> bool:
    """Whether it is as staff that this person may be somebody else."""
    return doer.is_active and _is_granted_to(doer)


def _may_be_acted_as(membership: Membership, doer: User) -> Verdict:
    user = membership.user
    if user.pk == doer.pk:
        return Refused(reason=_("That is yourself."), code="self")
    if user.is_staff:
        return Refused(reason=_("Nobody can log in as staff."), code="staff")
    if not (user.is_active and membership.is_active and membership.customer.is_active):
        return Refused(reason=_("This person is inactive."), code="inactive")
    return Allowed()


def may_go_on_as_staff(*, doer: User, membership: Membership | None) -> bool:
    """Whether the customer of a visit is still one of the doer's teams'.

    `membership` None: the connection that the visit was for has ended, and with it the visit of
    whoever does not see every customer.
    """
    if membership is None:
        return sight_of(doer).ids is None
    return sight_of(doer).covers(membership.customer)


def may_hijack(*, hijacker: User, hijacked: User) -> bool:
    """django-hijack's question; the shop's own view asks `may_act_as` with a membership."""
    if hijacked.is_staff or not hijacked.is_active or hijacker.pk == hijacked.pk:
        return False
    return hijacker.is_active and _is_granted_to(hijacker)
