"""When a place at a customer of one comes into force."""

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict
from customers.models import Membership


def may_come_into_force(membership: Membership) -> Verdict:
    """Not what somebody ordered as a guest: only the mailbox answers for its address."""
    if membership.waits_for_address:
        return Refused(
            _(
                "This was ordered as a guest. It comes into the account when the person uses the "
                "link in the order confirmation."
            ),
            "waits_for_address",
        )
    return ALLOWED
