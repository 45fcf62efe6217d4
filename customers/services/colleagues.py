"""A colleague added by the organisation's own administrator: new, or somebody already known."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, EmailTaken, require
from customers.limits import LimitTerms
from customers.looks import letter_look
from customers.models import Customer, Membership, User
from customers.policies import may_administer, may_send_activation
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services.activation import send_activation
from customers.services.limits import set_limit
from customers.services.memberships import Roles, add_membership
from customers.services.users import Person, added_by, new_account


@dataclass(frozen=True, slots=True)
class Added:
    """Whom an administrator added. `is_new`: the account was made now; `is_told`: link mailed."""

    membership: Membership
    is_new: bool
    is_told: bool


@use_case("user.add_colleague")
def add_colleague(
    *,
    actor: Actor,
    email: str,
    person: Person,
    customer: Customer,
    roles: Roles,
    next_approver: Membership | None = None,
    break_point: Decimal | None = None,
    limit: LimitTerms | None = None,
    activate: bool = False,
) -> Added:
    """Account, connection, chain, limit and link as one change (A-27).

    Whoever has the address already keeps the account as it is, name and all, and is connected.
    Raises CustomersRefused (a connection in force), ChainRefused, NotPermitted; then nothing is
    made and nothing is sent.
    """
    require(may_administer(actor, customer))
    user, is_new = _account(actor, email, person, customer)
    if user.is_staff:
        raise CustomersRefused(
            Refused(_("The person with this address cannot be added here."), "email_refused")
        )
    membership = add_membership(
        actor=actor,
        user=user,
        customer=customer,
        roles=roles,
        next_approver=next_approver,
        break_point=break_point,
    )
    if limit is not None:
        set_limit(
            actor=actor,
            membership=membership,
            amount=limit.amount,
            starts_on=limit.starts_on,
            ends_on=limit.ends_on,
            recurrence=limit.recurrence,
            outside=limit.outside,
        )
    is_told = activate and _may_be_told(actor, user)
    if is_told:
        send_activation(actor=actor, user=user)
    elif not is_new and user.is_active:
        _tell_connected(actor, membership)
    return Added(membership, is_new, is_told)


def _tell_connected(actor: Actor, membership: Membership) -> None:
    """Whoever had an account already hears where they can shop now, and who saw to it."""
    shop = shop_settings()
    enqueue(
        event_key=f"connected:{membership.pk}:{uuid4().hex}",
        template="accounts/connected",
        context={
            "shop": shop,
            "look": letter_look(membership.user, shop),
            "customer": membership.customer,
            "by": actor.real_user,
            "link": absolute_url(f"/my/as/{membership.pk}/?next=/my/"),
        },
        language=shop.language,
        to=membership.user,
    )


def _account(actor: Actor, email: str, person: Person, customer: Customer) -> tuple[User, bool]:
    """The one with the address, else a new one; two administrators at once get the same."""
    known = person_with_email(email)
    if known is not None:
        return known, False
    try:
        origin = added_by(actor)
        return new_account(email=email, person=person, origin=origin, customer=customer), True
    except EmailTaken:
        known = person_with_email(email)
        if known is None:
            raise
        return known, False


def _may_be_told(actor: Actor, user: User) -> bool:
    """A link is for those without a password, and never for an account that is another's."""
    waits = user.is_active and not user.has_usable_password()
    return waits and may_send_activation(actor, user).allowed
