"""The one way to hold an order: order first, then its approval, then customer and membership."""

from customers.models import Customer, Membership
from orders.models import Order


def lock_order(order_id: int) -> Order:
    """The order with its people, locked until the transaction ends. Raises Order.DoesNotExist.

    One that came to another customer while it was waited for does not fit what it was joined with
    before the wait, and is missing then: it is looked for once more.
    """
    rows = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer__main_group", "orderer", "placed_by", "membership")
        .filter(pk=order_id)
    )
    found = list(rows) or list(rows.all())
    if not found:
        raise Order.DoesNotExist
    return found[0]


def lock_orderer(order: Order) -> Membership | None:
    """The orderer's membership and customer, locked: limit and credit are checked again.

    None when the membership has ended. Call while the order is held.
    """
    if order.membership_id is None:
        return None
    Customer.objects.select_for_update(no_key=True).get(pk=order.customer_id)
    Membership.objects.select_for_update(no_key=True).get(pk=order.membership_id)
    membership: Membership = Membership.objects.with_people().get(pk=order.membership_id)
    return membership
