"""The lists of the back office whose views and columns people may choose, and where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adminpanel.export_kinds import EXPORTS_LIST
from adminpanel.import_listing import IMPORTS_LIST
from core.list_specs import ListSpec
from customers.list_specs import CUSTOMERS_LIST, GROUPS_LIST, SEGMENTS_LIST, USERS_LIST
from customers.list_specs_documents import DOCUMENTS_LIST
from marketing.list_specs_applications import APPLICATIONS_LIST
from marketing.list_specs_campaigns import CAMPAIGNS_LIST
from marketing.list_specs_loyalty import POINTS_LIST
from orders.list_specs import MAILS_LIST, ORDERS_LIST
from orders.list_specs_affiliates import AFFILIATES_LIST
from orders.list_specs_history import HISTORY_LIST


@dataclass(frozen=True)
class StaffList:
    """A list and the name of its page's URL."""

    spec: ListSpec[Any]
    url_name: str


LISTS: Mapping[str, StaffList] = {
    each.spec.name: each
    for each in (
        StaffList(CUSTOMERS_LIST, "staff:customer-list"),
        StaffList(USERS_LIST, "staff:user-list"),
        StaffList(GROUPS_LIST, "staff:group-list"),
        StaffList(SEGMENTS_LIST, "staff:segment-list"),
        StaffList(APPLICATIONS_LIST, "staff:application-list"),
        StaffList(DOCUMENTS_LIST, "staff:document-all"),
        StaffList(HISTORY_LIST, "staff:history-list"),
        StaffList(POINTS_LIST, "staff:points-list"),
        StaffList(ORDERS_LIST, "staff:order-list"),
        StaffList(MAILS_LIST, "staff:mail-list"),
        StaffList(CAMPAIGNS_LIST, "staff:campaign-list"),
        StaffList(AFFILIATES_LIST, "staff:affiliate-list"),
        StaffList(IMPORTS_LIST, "staff:import-list"),
        StaffList(EXPORTS_LIST, "staff:export-list"),
    )
}
