"""Activation: a new person chooses the first password by a mailed link (C4)."""

from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.links import ACTIVATION
from customers.models import AccountEventKind, User
from customers.policies import may_change_person
from customers.selectors.shop import shop_settings
from customers.selectors.visits import memberships_of
from customers.services import account_log


@use_case("user.send_activation")
def send_activation(*, actor: Actor, user: User) -> None:
    """Mails a link that works once, for seven days. Who has a password gets a reset link instead.

    Raises CustomersRefused for the inactive and for the already activated.
    """
    require(may_change_person(actor, user))
    if not user.is_active:
        raise CustomersRefused(Refused(_("This person is inactive."), "inactive"))
    if user.has_usable_password():
        raise CustomersRefused(
            Refused(_("This person already has a password. Send a reset link."), "activated")
        )
    link = absolute_url(reverse("account:activation-link", args=[ACTIVATION.token_for(user)]))
    enqueue(
        event_key=f"activation:{uuid4().hex}",
        template="accounts/activation",
        context={
            "link": link,
            "shop": shop_settings(),
            "customers": [membership.customer.name for membership in memberships_of(user)],
        },
        language=shop_settings().language,
        to=user,
        is_secret=True,
    )
    account_log.write(actor=actor, user=user, kind=AccountEventKind.INVITED)
