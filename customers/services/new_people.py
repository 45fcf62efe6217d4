"""A person added by hand in the back office: account, connection and link as one change."""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused
from customers.models import Customer, Membership, User
from customers.services.activation import send_activation
from customers.services.memberships import add_membership
from customers.services.users import Person, create_user


@use_case("user.add")
def add_person(
    *,
    actor: Actor,
    email: str,
    person: Person,
    customer: Customer | None = None,
    staff_role: str = "",
    activate: bool = False,
) -> tuple[User, Membership | None]:
    """All of it or nothing; the mail last, so that it names the customer. Raises EmailTaken."""
    if customer is None and actor.team_ids is not None:
        raise CustomersRefused(
            Refused(_("Choose one of your sales team's customers."), "customer_needed")
        )
    user = create_user(actor=actor, email=email, person=person, staff_role=staff_role)
    membership = None
    if customer is not None:
        membership = add_membership(actor=actor, user=user, customer=customer)
    if activate:
        send_activation(actor=actor, user=user)
    return user, membership
