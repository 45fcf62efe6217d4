"""The list of customer groups."""

from django.http import HttpResponse

from adminpanel.row_menus import group_row
from core.access.menu import may_open
from core.list_specs import list_page, listed, listed_context
from customers.actors import ShopRequest
from customers.list_specs import GROUPS_LIST


def group_list(request: ShopRequest) -> HttpResponse:
    """Every group with how many customers it decides for."""
    found = listed(request, GROUPS_LIST, actor=request.actor)
    context = listed_context(request, found)
    context |= {
        "group_rows": [group_row(request.actor, group) for group in found.page.rows],
        "may_import": may_open(request.actor, "staff:import-new"),
    }
    return list_page(request, "staff/groups/group_list.html", context)
