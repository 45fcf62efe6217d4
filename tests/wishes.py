"""Short ways to an order in somebody's own words, through the same services as the pages."""

from dataclasses import replace

from customers.actors import Actor
from customers.models import Membership, User
from customers.selectors.shop import shop_settings
from orders.models import DeliveryMethod, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import open_cart
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.services.placing import Placed, place_order
from tests.orders import details
from tests.world import World

WISH = "Jag behöver en bärbar dator till nya läraren"


def may_write(*people: Membership) -> None:
    """The role 'Allow free-text order'."""
    Membership.objects.filter(pk__in=[each.pk for each in people]).update(may_order_free_text=True)


def send_words(
    world: World,
    actor: Actor,
    text: str = WISH,
    *,
    delivery: DeliveryMethod | None = None,
    in_own_words: bool = True,
) -> Placed:
    """Checks out what is in the actor's cart, with the text, exactly as the page showed it."""
    open_cart(actor=actor)
    cart = find_cart(actor, "")
    assert cart is not None
    way = delivery or world.pickup
    basket = basket_of(actor, cart, shop_settings(), delivery=way, payment=world.invoice)
    return place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=basket.fingerprint,
        details=replace(
            details(world), delivery_method_id=way.pk, comment=text, in_own_words=in_own_words
        ),
    )


def wish(
    world: World,
    who: Membership,
    text: str = WISH,
    *,
    delivery: DeliveryMethod | None = None,
    acted_by: User | None = None,
) -> Order:
    """An order of `who` without products, fresh from the database; the role is given first."""
    may_write(who)
    actor = world.actor(who, acted_by=acted_by)
    return fresh(send_words(world, actor, text, delivery=delivery).order)


def fill(world: World, order: Order, *goods: tuple[object, int], by: Membership) -> Order:
    """`by` fills in so many of each, in one change."""
    order.refresh_from_db()
    change_order(
        actor=world.actor(by),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(added={variant.pk: count for variant, count in goods}),  # type: ignore[attr-defined]
    )
    return fresh(order)


def approve(world: World, order: Order, by: Membership) -> Order:
    """`by` says yes to the order as it now stands."""
    order = fresh(order)
    approve_order(actor=world.actor(by), order_id=order.pk, version=order.version)
    return fresh(order)


def fresh(order: Order) -> Order:
    found: Order = Order.objects.with_people().get(pk=order.pk)
    return found
