"""Who buys: people, companies, groups, what each may do, and how much."""

from customers.models.address import Address
from customers.models.customer import Customer
from customers.models.group import CustomerGroup, GroupKind, PricingTier, Segment
from customers.models.membership import Membership
from customers.models.purchase_limit import PurchaseLimit
from customers.models.shop_settings import ShopSettings
from customers.models.user import StaffRole, Theme, User

__all__ = [
    "Address",
    "Customer",
    "CustomerGroup",
    "GroupKind",
    "Membership",
    "PricingTier",
    "PurchaseLimit",
    "Segment",
    "ShopSettings",
    "StaffRole",
    "Theme",
    "User",
]
