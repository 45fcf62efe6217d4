"""The list of customers."""

from django.http import HttpResponse

from adminpanel.records import straight_on
from adminpanel.row_menus import customer_row
from core.access.menu import may_open, way_in
from core.list_specs import list_page, listed, listed_context
from customers.actors import ShopRequest
from customers.field_rules import CUSTOMERS
from customers.list_specs import CUSTOMERS_LIST


def customer_list(request: ShopRequest) -> HttpResponse:
    """Every customer, found by part of name, number, org.nr or a member's name (K-01, K-09..)."""
    if record := straight_on(request):
        return record
    found = listed(request, CUSTOMERS_LIST, actor=request.actor)
    context = listed_context(request, found)
    context |= {
        "customer_rows": [customer_row(request.actor, customer) for customer in found.page.rows],
        "required_fields_url": way_in(request.actor, "staff:required-fields", section=CUSTOMERS),
        "may_import": may_open(request.actor, "staff:import-new"),
    }
    return list_page(request, "staff/customers/customer_list.html", context)
