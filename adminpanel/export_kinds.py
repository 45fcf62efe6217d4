"""What can be exported: every list that has an export button, also on My pages."""

from django.utils.translation import gettext_lazy as _

from adminpanel.export_listing import NAME, exports_list, log_export
from adminpanel.import_listing import IMPORTS
from catalogue.exports import ASSORTMENTS, CATEGORIES, PRICES, PRODUCTS, STOCK
from core.exports import Export
from core.reasons import Text
from customers.exports import ADDRESSES, COLLEAGUES, CUSTOMERS, GROUPS, SEGMENTS, USERS
from customers.exports_breaking import BREAKING_ADDRESSES
from customers.exports_records import DOCUMENTS
from marketing.exports_applications import APPLICATIONS
from marketing.list_specs_campaigns import CAMPAIGNS
from marketing.list_specs_loyalty import POINTS
from orders.exports import MAILS, ORDERS, ORGANISATION_ORDERS, STATISTICS
from orders.list_specs_affiliates import AFFILIATES
from orders.list_specs_history import HISTORY
from orders.order_form import ORDER_FORM

_PEOPLE: tuple[Export, ...] = (
    *(USERS, CUSTOMERS, GROUPS, SEGMENTS, ADDRESSES, BREAKING_ADDRESSES, ORDERS),
    *(DOCUMENTS, HISTORY, MAILS, IMPORTS, POINTS, CAMPAIGNS, AFFILIATES, APPLICATIONS),
)
_OWN: tuple[Export, ...] = (  # taken by an organisation itself
    COLLEAGUES,
    ORGANISATION_ORDERS,
    STATISTICS,
    ORDER_FORM,
)
_GOODS: tuple[Export, ...] = (CATEGORIES, PRODUCTS, PRICES, ASSORTMENTS, STOCK)

_LISTS = (*_PEOPLE, *_GOODS, *_OWN)
# What each list is called in the log of exports, which can be exported itself.
EXPORT_LABELS: dict[str, Text] = {export.name: export.label for export in _LISTS}
EXPORT_LABELS[NAME] = _("Exports")
EXPORTS_LIST = exports_list(EXPORT_LABELS)
EXPORTS = {export.name: export for export in (*_LISTS, log_export(EXPORTS_LIST, EXPORT_LABELS))}
