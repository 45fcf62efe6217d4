"""Short ways to points: a programme that is on, orders that earn them or are paid with them."""

from dataclasses import replace
from decimal import Decimal

from customers.models import Customer, Membership
from customers.selectors.shop import shop_settings
from marketing.models import LoyaltyAccount, LoyaltyEntry, LoyaltyLot, LoyaltyProgramme, LoyaltyRule
from marketing.services.loyalty_accounts import adjust_points
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.deciding import approve_order
from orders.services.handling import handle_order
from orders.services.placing import Placed, place_order
from orders.states import OrderEventKind
from tests.orders import details, fill_cart, place
from tests.world import World

STEPS = (OrderEventKind.PROCESSING_STARTED, OrderEventKind.SHIPPED, OrderEventKind.COMPLETED)


def set_up(**fields: object) -> LoyaltyProgramme:
    """A programme of points worth 1.00, one for each 100 of goods."""
    programme, _made = LoyaltyProgramme.objects.update_or_create(pk=1, defaults=fields)
    LoyaltyRule.objects.get_or_create(group=None, defaults={"points_per_100": Decimal(1)})
    return programme


def complete(world: World, order: Order) -> Order:
    for step in STEPS:
        order = handle_order(actor=world.actor(world.stina), order_id=order.pk, event=step)
    return order


def completed(world: World, who: Membership, *wishes: tuple[object, int]) -> Order:
    return complete(world, place(world, who, *wishes))


def approved(world: World, order: Order) -> Order:
    return approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)


def give(world: World, customer: Customer, points: int, *, reason: str = "A gift") -> None:
    adjust_points(
        actor=world.actor(world.stina),
        customer_id=customer.pk,
        points=points,
        reason=reason,
    )


def pay_with(
    world: World,
    who: Membership,
    points: int,
    *wishes: tuple[object, int],
    shown: Decimal | None = None,
    on_account: bool = True,
) -> Placed:
    """Checks out paying so many points."""
    actor = world.actor(who)
    fill_cart(actor, *wishes)
    cart = find_cart(actor, "")
    assert cart is not None
    method = world.invoice if on_account else world.card
    basket = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=method)
    return place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=basket.fingerprint,
        details=replace(details(world, on_account=on_account), points=points, points_amount=shown),
    )


def balance(customer: Customer) -> int:
    account = LoyaltyAccount.objects.filter(customer=customer).first()
    return account.balance if account else 0


def owed(customer: Customer) -> int:
    account = LoyaltyAccount.objects.filter(customer=customer).first()
    return account.owed if account else 0


def books_hold(customer: Customer) -> None:
    """Entries, lots and account tell the same, and no balance was ever below zero."""
    account = LoyaltyAccount.objects.filter(customer=customer).first()
    if account is None:
        return
    entries = list(LoyaltyEntry.objects.filter(account=account).order_by("id"))
    lots = LoyaltyLot.objects.filter(account=account)
    assert sum(entry.points for entry in entries) == account.balance >= 0
    assert sum(entry.owed for entry in entries) == account.owed >= 0
    assert sum(lot.points_left for lot in lots) == account.balance
    so_far = 0
    for entry in entries:
        so_far += entry.points
        assert entry.balance_after == so_far >= 0
