"""Extra fields for tests, made through the service as staff make them."""

from typing import Any

from customers.extra_field_rules import ExtraFieldDetails
from customers.models import Customer, CustomerGroup, ExtraField
from customers.services.extra_fields import Scope, save_extra_field
from tests.world import World


def ask(
    world: World,
    label: str,
    *,
    customer: Customer | None = None,
    group: CustomerGroup | None = None,
    **more: Any,
) -> ExtraField:
    """A field of the whole shop, or of one: text on the order when nothing else is said."""
    details = ExtraFieldDetails(**{"place": "order", "kind": "text", "label": label} | more)
    scope = Scope(group=group, customer=customer)
    return save_extra_field(actor=world.actor(world.stina), scope=scope, details=details)
