"""Wish lists as the tests of their pages make and read them."""

from django.test import Client

from catalogue.models import Variant
from customers.models import Membership, User
from orders.models import CartLine
from orders.services.lists import make_list, save_to_list
from tests.pages.reading import Page
from tests.world import World, make_product

LISTS = "/my/lists/"
ADD = "/my/lists/add/"


def kept(
    world: World,
    who: Membership | User,
    *variants: Variant,
    name: str = "Skolstart",
    shared: bool = False,
) -> str:
    """The address of a list of one of each, on which every note is 'Till sal 4'."""
    actor = world.actor(who)
    made = make_list(actor=actor, name=name, is_shared=shared)
    for variant in variants:
        save_to_list(
            actor=actor, variant_id=variant.pk, quantity=1, note="Till sal 4", list_id=made.pk
        )
    return f"{LISTS}{made.pk}/"


def many(world: World, count: int) -> list[Variant]:
    return [
        make_product(f"Penna {n:03}", f"PE-{n:03}", "10", category=world.office, vat=world.vat)
        for n in range(count)
    ]


def act_as_nora(world: World) -> Client:
    client = world.client(world.greta)
    client.post(f"/my/group/memberships/{world.nora.pk}/act/")
    return client


def presses(page: Page) -> set[str]:
    return {button.get("formaction", "") for button in page.buttons} - {""}


def in_cart(world: World) -> dict[Variant, int]:
    lines = CartLine.objects.select_related("variant")
    return {line.variant: line.quantity for line in lines}
