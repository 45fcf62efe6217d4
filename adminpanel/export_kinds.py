"""What can be exported from the back office: every list that has an export button."""

from catalogue.exports import ASSORTMENTS, CATEGORIES, PRICES, PRODUCTS, STOCK
from core.exports import Export
from customers.exports import ADDRESSES, CUSTOMERS, GROUPS, SEGMENTS, USERS
from orders.exports import ORDERS

_PEOPLE: tuple[Export, ...] = (USERS, CUSTOMERS, GROUPS, SEGMENTS, ADDRESSES, ORDERS)
_GOODS: tuple[Export, ...] = (CATEGORIES, PRODUCTS, PRICES, ASSORTMENTS, STOCK)

EXPORTS = {export.name: export for export in (*_PEOPLE, *_GOODS)}
