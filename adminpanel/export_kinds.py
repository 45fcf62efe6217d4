"""What can be exported: every list that has an export button, also on My pages."""

from catalogue.exports import ASSORTMENTS, CATEGORIES, PRICES, PRODUCTS, STOCK
from core.exports import Export
from customers.exports import ADDRESSES, COLLEAGUES, CUSTOMERS, GROUPS, SEGMENTS, USERS
from orders.exports import ORDERS, ORGANISATION_ORDERS

_PEOPLE: tuple[Export, ...] = (USERS, CUSTOMERS, GROUPS, SEGMENTS, ADDRESSES, ORDERS)
_OWN: tuple[Export, ...] = (COLLEAGUES, ORGANISATION_ORDERS)  # taken by an organisation itself
_GOODS: tuple[Export, ...] = (CATEGORIES, PRODUCTS, PRICES, ASSORTMENTS, STOCK)

EXPORTS = {export.name: export for export in (*_PEOPLE, *_GOODS, *_OWN)}
