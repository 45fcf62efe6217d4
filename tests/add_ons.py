"""A shop where each part that can be switched off has something to show, and its switch."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from customers.add_ons import AddOn
from customers.models import ExtraField, PurchaseLimit
from customers.services.add_ons import switch_add_on
from orders.models import Order
from tests.orders import place
from tests.rules import say_of
from tests.services.customers.test_profiles import YELLOW, png, published
from tests.sites import open_site
from tests.teams import make_teams
from tests.uploads import add, sent
from tests.world import World


@dataclass(frozen=True)
class Filled:
    """The ids that addresses ask for, by their names there."""

    order: Order
    known: dict[str, object]


def switch(world: World, number: AddOn, on: bool) -> None:
    switch_add_on(actor=world.actor(world.stina), number=number, on=on)


def fill(world: World) -> Filled:
    """The school has documents, a look, a site, rules, fields, a team; Nora a limit, an order."""
    stina = world.actor(world.stina)
    teams = make_teams(world)
    order = place(world, world.nora, (world.dock, 1))
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(9000),
        starts_on=timezone.localdate().replace(day=1),
        recurrence="monthly",
    )
    document = add(world.actor(world.greta), world.school)
    add(stina, world.school, "Ring first", routine=True)
    add(stina, world.norrvik, "Norrvik's terms")
    published(stina, world.school, YELLOW, logo=sent("logo.png", png()))
    open_site(world, world.school)
    field = ExtraField.objects.create(key="cost-place", place="order", kind="text", label="Place")
    say_of(world, "users", "phone", customer=world.school, is_required=True)
    known = {
        "customer_id": world.school.pk,
        "group_id": world.norrvik.pk,
        "membership_id": world.nora.pk,
        "user_id": world.nora.user.pk,
        "team_id": teams.south.pk,
        "document_id": document.pk,
        "field_id": field.pk,
        "number": order.number,
        "section": "users",
        "field": "phone",
    }
    return Filled(order, known)
