"""What the shop asks of small orders, and its own words: start page, news, terms."""

from adminpanel.views import small_orders
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_ADMIN = Perm.STAFF_SETTINGS

urlpatterns = [
    route(
        "settings/small-orders/",
        small_orders.small_order_list,
        name="small-order-list",
        perm=_ADMIN,
    ),
    route(
        "settings/small-orders/new/",
        small_orders.small_order_new,
        name="small-order-new",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/small-orders/<int:rule_id>/",
        small_orders.small_order_edit,
        name="small-order-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/small-orders/<int:rule_id>/delete/",
        small_orders.small_order_delete,
        name="small-order-delete",
        perm=_ADMIN,
        methods=("POST",),
    ),
]
