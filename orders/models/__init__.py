"""Carts, orders, what happened to them, and what they cost against a purchase limit."""

from orders.models.cart import Cart, CartLine
from orders.models.event import OrderEvent
from orders.models.limit_entry import EntryKind, LimitEntry
from orders.models.method import DeliveryMethod, PaymentMethod
from orders.models.order import Order, OrderLine, OrderVat

__all__ = [
    "Cart",
    "CartLine",
    "DeliveryMethod",
    "EntryKind",
    "LimitEntry",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderVat",
    "PaymentMethod",
]
