"""A short way to let the shop require fields."""

from customers.services.field_rules import set_required_fields
from tests.world import World


def require_fields(world: World, section: str, *fields: str) -> None:
    """As Stina ticks exactly these and saves."""
    set_required_fields(actor=world.actor(world.stina), section=section, required=fields)
