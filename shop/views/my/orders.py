"""One's own orders, and those one may see: history, status, taking back, ordering again."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.presenting import PathPerson, path_people, when_decided
from approvals.selectors.routes import route_of_request
from core.http import posted_text
from core.reasons import Text, Verdict
from core.tables import keyset_page
from customers.actors import Actor, ShopRequest
from orders.errors import CartRefused, OrderRefused
from orders.models import Order
from orders.policies import may_cancel, may_place, may_withdraw
from orders.presenting import order_timeline
from orders.selectors.orders import ORDER_SORTS, my_orders, order_detail_of
from orders.services.carts import add_to_cart
from orders.services.handling import cancel_order, withdraw_order
from orders.states import FINAL_STATUSES, OrderStatus
from shop.context import shop_of
from shop.lines import order_rows


def order_list(request: ShopRequest) -> HttpResponse:
    """The orders this person may see, newest first (A-06, A-16)."""
    text = request.GET.get("q", "").strip()[:100]
    status = request.GET.get("status", "")
    page = keyset_page(
        my_orders(request.actor, text=text, status=status),
        sorts=ORDER_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = {
        "page": page,
        "q": text,
        "status": status,
        "selects": [
            {
                "name": "status",
                "label": _("Every status"),
                "options": OrderStatus.choices,
                "value": status,
            }
        ],
        "hidden": [("sort", page.sort)] if request.GET.get("sort") else [],
        "is_filtered": bool(text or status),
    }
    return render(request, "my/orders/order_list.html", context)


def order_detail(request: ShopRequest, number: int) -> HttpResponse:
    """One order: lines as agreed, status, path, history."""
    return _detail_page(request, order_detail_of(request.actor, number))


def order_withdraw(request: ShopRequest, number: int) -> HttpResponse:
    """The orderer takes a waiting order back."""
    order = order_detail_of(request.actor, number)
    try:
        withdraw_order(
            actor=request.actor,
            order_id=order.pk,
            comment=posted_text(request, "comment", at_most=2000),
        )
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return _detail_page(request, order, status=409)
    messages.success(
        request, _("Order %(number)s is withdrawn. Nobody is asked any more.") % {"number": number}
    )
    return redirect("my:order-detail", number=number)


def order_cancel(request: ShopRequest, number: int) -> HttpResponse:
    """The orderer cancels while the shop has not begun."""
    order = order_detail_of(request.actor, number)
    try:
        cancel_order(
            actor=request.actor,
            order_id=order.pk,
            comment=posted_text(request, "comment", at_most=2000),
        )
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return _detail_page(request, order, status=409)
    messages.success(request, _("Order %(number)s is cancelled.") % {"number": number})
    return redirect("my:order-detail", number=number)


def order_again(request: ShopRequest, number: int) -> HttpResponse:
    """Puts the order's items in the cart at today's prices; names what could not come along."""
    order = order_detail_of(request.actor, number)
    added, left_out = 0, []
    for line in order.lines.all():
        try:
            add_to_cart(
                actor=request.actor,
                session_token="",
                variant_id=line.variant_id or 0,
                quantity=line.quantity,
                comment=line.comment,
            )
            added += 1
        except CartRefused:
            left_out.append(line.name)
    if added:
        messages.success(
            request,
            ngettext(
                "%(n)s line is in the cart, at today's price.",
                "%(n)s lines are in the cart, at today's prices.",
                added,
            )
            % {"n": added},
        )
    if left_out:
        messages.warning(
            request, _("No longer available to you: %(names)s.") % {"names": ", ".join(left_out)}
        )
    return redirect("shop:cart")


def _detail_page(request: ShopRequest, order: Order, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    withdraw, cancel = may_withdraw(actor, order), may_cancel(actor, order)
    context = {
        "order": order,
        "rows": order_rows(actor, order),
        "timeline": order_timeline(order),
        "path": _path(request, order),
        "may_withdraw": withdraw,
        "may_cancel": cancel,
        "why_not": _why_not(actor, order, withdraw, cancel),
        "may_reorder": may_place(actor),
    }
    return render(request, "my/orders/order_detail.html", context, status=status)


def _path(request: ShopRequest, order: Order) -> Sequence[PathPerson]:
    """Who has it and who comes after, while it waits; afterwards the history says who said what."""
    if order.status != OrderStatus.AWAITING_APPROVAL or order.approval is None:
        return ()
    membership = request.actor.membership
    return path_people(
        route_of_request(order.approval, currency=order.currency),
        shop_name=shop_of(request).name,
        viewer_membership_id=membership.pk if membership else None,
        decided=when_decided(order.approval),
    )


def _why_not(actor: Actor, order: Order, withdraw: Verdict, cancel: Verdict) -> Text:
    """Why the orderer cannot take it back now; nothing where it can be, or is over."""
    if order.orderer_id != actor.user_id or order.state in FINAL_STATUSES:
        return ""
    return "" if withdraw.allowed or cancel.allowed else cancel.reason
