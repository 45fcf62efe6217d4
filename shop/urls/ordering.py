"""From cart to placed order."""

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import guest_orders, labels, order_workbook, ordering, quick_order

urlpatterns = [
    route("cart/", ordering.cart, name="cart", perm=Perm.CART_USE),
    route("cart/add/", ordering.cart_add, name="cart-add", perm=Perm.CART_USE, methods=("POST",)),
    route(
        "cart/change/",
        ordering.cart_change,
        name="cart-change",
        perm=Perm.CART_USE,
        methods=("POST",),
    ),
    route(
        "cart/tidy/", ordering.cart_tidy, name="cart-tidy", perm=Perm.CART_USE, methods=("POST",)
    ),
    route(
        "checkout/",
        ordering.checkout,
        name="checkout",
        perm=Perm.CHECK_OUT,
        methods=("GET", "POST"),
    ),
    route(
        "checkout/thanks/<int:number>/",
        guest_orders.guest_placed,
        name="guest-placed",
        perm=Perm.PUBLIC,
    ),
    route(
        "order/mine/",
        guest_orders.guest_order,
        name="guest-order",
        perm=Perm.PUBLIC,
        methods=("GET", "POST"),
        closed_while_acting=True,
    ),
    route(
        "order/mine/<str:token>/",
        guest_orders.guest_order_link,
        name="guest-order-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
    ),
    route(
        "quick-order/",
        quick_order.quick_order,
        name="quick-order",
        perm=Perm.CART_USE,
        add_on=AddOn.QUICK_ORDER,
        methods=("GET", "POST"),
    ),
    route(
        "quick-order/form/",
        order_workbook.order_workbook,
        name="order-workbook",
        perm=Perm.ORDER_VIEW,
        add_on=AddOn.QUICK_ORDER,
        methods=("GET", "POST"),
    ),
    route(
        "quick-order/form/<int:job_id>/",
        order_workbook.order_workbook_detail,
        name="order-workbook-detail",
        perm=Perm.ORDER_VIEW,
        add_on=AddOn.QUICK_ORDER,
    ),
    route(
        "quick-order/form/<int:job_id>/file/",
        order_workbook.order_workbook_file,
        name="order-workbook-file",
        perm=Perm.ORDER_VIEW,
        add_on=AddOn.QUICK_ORDER,
    ),
    route(
        "r/<path:code>/",
        labels.reorder_label,
        name="reorder-label",
        perm=Perm.LIST_USE,
        add_on=AddOn.SHELF_LABELS,
        methods=("GET", "POST"),
    ),
    route("checkout/<int:number>/", ordering.placed, name="placed", perm=Perm.ORDER_VIEW),
]
