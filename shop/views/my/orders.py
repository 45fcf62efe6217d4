"""One's own orders, and those one may see: history, status, paper, taking back, ordering again."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.presenting import PathPerson, path_people, when_decided
from approvals.selectors.routes import route_of_request
from core import exports as export_services
from core.exchange.errors import ExchangeError
from core.export_pages import asked_in, format_in, straight_away
from core.http import posted_text
from core.lists import Filter, address_with, asked_of, filter_bar, list_context
from core.pdf import NoPdf, can_write_pdf, pdf_answer
from core.reasons import Text, Verdict
from core.tables import keyset_page
from customers.actors import Actor, ShopRequest
from customers.selectors.imports import scope_of
from orders.errors import OrderRefused
from orders.exports import MY_ORDERS
from orders.models import Order
from orders.order_facts import order_facts
from orders.papers import order_pdf as paper_of
from orders.papers import paper_name
from orders.policies import may_be_approved, may_cancel, may_place, may_send_again, may_withdraw
from orders.presenting import order_timeline
from orders.selectors.orders import ORDER_SORTS, my_orders, order_detail_of
from orders.selectors.sent_again import alive_among, earlier_order_of, replacements_of
from orders.services.handling import cancel_order, withdraw_order
from orders.services.refilling import order_again as refill_cart
from orders.states import FINAL_STATUSES, OrderStatus
from orders.status_words import status_in_words
from shop.context import shop_of
from shop.lines import order_rows
from shop.order_days import day_chips, days_form, days_in
from shop.refilling import tell_left_out


def order_list(request: ShopRequest) -> HttpResponse:
    """The orders this person may see, newest first (A-06, A-16)."""
    bar = filter_bar(request, [Filter("status", gettext_lazy("Status"), OrderStatus.choices)])
    form = days_form(request)
    days = days_in(form)
    sees_others = _sees_others(request.actor)
    whose = "mine" if sees_others and request.GET.get("whose") == "mine" else ""
    page = keyset_page(
        my_orders(
            request.actor,
            text=bar.query,
            status=bar.chosen.get("status", ""),
            placed_from=days.get("placed_from"),
            placed_to=days.get("placed_to"),
            only_own=bool(whose),
        ),
        sorts=ORDER_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    written = {name: day.isoformat() for name, day in days.items()} | {"whose": whose}
    context = list_context(request, page, bar) | {
        "days_form": form,
        "chips": [*bar.chips, *day_chips(request, days)],
        "hidden": [*bar.hidden, *((name, value) for name, value in written.items() if value)],
        "whose": whose,
        "tabs": _whose_tabs(request, whose) if sees_others else (),
        "is_filtered": bar.is_set or form.is_bound or bool(whose),
        "asked": asked_of(page, bar, **written),
        "clear_url": request.path,
    }
    return render(request, "my/orders/order_list.html", context)


def order_export(request: ShopRequest) -> HttpResponse | FileResponse:
    """The list as its page shows it, as a spreadsheet."""
    asked = asked_in(request)
    if not export_services.is_short(actor=request.actor, export=MY_ORDERS, asked=asked):
        most = export_services.MOST_AT_ONCE
        words = _("More than %(most)s orders do not fit in one file. Choose fewer days.")
        messages.error(request, words % {"most": most})
        return redirect("my:order-list")
    try:
        return straight_away(
            actor=request.actor,
            export=MY_ORDERS,
            asked=asked,
            file_format=format_in(request),
            currency=shop_of(request).currency,
            scope=scope_of(request.actor),
        )
    except (ExchangeError, export_services.ExportRefused) as refused:
        messages.error(request, str(refused))
        return redirect("my:order-list")


def order_detail(request: ShopRequest, number: int) -> HttpResponse:
    """One order: lines as agreed, status, path, history."""
    return order_page(request, order_detail_of(request.actor, number))


def order_pdf(request: ShopRequest, number: int) -> HttpResponse:
    """The order on paper, in the reader's language; 404 on a machine that cannot write one."""
    order = order_detail_of(request.actor, number)
    try:
        written = paper_of(order, shop_of(request))
    except NoPdf:
        raise Http404 from None
    return pdf_answer(written, name=paper_name(order))


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
        return order_page(request, order, status=409)
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
        return order_page(request, order, status=409)
    messages.success(request, _("Order %(number)s is cancelled.") % {"number": number})
    return redirect("my:order-detail", number=number)


def order_again(request: ShopRequest, number: int) -> HttpResponse:
    """Puts the order's items in the cart at today's prices; names what could not come along."""
    order = order_detail_of(request.actor, number)
    try:
        refilled = refill_cart(actor=request.actor, order_id=order.pk)
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return order_page(request, order, status=409)
    if refilled.lines:
        words = ngettext(
            "%(n)s line is in the cart, at today's price.",
            "%(n)s lines are in the cart, at today's prices.",
            refilled.lines,
        )
        messages.success(request, words % {"n": refilled.lines})
    tell_left_out(request, refilled)
    return redirect("shop:cart")


def order_page(request: ShopRequest, order: Order, *, status: int = 200) -> HttpResponse:
    """The page of one order, with what its reader may do with it now."""
    actor = request.actor
    withdraw, cancel = may_withdraw(actor, order), may_cancel(actor, order)
    replacements = replacements_of(order)
    alive = alive_among(replacements)
    context = {
        "order": order,
        "rows": order_rows(actor, order),
        "facts": order_facts(order, shop_of(request)),
        "status_words": status_in_words(order, shop_name=shop_of(request).name),
        "timeline": order_timeline(order),
        "path": _path(request, order),
        "may_withdraw": withdraw,
        "may_cancel": cancel,
        "may_send_again": may_send_again(actor, order, alive=alive),
        "replacements": replacements,
        "earlier": earlier_order_of(actor, order),
        "why_not": _why_not(actor, order, withdraw, cancel),
        "may_reorder": may_place(actor),
        "can_write_pdf": can_write_pdf(),
    }
    return render(request, "my/orders/order_detail.html", context, status=status)


def _sees_others(actor: Actor) -> bool:
    membership = actor.membership
    return membership is not None and (
        membership.sees_customer_orders or membership.is_approver or membership.is_group_admin
    )


def _whose_tabs(request: ShopRequest, whose: str) -> list[dict[str, object]]:
    words = {"": _("All that I may see"), "mine": _("Only mine")}
    return [
        {
            "label": label,
            "url": address_with(request, whose=value or None),
            "count": None,
            "is_current": value == whose,
        }
        for value, label in words.items()
    ]


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
        is_unfilled=not may_be_approved(order),
    )


def _why_not(actor: Actor, order: Order, withdraw: Verdict, cancel: Verdict) -> Text:
    """Why the orderer cannot take it back now; nothing where it can be, or is over."""
    if order.orderer_id != actor.user_id or order.state in FINAL_STATUSES:
        return ""
    return "" if withdraw.allowed or cancel.allowed else cancel.reason
