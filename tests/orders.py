"""Short ways to a placed order, through the same services as the pages."""

from datetime import timedelta

from django.utils import timezone

from approvals.models import ApprovalRequest
from customers.actors import Actor
from customers.models import Membership, User
from customers.selectors.shop import shop_settings
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart
from orders.services.placing import CheckoutDetails, DeliveryAddress, Placed, place_order
from tests.world import World

ADDRESS = DeliveryAddress(
    name="Strandskolan",
    street="Hamngatan 14",
    postal_code="531 32",
    city="Norrvik",
    country="SE",
)


def details(world: World, *, on_account: bool = True) -> CheckoutDetails:
    return CheckoutDetails(
        delivery=ADDRESS,
        delivery_method_id=world.pickup.pk,
        payment_method_id=(world.invoice if on_account else world.card).pk,
        customer_reference="ZZ31220",
    )


def fill_cart(actor: Actor, *wishes: tuple[object, int]) -> None:
    for variant, quantity in wishes:
        add_to_cart(actor=actor, session_token="", variant_id=variant.pk, quantity=quantity)  # type: ignore[attr-defined]


def send_cart(
    world: World,
    actor: Actor,
    *,
    on_account: bool = True,
    said: CheckoutDetails | None = None,
    affiliate_code: str = "",
) -> Placed:
    """Checks out what is in the actor's cart, exactly as the page showed it.

    `said` at the checkout, if not the usual; `affiliate_code`: of the link that they came by.
    """
    cart = find_cart(actor, "")
    assert cart is not None
    method = world.invoice if on_account else world.card
    basket = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=method)
    return place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=basket.fingerprint,
        details=said or details(world, on_account=on_account),
        affiliate_code=affiliate_code,
    )


def place(
    world: World,
    who: Membership,
    *wishes: tuple[object, int],
    acted_by: User | None = None,
    on_account: bool = True,
    said: CheckoutDetails | None = None,
    affiliate_code: str = "",
) -> Order:
    """An order of `who`: fill the cart, check out, fresh from the database."""
    actor = world.actor(who, acted_by=acted_by)
    fill_cart(actor, *wishes)
    placed = send_cart(
        world, actor, on_account=on_account, said=said, affiliate_code=affiliate_code
    )
    return Order.objects.with_people().get(pk=placed.order.pk)


def copies_of(order: Order, how_many: int) -> None:
    """More orders like it, placed on other days, with a line each."""
    line = order.lines.get()
    for number in range(how_many):
        order.pk, order.number = None, 500_000 + number
        order.checkout_token = f"00000000-0000-4000-8000-{number:012d}"
        order.placed_at = timezone.now() - timedelta(hours=number // 2)
        order.save()
        line.pk, line.order = None, order
        line.save()


def stuck_order(world: World) -> Order:
    """Nora's order, after all who could decide on it lost the right."""
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk__in=[world.ali.pk, world.greta.pk]).update(
        is_approver=False, is_group_admin=False
    )
    ApprovalRequest.objects.update(step=None)
    return order
