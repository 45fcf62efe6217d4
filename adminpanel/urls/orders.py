"""Orders, and the back office's front page."""

from adminpanel.views import home, near_limits, order_credit, order_list, orders
from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn

urlpatterns = [
    route("", home.home, name="home", perm=Perm.STAFF_HOME),
    route(
        "limits/",
        near_limits.near_limit_list,
        name="near-limit-list",
        perm=Perm.STAFF_USER_VIEW,
        add_on=AddOn.PURCHASE_LIMIT,
    ),
    route("orders/", order_list.order_list, name="order-list", perm=Perm.STAFF_ORDER_VIEW),
    route(
        "orders/<int:number>/",
        orders.order_detail,
        name="order-detail",
        perm=Perm.STAFF_ORDER_VIEW,
    ),
    route(
        "orders/<int:number>/pdf/",
        orders.order_pdf,
        name="order-pdf",
        perm=Perm.STAFF_ORDER_VIEW,
    ),
    route(
        "orders/<int:number>/process/",
        orders.order_process,
        name="order-process",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/ship/",
        orders.order_ship,
        name="order-ship",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/complete/",
        orders.order_complete,
        name="order-complete",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/cancel/",
        orders.order_cancel,
        name="order-cancel",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/credit/",
        order_credit.order_credit,
        name="order-credit",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("GET", "POST"),
    ),
    route(
        "orders/<int:number>/paid/",
        orders.order_paid,
        name="order-paid",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/reassign/",
        orders.order_reassign,
        name="order-reassign",
        perm=Perm.STAFF_ORDER_CHANGE,
        methods=("POST",),
    ),
]
