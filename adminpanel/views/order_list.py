"""The list of orders: its views, its filters, and what the menu of a row offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.context import work_of
from adminpanel.forms.orders import PlacedForm
from adminpanel.views.orders import STEPS
from core.lists import Chip, Filter, address_with, asked_of, filter_bar, list_context
from core.tables import keyset_page
from customers.access import Perm
from customers.actors import Actor, ShopRequest
from customers.selectors.staff_cards import customer_numbered
from orders.models import Order
from orders.policies import may_handle
from orders.presenting import approved_by
from orders.selectors.staff import STAFF_SORTS, VIEWS, staff_orders
from orders.states import FINAL_STATUSES, OrderEventKind, OrderStatus

_VIEW_LABELS = {
    "process": gettext_lazy("To process"),
    "waiting": gettext_lazy("Awaiting approval"),
    "nobody": gettext_lazy("Nobody can decide"),
    "all": gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A row of the list: the order, whose yes it has, and what its menu offers."""

    order: Order
    approved_by: str
    is_late: bool
    menu: Sequence[dict[str, Any]]


def order_list(request: ShopRequest) -> HttpResponse:
    """Orders to process; the other views, the search and the filters are in the address."""
    number = request.GET.get("customer", "")[:30]
    customer = customer_numbered(request.actor, number) if number else None
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else ("all" if customer else "process")
    filters = [Filter("status", gettext_lazy("Status"), OrderStatus.choices)]
    if customer is not None:
        options = ((request.GET["customer"], customer.name),)
        filters.append(Filter("customer", gettext_lazy("Customer"), options))
    bar = filter_bar(request, filters if view == "all" else filters[1:])
    days = _placed(request)
    page = keyset_page(
        staff_orders(
            request.actor,
            view=view,
            text=bar.query,
            status=bar.chosen.get("status", ""),
            customer=customer,
            placed_from=days.get("placed_from"),
            placed_to=days.get("placed_to"),
        ),
        sorts=STAFF_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    here = request.get_full_path()
    context = list_context(request, page, bar) | {
        "rows": [_row(request.actor, order, here) for order in page.rows],
        "view": view,
        "view_label": _VIEW_LABELS[view],
        "tabs": _tabs(request, view),
        "days": days,
        "is_narrowed": bar.is_set or bool(days),
        "chips": [*bar.chips, *_day_chips(request, days)],
        "clear_url": f"{request.path}?{urlencode({'view': view})}",
        "asked": asked_of(
            page, bar, view=view, **{name: day.isoformat() for name, day in days.items()}
        ),
    }
    return render(request, "staff/orders/order_list.html", context)


def _placed(request: ShopRequest) -> dict[str, date]:
    form = PlacedForm(request.GET)
    form.is_valid()
    return {name: day for name, day in form.cleaned_data.items() if day}


def _day_chips(request: ShopRequest, days: dict[str, date]) -> list[Chip]:
    labels = {"placed_from": _("Placed from"), "placed_to": _("Placed to")}
    return [
        Chip(f"{labels[name]}: {day.isoformat()}", address_with(request, **{name: None}))
        for name, day in days.items()
    ]


def _tabs(request: ShopRequest, current: str) -> list[dict[str, Any]]:
    counts = work_of(request)
    numbers = {"process": counts.to_process, "waiting": counts.waiting, "nobody": counts.nobody}
    return [
        {
            "label": label,
            "url": f"{reverse('staff:order-list')}?{urlencode({'view': view})}",
            "count": numbers.get(view),
            "is_current": view == current,
        }
        for view, label in _VIEW_LABELS.items()
    ]


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
