"""Who must have a second factor, and who may have one: pure, with the reason in words."""

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Text, Verdict, say
from customers.add_ons import AddOn
from customers.models import Membership, ShopSettings, StaffRole, User


def may_have(*, user: User, shop: ShopSettings) -> Verdict:
    """Who has it keeps it. While the part is on (N-01) staff, and buyers where offered (N-03)."""
    if user.has_second_factor:
        return ALLOWED
    if not shop.is_on(AddOn.TWO_FACTOR):
        return Refused(_("The shop does not use two-factor."), "not_in_use")
    if user.is_staff or shop.two_factor_for_buyers:
        return ALLOWED
    return Refused(_("The shop does not offer two-factor to buyers."), "not_offered")


def why_required(*, user: User, membership: Membership | None, shop: ShopSettings) -> Text | None:
    """The rule that asks this person for a second factor, in words; None when no rule does.

    `membership` is the current one, with `customer.main_group` loaded: a rule for a role or an
    organisation holds while one shops there. Rules for staff hold always. No query.
    """
    if not shop.is_on(AddOn.TWO_FACTOR):
        return None  # who has a second factor is still asked for it at every log-in
    if user.is_staff and shop.two_factor_all_staff:
        return _("The shop requires two-factor of all staff.")
    if user.staff_role == StaffRole.ADMINISTRATOR and shop.two_factor_staff_admins:
        return _("The shop requires two-factor of staff administrators.")
    if membership is None or not may_have(user=user, shop=shop):
        return None
    group = membership.customer.main_group
    if group.is_organisation and group.two_factor_required:
        return say(_("%(group)s requires two-factor of everyone."), group=group.name)
    if membership.is_group_admin and shop.two_factor_group_admins:
        return _("The shop requires two-factor of customer group administrators.")
    if membership.is_approver and shop.two_factor_approvers:
        return _("The shop requires two-factor of approvers.")
    return None
