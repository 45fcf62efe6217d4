"""The group administrator's own pages. What changes anything is closed while acting as another."""

from django.urls import URLPattern

from core.access import route
from core.access.routes import View
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views.my import colleagues, group_addresses, group_exports, group_orders, limit, seats

FORM = ("GET", "POST")
BUTTON = ("POST",)


def _closed(pattern: str, view: View, name: str, methods: tuple[str, ...] = ("GET",)) -> URLPattern:
    return route(
        f"group/{pattern}",
        view,
        name=name,
        perm=Perm.GROUP_ADMINISTER,
        methods=methods,
        closed_while_acting=True,
    )


def _open(pattern: str, view: View, name: str, add_on: int = 0) -> URLPattern:
    return route(f"group/{pattern}", view, name=name, perm=Perm.GROUP_ADMINISTER, add_on=add_on)


urlpatterns = [
    _open("users/", colleagues.colleague_list, "colleague-list"),
    _closed("users/new/", colleagues.colleague_new, "colleague-new", FORM),
    _open("users/<int:user_id>/", colleagues.colleague_detail, "colleague-detail"),
    _closed("users/<int:user_id>/edit/", colleagues.colleague_edit, "colleague-edit", FORM),
    _closed("users/<int:user_id>/active/", seats.colleague_active, "colleague-active", FORM),
    _closed(
        "users/<int:user_id>/activation/",
        colleagues.colleague_activation,
        "colleague-activation",
        BUTTON,
    ),
    _closed("memberships/<int:membership_id>/", seats.seat_edit, "seat-edit", FORM),
    _open(
        "memberships/<int:membership_id>/limit/",
        limit.seat_limit,
        "seat-limit",
        AddOn.PURCHASE_LIMIT,
    ),
    _closed("memberships/<int:membership_id>/end/", seats.seat_end, "seat-end", FORM),
    _closed(
        "memberships/<int:membership_id>/act/", colleagues.colleague_act, "colleague-act", BUTTON
    ),
    _open("addresses/", group_addresses.group_address_list, "group-address-list"),
    _closed("addresses/new/", group_addresses.group_address_new, "group-address-new", FORM),
    _closed(
        "addresses/<int:address_id>/",
        group_addresses.group_address_edit,
        "group-address-edit",
        FORM,
    ),
    _closed(
        "addresses/customer/<int:customer_id>/",
        group_addresses.group_delivery,
        "group-delivery",
        BUTTON,
    ),
    _open("orders/", group_orders.group_order_list, "group-order-list"),
    _closed("exports/new/<slug:kind>/", group_exports.group_export_new, "group-export-new", BUTTON),
    _closed("exports/<int:job_id>/", group_exports.group_export_detail, "group-export-detail"),
    _closed("exports/<int:job_id>/file/", group_exports.group_export_file, "group-export-file"),
]
