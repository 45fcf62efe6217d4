"""Carts, lists, orders, what happened to them, and what they cost against a purchase limit."""

from orders.models.cart import Cart, CartLine, CartReceipt
from orders.models.credit import OrderCredit
from orders.models.event import OrderEvent
from orders.models.limit_entry import EntryKind, LimitEntry
from orders.models.lists import (
    MOST_KEPT,
    MOST_LINES,
    SavedCart,
    SavedCartLine,
    WishList,
    WishListLine,
)
from orders.models.method import DeliveryMethod, PaymentMethod
from orders.models.near_limit import NearLimit
from orders.models.order import Order, OrderLine, OrderVat
from orders.models.small_order import SmallOrderRule

__all__ = [
    "MOST_KEPT",
    "MOST_LINES",
    "Cart",
    "CartLine",
    "CartReceipt",
    "DeliveryMethod",
    "EntryKind",
    "LimitEntry",
    "NearLimit",
    "Order",
    "OrderCredit",
    "OrderEvent",
    "OrderLine",
    "OrderVat",
    "PaymentMethod",
    "SavedCart",
    "SavedCartLine",
    "SmallOrderRule",
    "WishList",
    "WishListLine",
]
