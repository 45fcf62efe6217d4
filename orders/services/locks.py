"""The one way to hold an order: order first, then its approval, then customer and membership."""

from orders.models import Order


def lock_order(order_id: int) -> Order:
    """The order with its people, locked until the transaction ends. Raises Order.DoesNotExist."""
    return (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer__main_group", "orderer", "placed_by", "membership")
        .get(pk=order_id)
    )
