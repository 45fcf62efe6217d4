"""One click that makes a person inactive, or active again. Only for whom nothing hangs on.

Here and not with the people, because orders hang on them too (C15): who has a chain below, an
organisation to run, or orders that wait, goes by the leaver's page, which asks who takes over.
"""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor
from customers.errors import CustomersRefused, LastAdministrator, StillNext, require
from customers.models import Membership, User
from customers.policies import may_set_active
from customers.services.chains import lock_organisation
from customers.services.toggles import switch_active
from orders.selectors.leaving import dependents_of, organisations_left

NEEDS_ANSWERS = ("still_next", "last_administrator", "orders_wait")


class OrdersWait(CustomersRefused):
    """Orders wait for the person's answer, or the person's own wait for somebody else's."""

    def __init__(self, name: str) -> None:
        reason = say(
            _("Orders wait that %(name)s has part in. Choose what becomes of them."), name=name
        )
        super().__init__(Refused(reason, "orders_wait"))


@use_case("user.toggle_active")
def switch_in_list(*, actor: Actor, user_id: int, becomes: bool, epoch: int | None = None) -> User:
    """As `switch_active`. Raises StillNext, LastAdministrator or OrdersWait, also for staff."""
    if not becomes:
        user = User.objects.get(pk=user_id)
        require(may_set_active(actor, user))  # before anything is told of what hangs on them
        _nothing_hangs_on(user)
    return switch_active(actor=actor, user_id=user_id, becomes=becomes, epoch=epoch)


def _nothing_hangs_on(user: User) -> None:
    """Under the organisations' locks, so that nobody gets a chain or a role meanwhile."""
    places = Membership.objects.filter(user=user).values_list("customer_id", flat=True)
    if customer_ids := list(places):
        lock_organisation(*customer_ids)
    for part in organisations_left(user):
        found = dependents_of(part.leaving)
        if found.below:
            raise StillNext(user.full_name, found.below)
        if found.is_last_administrator:
            raise LastAdministrator(user.full_name)
        if found.to_decide or found.own:
            raise OrdersWait(user.full_name)
