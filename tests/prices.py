"""Shortcuts for price lists: days counted from today, a list in force, what somebody pays."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from catalogue.models import PriceList, Variant
from catalogue.selectors.prices import quote
from catalogue.services.prices import Buyer, PriceDraft, create_price_list, set_prices
from customers.models import Membership
from tests.world import World


def some_days(days: int) -> date:
    """A day counted from today in the shop."""
    return timezone.localdate() + timedelta(days=days)


def list_in_force(
    world: World, name: str, *buyers: Buyer, rows: list[tuple[Variant, int, str]]
) -> PriceList:
    """A list that has held for a year, with (variant, from quantity, price)."""
    stina = world.actor(world.stina)
    made = create_price_list(
        actor=stina, name=name, connected_to=buyers, valid_from=some_days(-365)
    )
    drafts = [PriceDraft(variant, Decimal(price), quantity) for variant, quantity, price in rows]
    set_prices(actor=stina, price_list=made, prices=drafts, valid_from=some_days(-365))
    return made


def pays(
    world: World,
    who: Membership,
    variant: Variant,
    quantity: int = 1,
    *,
    on: date | None = None,
) -> str:
    """What one piece costs, as text."""
    answer = quote(world.actor(who), {variant.pk: quantity}, on=on)[variant.pk]
    return str(answer.unit_net)
