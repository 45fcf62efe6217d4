"""The list of orders: its views, its filters, and what the menu of a row offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from adminpanel.context import work_of
from adminpanel.views.orders import STEPS
from core.list_specs import list_page, listed, listed_context
from customers.access import Perm
from customers.actors import Actor, ShopRequest
from orders.list_specs import ORDERS_LIST
from orders.models import Order
from orders.policies import may_handle
from orders.presenting import approved_by
from orders.states import FINAL_STATUSES, OrderEventKind, OrderStatus


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A row of the list: the order, whose yes it has, and what its menu offers."""

    order: Order
    approved_by: str
    is_late: bool
    menu: Sequence[dict[str, Any]]


def order_list(request: ShopRequest) -> HttpResponse:
    """Orders to process; the other views, the search and the filters are in the address."""
    counts = work_of(request)
    found = listed(
        request,
        ORDERS_LIST,
        actor=request.actor,
        view="all" if "customer" in request.GET else "",
        counts={
            "process": counts.to_process,
            "waiting": counts.waiting,
            "nobody": counts.nobody,
        },
    )
    here = request.get_full_path()
    context = listed_context(request, found)
    context |= {
        "rows": [_row(request.actor, order, here) for order in found.page.rows],
        "view_label": dict(ORDERS_LIST.views)[found.view],
    }
    return list_page(request, "staff/orders/order_list.html", context)


def _row(actor: Actor, order: Order, here: str) -> OrderRow:
    open_states = set(OrderStatus) - FINAL_STATUSES - {OrderStatus.SHIPPED}
    late = order.requested_on is not None and order.requested_on < timezone.localdate()
    return OrderRow(
        order=order,
        approved_by=approved_by(order),
        is_late=late and order.state in open_states,
        menu=_row_menu(actor, order, here),
    )


def _row_menu(actor: Actor, order: Order, here: str) -> list[dict[str, Any]]:
    address = reverse("staff:order-detail", args=[order.number])
    items: list[dict[str, Any]] = [{"label": _("Open"), "url": address, "icon": "eye"}]
    for step in STEPS:
        if may_handle(actor, order, step.event).allowed:
            url = f"{reverse(step.url_name, args=[order.number])}?{urlencode({'next': here})}"
            items.append({"label": step.label, "url": url, "icon": step.icon, "method": "post"})
    card = reverse("staff:customer-detail", args=[order.customer_id])
    items.append({"label": _("Customer card"), "url": card, "icon": "building"})
    if order.membership_id is not None and actor.has(Perm.STAFF_ACT_AS):
        label = _("Log in as %(name)s") % {"name": order.orderer.full_name}
        act = reverse("staff:act-as", args=[order.membership_id])
        items.append({"label": label, "url": act, "icon": "box-arrow-in-right", "method": "post"})
    if may_handle(actor, order, OrderEventKind.CANCELLED).allowed:
        items.append(
            {
                "label": _("Cancel the order"),
                "url": f"{address}#cancel",
                "icon": "slash-circle",
                "danger": True,
            }
        )
    return items
