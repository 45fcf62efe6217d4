"""What an import of users cannot take back any more, for whoever asks for it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core.imports.touched import Touched
from core.reasons import Text
from customers.actors import Actor
from customers.models import Customer, Membership, PurchaseLimit, User
from customers.policies import OTHER_TEAM
from customers.selectors.chains import administrators_of
from customers.selectors.customer_import import among

Kept = Mapping[tuple[str, int], Text]

_SEAT, _LIMIT, _USER = (model._meta.label_lower for model in (Membership, PurchaseLimit, User))


def taking_the_last(actor: Actor, touched: Touched) -> Kept:
    """What would leave the administrator's organisation without one. Nothing for staff, who may."""
    if actor.customer is None or actor.is_staff or administrators_of(actor.customer):
        return {}
    seats = {
        pk
        for column in ("is_group_admin", "is_active")
        for pk, _old, new in touched.changed(Membership, column)
        if not new
    }
    roles = touched.values_by_id(Membership, "is_group_admin")
    seats |= {pk for pk in touched.ids(Membership, inserted=True) if roles.get(pk)}
    closed = {pk for pk, _old, new in touched.changed(User, "is_active") if not new}
    reason = _("The organisation would be without an administrator.")
    return {(_SEAT, pk): reason for pk in seats} | {(_USER, pk): reason for pk in closed}


def gone_outside(actor: Actor, touched: Touched) -> Kept:
    """What is another organisation's by now, or another sales team's: nobody reaches over there."""
    if actor.is_staff and actor.team_ids is None:
        return {}
    owners = _owners(touched)
    reached = Customer.objects.visible_to(actor)
    inside = set(reached.filter(pk__in=among(owners.values())).values_list("pk", flat=True))
    if actor.is_staff:
        return {place: OTHER_TEAM.reason for place, pk in owners.items() if pk not in inside}
    reason = _("It belongs to another organisation now.")
    changed = touched.ids(User, inserted=False)
    elsewhere = Membership.objects.filter(user__in=among(changed)).exclude(
        customer__in=reached.values("pk")
    )
    return {place: reason for place, pk in owners.items() if pk not in inside} | {
        (_USER, pk): reason for pk in elsewhere.values_list("user_id", flat=True)
    }


def _owners(touched: Touched) -> dict[tuple[str, int], int]:
    """The customer of every touched connection and limit."""
    limits = dict(
        PurchaseLimit.objects.filter(pk__in=among(touched.ids(PurchaseLimit))).values_list(
            "pk", "membership_id"
        )
    )
    limits |= touched.values_by_id(PurchaseLimit, "membership_id")
    made = touched.values_by_id(Membership, "customer_id")
    changed = touched.ids(Membership, inserted=False)
    ids = {*changed, *limits.values()} - set(made)
    known = Membership.objects.filter(pk__in=among(ids)).values_list("pk", "customer_id")
    customer_of = dict(known) | made
    found = {(_SEAT, pk): customer_of[pk] for pk in (*changed, *made) if pk in customer_of}
    return found | {
        (_LIMIT, pk): customer_of[seat] for pk, seat in limits.items() if seat in customer_of
    }
