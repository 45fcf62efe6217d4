"""What can be done with an order beside looking at it: on paper, as a sheet, edited and resent."""

from core.access import route
from customers.access import Perm
from shop.views.my import orders, questions, sending_again

urlpatterns = [
    route(
        "orders/export/",
        orders.order_export,
        name="order-export",
        perm=Perm.ORDER_VIEW,
        methods=("POST",),
    ),
    route(
        "orders/send-as-new/",
        sending_again.order_send_as_new,
        name="order-send-as-new",
        perm=Perm.ORDER_PLACE,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/answer/",
        questions.order_answer,
        name="order-answer",
        perm=Perm.ORDER_CHANGE_OWN,
        methods=("POST",),
    ),
    route("orders/<int:number>/pdf/", orders.order_pdf, name="order-pdf", perm=Perm.ORDER_VIEW),
    route(
        "orders/<int:number>/send-again/",
        sending_again.order_send_again,
        name="order-send-again",
        perm=Perm.ORDER_PLACE,
        methods=("GET", "POST"),
    ),
]
