"""Read answers about people for their cards and for log-in."""

from collections.abc import Sequence

from customers.actors import Actor
from customers.models import AccountEvent, Customer, Membership, User
from customers.querysets import UserQuerySet
from customers.search import users_matching


def users_found(actor: Actor, text: str = "") -> UserQuerySet:
    """The people that `actor` may see, by part of e-mail, name or company (K-09..K-12)."""
    users: UserQuerySet = User.objects.visible_to(actor)
    return users_matching(users, text) if text.strip() else users


def straight_to(actor: Actor, text: str) -> Customer | User | None:
    """The one record a bare number means: a customer number first, then a user id. 0–2 queries."""
    number = text.strip()
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    customer: Customer | None = Customer.objects.visible_to(actor).filter(number=number).first()
    if customer is not None:
        return customer
    user: User | None = User.objects.visible_to(actor).filter(pk=int(number)).first()
    return user


def person_with_email(email: str) -> User | None:
    """By address in any letter case. One query."""
    user: User | None = User.objects.filter(email__iexact=email.strip()).first()
    return user


def connections_of(actor: Actor, user: User) -> Sequence[Membership]:
    """The person's memberships that `actor` may see, ended ones too, with limit. One query."""
    return list(
        Membership.objects.visible_to(actor)
        .filter(user=user)
        .with_people()
        .select_related("next_approver__user", "purchase_limit")
        .order_by("-is_active", "customer__name", "id")
    )


def account_events(user: User, *, at_most: int = 50) -> Sequence[AccountEvent]:
    """The account's log, newest first. One query."""
    events = AccountEvent.objects.filter(user=user).select_related("done_by", "acted_by")
    return list(events[:at_most])
