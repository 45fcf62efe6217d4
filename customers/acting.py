"""Who may log in as whom (N-30, A-30, A-44)."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Allowed, Refused, Verdict
from customers.access import Perm, Role, is_granted
from customers.models import Membership, StaffRole, User


def may_act_as(*, doer: User, membership: Membership) -> Verdict:
    """Staff may act as any active buyer; nobody as staff, as themselves or as the inactive."""
    if not doer.is_active or not _is_granted_to(doer):
        return Refused(reason=_("You have no right to log in as somebody else."), code="no-right")
    return _may_be_acted_as(membership, doer)


def _is_granted_to(doer: User) -> bool:
    roles = {
        StaffRole.SALES.value: frozenset({Role.SALES_STAFF}),
        StaffRole.ADMINISTRATOR.value: frozenset({Role.STAFF_ADMIN}),
    }.get(doer.staff_role, frozenset())
    return is_granted(Perm.STAFF_ACT_AS, roles)


def _may_be_acted_as(membership: Membership, doer: User) -> Verdict:
    user = membership.user
    if user.pk == doer.pk:
        return Refused(reason=_("That is yourself."), code="self")
    if user.is_staff:
        return Refused(reason=_("Nobody can log in as staff."), code="staff")
    if not (user.is_active and membership.is_active and membership.customer.is_active):
        return Refused(reason=_("This person is inactive."), code="inactive")
    return Allowed()


def may_hijack(*, hijacker: User, hijacked: User) -> bool:
    """django-hijack's question; the shop's own view asks `may_act_as` with a membership."""
    if hijacked.is_staff or not hijacked.is_active or hijacker.pk == hijacked.pk:
        return False
    return hijacker.is_active and _is_granted_to(hijacker)
