"""The people of one organisation as its own administrator sees them: nothing from outside it.

What a colleague is elsewhere is told to nobody here: neither shown nor found by.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.actors import Actor
from customers.models import Address, Customer, Membership, User
from customers.querysets import MOST_WORDS, MembershipQuerySet, UserQuerySet, in_organisation
from customers.selectors.staff_lists import MEMBERSHIP_ROLES

COLLEAGUE_SORTS = {
    "name": Sort.by("last_name", "first_name", label=_("Name")),
    "email": Sort.by("email", label=_("E-mail")),
    "seen": Sort.by("last_seen_at", label=_("Last visit"), nullable=True, descending_first=True),
}
# Exactly one holds for each colleague.
STATUSES = (
    ("active", _("Active")),
    ("waits", _("Waits for activation")),
    ("ended", _("Left")),
    ("inactive", _("Inactive")),
)
_NO_PASSWORD = Q(password__startswith="!") | Q(password="")  # noqa: S106 - how Django writes none


def seats_inside(actor: Actor) -> MembershipQuerySet:
    """Every connection within the actor's organisation, ended ones too; none without one."""
    if actor.customer is None:
        return Membership.objects.none()
    seats: MembershipQuerySet = Membership.objects.in_organisation_of(actor.customer)
    return seats


def customers_inside(actor: Actor) -> Sequence[Customer]:
    """The organisation's customers by name. One query."""
    if actor.customer is None:
        return []
    rows = Customer.objects.filter(in_organisation(actor.customer))
    return list(rows.select_related("main_group"))


def colleagues(
    actor: Actor, *, text: str = "", customer: str = "", role: str = "", status: str = ""
) -> UserQuerySet:
    """The organisation's people by text, a customer (its id), a role in force and a status.

    Each has `seats`, the connections inside, and `is_in_force`. Two queries for a page.
    """
    inside = seats_inside(actor)
    if customer.isdecimal() and len(customer) < 19:
        inside = inside.filter(customer=int(customer))
    theirs = inside.filter(user=OuterRef("pk"))
    in_force = theirs.filter(is_active=True, customer__is_active=True)
    shown = Prefetch(
        "memberships",
        queryset=seats_inside(actor).with_people().order_by("-is_active", "customer__name", "id"),
        to_attr="seats",
    )
    found: UserQuerySet = User.objects.filter(Exists(theirs)).prefetch_related(shown)
    found = found.annotate(is_in_force=Exists(in_force))
    if role in MEMBERSHIP_ROLES:
        found = found.filter(Exists(in_force.filter(**{MEMBERSHIP_ROLES[role]: True})))
    return _of_status(_matching(found, theirs, text), in_force, status)


def _matching(found: UserQuerySet, theirs: MembershipQuerySet, text: str) -> UserQuerySet:
    for word in text.split()[:MOST_WORDS]:
        named = Q(customer__name__icontains=word) | Q(customer__number=word)
        found = found.filter(
            Q(email__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Exists(theirs.filter(named))
        )
    return found


def _of_status(found: UserQuerySet, in_force: MembershipQuerySet, status: str) -> UserQuerySet:
    if status == "inactive":
        return found.filter(is_active=False)
    if status == "ended":
        return found.filter(is_active=True).exclude(Exists(in_force))
    if status in ("active", "waits"):
        found = found.filter(Exists(in_force), is_active=True)
        return found.filter(_NO_PASSWORD) if status == "waits" else found.exclude(_NO_PASSWORD)
    return found


def colleague_of(actor: Actor, user_id: int) -> User:
    """One person of the organisation, or Http404. One query."""
    theirs = seats_inside(actor).filter(user=OuterRef("pk"))
    user: User | None = User.objects.filter(Exists(theirs), pk=user_id).first()
    if user is None:
        raise Http404
    return user


def seats_of(actor: Actor, user: User) -> Sequence[Membership]:
    """The person's connections inside, ended ones too, with chain and limit. One query."""
    return list(
        seats_inside(actor)
        .filter(user=user)
        .with_people()
        .select_related("next_approver__user", "purchase_limit")
        .order_by("-is_active", "customer__name", "id")
    )


def seat_of(actor: Actor, membership_id: int) -> Membership:
    """One connection inside, or Http404. One query."""
    rows = seats_inside(actor).with_people().select_related("next_approver__user")
    seat: Membership | None = rows.filter(pk=membership_id).first()
    if seat is None:
        raise Http404
    return seat


def seat_with_email(actor: Actor, email: str) -> Membership | None:
    """The first connection in force inside of whoever has this address. One query."""
    rows = seats_inside(actor).active().with_people()
    seat: Membership | None = rows.filter(user__email__iexact=email.strip()).order_by("id").first()
    return seat


def customer_inside(actor: Actor, customer_id: int) -> Customer:
    """One customer of the organisation, or Http404. One query."""
    found = None
    if actor.customer is not None:
        rows = Customer.objects.filter(in_organisation(actor.customer))
        found = rows.select_related("main_group").filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def delivery_address_inside(actor: Actor, address_id: int) -> Address:
    """One delivery address of the organisation's customers, or Http404. One query."""
    found = None
    if actor.customer is not None:
        rows = Address.objects.delivery().filter(in_organisation(actor.customer, "customer__"))
        rows = rows.select_related("customer__main_group")
        found = rows.filter(pk=address_id).first()
    if found is None:
        raise Http404
    return found
