"""What can be exported: every list that has an export button, also on My pages."""

from adminpanel.import_listing import IMPORTS
from catalogue.exports import ASSORTMENTS, CATEGORIES, PRICES, PRODUCTS, STOCK
from core.exports import Export
from customers.exports import ADDRESSES, COLLEAGUES, CUSTOMERS, GROUPS, SEGMENTS, USERS
from customers.exports_records import DOCUMENTS, HISTORY
from orders.exports import MAILS, ORDERS, ORGANISATION_ORDERS, STATISTICS
from orders.order_form import ORDER_FORM

_PEOPLE: tuple[Export, ...] = (
    *(USERS, CUSTOMERS, GROUPS, SEGMENTS, ADDRESSES, ORDERS),
    *(DOCUMENTS, HISTORY, MAILS, IMPORTS),
)
_OWN: tuple[Export, ...] = (  # taken by an organisation itself
    COLLEAGUES,
    ORGANISATION_ORDERS,
    STATISTICS,
    ORDER_FORM,
)
_GOODS: tuple[Export, ...] = (CATEGORIES, PRODUCTS, PRICES, ASSORTMENTS, STOCK)

EXPORTS = {export.name: export for export in (*_PEOPLE, *_GOODS, *_OWN)}
