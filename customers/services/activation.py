"""Activation: a new person chooses the first password by a mailed link (C4)."""

from collections.abc import Sequence
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.links import ACTIVATION
from customers.looks import letter_look
from customers.models import AccountEventKind, ShopSettings, User
from customers.policies import may_send_activation
from customers.selectors.shop import shop_settings
from customers.selectors.visits import memberships_of
from customers.services import account_log


@use_case("user.send_activation")
def send_activation(*, actor: Actor, user: User) -> None:
    """Mails a link that works once, for seven days. Who has a password gets a reset link instead.

    Raises CustomersRefused for the inactive and for the already activated.
    """
    require(may_send_activation(actor, user))
    if not user.is_active:
        raise CustomersRefused(Refused(_("This person is inactive."), "inactive"))
    if user.has_usable_password():
        raise CustomersRefused(
            Refused(_("This person already has a password. Send a reset link."), "activated")
        )
    mail_activation(
        user=user,
        shop=shop_settings(),
        customers=[membership.customer.name for membership in memberships_of(user)],
        event_key=f"activation:{uuid4().hex}",
    )
    account_log.write(actor=actor, user=user, kind=AccountEventKind.INVITED)


def mail_activation(
    *, user: User, shop: ShopSettings, customers: Sequence[str], event_key: str
) -> None:
    """Writes the mail and nothing else: whoever calls has checked who may get it, and logs it."""
    enqueue(
        event_key=event_key,
        template="accounts/activation",
        context={
            "link": activation_link(user),
            "shop": shop,
            "customers": customers,
            "look": letter_look(user, shop),
        },
        language=shop.language,
        to=user,
        is_secret=True,
    )


def activation_link(user: User) -> str:
    """The whole address; it works once, for seven days."""
    return absolute_url(reverse("account:activation-link", args=[ACTIVATION.token_for(user)]))
