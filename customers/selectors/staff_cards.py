"""One record for its card in the back office, or Http404."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.http import Http404

from core.http import get_visible_or_404
from customers.actors import Actor
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    EmailChange,
    EmailChangeState,
    Membership,
    PricingTier,
    PurchaseLimit,
    User,
)


def customer_of(actor: Actor, customer_id: int) -> Customer:
    rows = Customer.objects.select_related("main_group", "pricing_tier")
    return get_visible_or_404(rows, actor, pk=customer_id)


def customer_numbered(actor: Actor, number: str) -> Customer | None:
    """By its number in any letter case. One query."""
    rows = Customer.objects.visible_to(actor).select_related("main_group")
    found: Customer | None = rows.filter(number__iexact=number.strip()).first()
    return found


def address_of(customer: Customer, address_id: int) -> Address:
    address = customer.addresses.register().filter(pk=address_id).first()
    if address is None:
        raise Http404
    return address


def user_of(actor: Actor, user_id: int) -> User:
    """Of their teams', with what the policies ask of a person (`told_if_shared`); or 404."""
    found: User = get_visible_or_404(User.objects.told_if_shared(actor), actor, pk=user_id)
    return found


def user_for_card(actor: Actor, user_id: int) -> User:
    """As `user_of`, and whether a change of e-mail is on its way: most have none to ask for."""
    pending = EmailChange.objects.filter(user=OuterRef("pk"), state=EmailChangeState.PENDING)
    rows = User.objects.told_if_shared(actor).annotate(has_email_change=Exists(pending))
    found: User = get_visible_or_404(rows, actor, pk=user_id)
    return found


def membership_of(actor: Actor, membership_id: int) -> Membership:
    rows = Membership.objects.with_people().select_related("next_approver__user")
    return get_visible_or_404(rows, actor, pk=membership_id)


def limit_of(membership: Membership) -> PurchaseLimit | None:
    return PurchaseLimit.objects.filter(membership=membership).first()


def group_of(actor: Actor, group_id: int) -> CustomerGroup:
    """Other teams' organisations are nobody's business; every commercial group has a card."""
    return get_visible_or_404(CustomerGroup, actor, pk=group_id)


def tiers() -> Sequence[PricingTier]:
    """Every pricing tier by name. One query."""
    return list(PricingTier.objects.all())
