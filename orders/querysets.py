"""Chainable questions about orders."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from customers.querysets import in_organisation

if TYPE_CHECKING:
    from customers.actors import Actor
    from orders.models import Order
else:
    Order = Any


class OrderQuerySet(QuerySet["Order"]):
    def visible_to(self, actor: "Actor") -> "OrderQuerySet":
        """One's own at the current customer; more by role (DESIGN §4, People and borders).

        The customer's with *see the customer's orders*, those one was asked about as approver,
        the organisation's as group administrator; all for staff.
        """
        if actor.is_staff:
            return self
        membership = actor.membership
        if membership is None:
            return self.none()
        seen = Q(customer_id=membership.customer_id, orderer_id=actor.user_id)
        if membership.sees_customer_orders:
            seen |= Q(customer_id=membership.customer_id)
        if membership.is_approver or membership.is_group_admin:
            seen |= Q(approval__step_id=membership.pk)
            seen |= Q(approval__decisions__membership_id=membership.pk)
        if membership.is_group_admin:
            seen |= in_organisation(membership.customer, "customer__")
        return self.filter(Q(pk__in=type(self)(self.model).filter(seen).values("pk")))

    def with_people(self) -> "OrderQuerySet":
        return self.select_related(
            "customer", "orderer", "placed_by", "approval__step__user", "membership"
        )
