"""Chainable questions about orders, lists and saved carts."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.querysets import steps_decided_by
from core.days import within_days
from customers.models import Customer, Membership
from customers.querysets import Way, in_organisation
from orders.states import SALE_STATUSES

if TYPE_CHECKING:
    from customers.actors import Actor
    from orders.models import NearLimit, Order, SavedCart, WishList
else:
    NearLimit = Order = SavedCart = WishList = Any


# Of an unpaid order, inc VAT: what points paid and what was credited is not asked for.
STILL_TO_PAY = F("gross") - F("points_amount") - F("credited_money")


class OrderQuerySet(QuerySet["Order"]):
    def visible_to(self, actor: "Actor") -> "OrderQuerySet":
        """One's own at the current customer; more by role (DESIGN §4, People and borders).

        Whatever one of `ways_to_see_orders` opens, nothing else.
        """
        ways = ways_to_see_orders(actor)
        if not ways:
            return self.none()
        seen = reduce(or_, (way.rows for way in ways))
        if actor.is_staff:
            return self.filter(seen)
        return self.filter(Q(pk__in=type(self)(self.model).filter(seen).values("pk")))

    def sales(self) -> "OrderQuerySet":
        """What counts as sale (C16): from *unprocessed* on and not cancelled.

        Its size is `value_net` (ex VAT, with shipping and fees), its day the day of placing.
        """
        return self.filter(status__in=SALE_STATUSES)

    def placed_within(self, first: date | None = None, last: date | None = None) -> "OrderQuerySet":
        """Placed on these days of the shop, both included; None = no end on that side."""
        return within_days(self, "placed_at", first, last)

    def with_people(self) -> "OrderQuerySet":
        return self.select_related(
            "customer", "orderer", "placed_by", "approval__step__user", "membership"
        )


def ways_to_see_orders(actor: "Actor") -> Sequence[Way]:
    """What opens orders to the actor, and which; the one rule of who sees an order.

    The customer's with *see the customer's orders*, those one was asked about as approver, the
    organisation's as group administrator; staff those of their teams' customers. An order or an
    approver that has moved to another organisation is out of the other's sight.
    """
    membership = actor.membership
    if actor.is_staff:
        if actor.team_ids is None:
            return [Way(_("Staff who see every customer"), Q())]
        # The customers by themselves: some hundred ids, then each by its index of orders.
        own = Customer.objects.visible_to(actor).order_by()
        ways = [Way(_("Staff, of their sales teams' customers"), Q(customer__in=own.values("pk")))]
        if membership is not None:  # who also buys somewhere keeps their own
            ways.append(_own_orders(actor, membership))
        return ways
    if membership is None:
        return []
    ways = [_own_orders(actor, membership)]
    if membership.sees_customer_orders:
        every = Q(customer_id=membership.customer_id)
        ways.append(Way(_("The role: sees the customer's orders"), every))
    if membership.is_approver or membership.is_group_admin:
        asked = Q(approval__step_id__in=steps_decided_by(membership.pk))
        asked |= Q(approval__decisions__membership_id=membership.pk)
        asked &= in_organisation(membership.customer, "customer__")
        ways.append(Way(_("Asked to approve it, now or earlier"), asked))
    if membership.is_group_admin:
        inside = in_organisation(membership.customer, "customer__")
        ways.append(Way(_("Administrator of the order's organisation"), inside))
    return ways


def _own_orders(actor: "Actor", membership: Membership) -> Way:
    mine = Q(customer_id=membership.customer_id, orderer_id=actor.user_id)
    return Way(_("Ordered it, at the customer they buy for"), mine)


def kept_by(actor: "Actor") -> Q:
    """What is the visitor's own here: kept at the current customer, or before there was any.

    The same also while somebody acts as them; nobody else's, whatever their rights.
    """
    own = Q(user=actor.user_id)
    if actor.customer is None:
        return own & Q(customer__isnull=True)
    return own & (Q(customer=actor.customer) | Q(customer__isnull=True))


class WishListQuerySet(QuerySet["WishList"]):
    def owned_by(self, actor: "Actor") -> "WishListQuerySet":
        return self.none() if actor.user is None else self.filter(kept_by(actor))

    def shared_with(self, actor: "Actor") -> "WishListQuerySet":
        """What colleagues at the current customer share."""
        if actor.customer is None:
            return self.none()
        return self.filter(is_shared=True, customer=actor.customer).exclude(user=actor.user_id)

    def visible_to(self, actor: "Actor") -> "WishListQuerySet":
        """One's own, and those that colleagues at the current customer share; no role sees more."""
        if actor.user is None:
            return self.none()
        seen = kept_by(actor)
        if actor.customer is not None:
            seen |= Q(is_shared=True, customer=actor.customer)
        return self.filter(seen)


class SavedCartQuerySet(QuerySet["SavedCart"]):
    def owned_by(self, actor: "Actor") -> "SavedCartQuerySet":
        return self.none() if actor.user is None else self.filter(kept_by(actor))

    def visible_to(self, actor: "Actor") -> "SavedCartQuerySet":
        return self.owned_by(actor)


class NearLimitQuerySet(QuerySet["NearLimit"]):
    def visible_to(self, actor: "Actor") -> "NearLimitQuerySet":
        """Those of the memberships that staff see; nobody else's business."""
        if not actor.is_staff:
            return self.none()
        if actor.team_ids is None:
            return self
        return self.filter(membership__in=Membership.objects.visible_to(actor).values("pk"))
