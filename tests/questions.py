"""Extra fields for tests, made through the service as staff make them, and orders that answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from customers.extra_field_rules import ExtraFieldDetails
from customers.extra_fields import Written
from customers.models import Customer, CustomerGroup, ExtraField, Membership, User
from customers.services.extra_fields import Scope, save_extra_field
from orders.models import Order
from tests.orders import details, place
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


def replace_details(field: ExtraField, **changed: object) -> ExtraFieldDetails:
    """What a form of the field sends when only so much of it is changed."""
    names = ExtraFieldDetails.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(field, name) for name in names} | changed
    return ExtraFieldDetails(**values | {"choices": tuple(values["choices"])})


def answering(
    world: World,
    who: Membership,
    *wishes: tuple[object, int],
    extra: Written | None = None,
    line_extra: Mapping[int, Written] | None = None,
    acted_by: User | None = None,
) -> Order:
    """The cart of `who` sent with these answers."""
    said = replace(details(world), extra=extra or {}, line_extra=line_extra or {})
    return place(world, who, *wishes, acted_by=acted_by, said=said)
