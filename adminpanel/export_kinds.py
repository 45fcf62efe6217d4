"""What can be exported from the back office: every list that has an export button."""

from core.exports import Export
from customers.exports import ADDRESSES, CUSTOMERS, GROUPS, SEGMENTS, USERS
from orders.exports import ORDERS

_EXPORTS: tuple[Export, ...] = (USERS, CUSTOMERS, GROUPS, SEGMENTS, ADDRESSES, ORDERS)

EXPORTS = {export.name: export for export in _EXPORTS}
