"""Short ways to rules of form fields: the shop's, a group's, a customer's."""

from typing import Any

from customers.errors import AddressesWouldBreak
from customers.field_patterns import Said
from customers.models import Customer, CustomerGroup
from customers.selectors.field_rules import Scope
from customers.services.field_rules import set_field_rule, set_required_fields
from tests.world import World


def require_fields(world: World, section: str, *fields: str) -> None:
    """As Stina ticks exactly these and saves."""
    set_required_fields(actor=world.actor(world.stina), section=section, required=fields)


def say_of(
    world: World,
    section: str,
    field: str,
    *,
    group: CustomerGroup | None = None,
    customer: Customer | None = None,
    **said: Any,
) -> None:
    """As Stina says this of a field, saved addresses or not."""
    scope = Scope(group=group, customer=customer)
    rule: dict[str, Any] = {"scope": scope, "section": section, "field": field}
    try:
        set_field_rule(actor=world.actor(world.stina), said=Said(**said), **rule)
    except AddressesWouldBreak as asked:
        set_field_rule(actor=world.actor(world.stina), said=Said(**said), yes_to=asked.key, **rule)
