"""The list of users."""

from django.http import HttpResponse

from adminpanel.records import straight_on
from adminpanel.user_rows import user_rows
from core.access.menu import may_open, way_in
from core.list_specs import list_page, listed, listed_context
from customers.actors import ShopRequest
from customers.field_rules import USERS
from customers.list_specs import users_list_of


def user_list(request: ShopRequest) -> HttpResponse:
    """Every registered user of the shop (P-01), searched, narrowed and sorted (P-03)."""
    if record := straight_on(request):
        return record
    found = listed(request, users_list_of(request.shop), actor=request.actor)
    context = listed_context(request, found)
    context["user_rows"] = user_rows(request.actor, context["rows"])
    context["may_import"] = may_open(request.actor, "staff:import-new")
    context["required_fields_url"] = way_in(request.actor, "staff:required-fields", section=USERS)
    return list_page(request, "staff/users/user_list.html", context)
