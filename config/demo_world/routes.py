"""The routes of a year of orders without a question for each: the router is pure."""

from collections.abc import Mapping

from approvals.chains import ChainLink
from approvals.routing import Route, find_route
from approvals.selectors.routes import chain_link
from customers.models import Customer, Membership
from customers.policies import same_organisation
from orders.models import Order


class Routes:
    """The chains as they are, kept by the customer that an order is of."""

    def __init__(self, memberships: Mapping[int, Membership]) -> None:
        self._memberships = memberships
        self._links: dict[int, dict[int, ChainLink]] = {}

    def of(self, order: Order, membership: Membership) -> Route:
        """As `approvals.selectors.routes.route_of` answers for an order not yet placed."""
        customer = membership.customer
        links = self._links_for(customer)
        return find_route(
            orderer_id=membership.pk,
            value=order.value_net,
            links=links,
            administrators=[
                links[m.pk]
                for m in self._memberships.values()
                if m.is_group_admin and same_organisation(customer, m.customer)
            ],
            excluded_user_ids={order.placed_by_id},
            every_step=customer.main_group.every_step_must_approve,
            currency=order.currency,
        )

    def _links_for(self, customer: Customer) -> dict[int, ChainLink]:
        if customer.pk not in self._links:
            self._links[customer.pk] = {
                pk: chain_link(membership, of=customer)
                for pk, membership in self._memberships.items()
            }
        return self._links[customer.pk]
