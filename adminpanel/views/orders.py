"""An order, and every step that staff take with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.documents import routine_notes
from adminpanel.forms.orders import CommentForm, ReassignForm
from adminpanel.walking import walk_of
from approvals.presenting import path_people, when_decided
from approvals.selectors.routes import route_of_request
from core.http import safe_next
from core.loaded import kept_loaded
from core.mail_log import mails_about
from core.pdf import NoPdf, can_write_pdf, pdf_answer
from customers.actors import ShopRequest
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import Order
from orders.order_facts import order_facts
from orders.papers import order_pdf as paper_of
from orders.papers import paper_name
from orders.policies import may_be_approved, may_handle, may_mark_paid
from orders.presenting import order_lines, order_timeline
from orders.selectors.orders import order_detail_of
from orders.selectors.staff import able_approvers
from orders.selectors.staff_card import order_card_of
from orders.services.handling import handle_order
from orders.services.handling import mark_paid as mark_order_paid
from orders.services.rerouting import reassign_order
from orders.states import OrderEventKind, OrderStatus


@dataclass(frozen=True, slots=True)
class HandlingStep:
    """A step that moves an order on: its URL, its button, and what is said when it is done."""

    event: OrderEventKind
    url_name: str
    label: Any
    icon: str
    done: Any


STEPS = (
    HandlingStep(
        OrderEventKind.PROCESSING_STARTED,
        "staff:order-process",
        gettext_lazy("Start processing"),
        "arrow-repeat",
        gettext_lazy("Order %(number)s is in processing."),
    ),
    HandlingStep(
        OrderEventKind.SHIPPED,
        "staff:order-ship",
        gettext_lazy("Mark as shipped"),
        "truck",
        gettext_lazy("Order %(number)s is shipped."),
    ),
    HandlingStep(
        OrderEventKind.COMPLETED,
        "staff:order-complete",
        gettext_lazy("Complete"),
        "check2-all",
        gettext_lazy("Order %(number)s is completed."),
    ),
)


def order_detail(request: ShopRequest, number: int) -> HttpResponse:
    """Everything about one order, with the buttons that its state allows."""
    return _detail_page(request, number)


def order_pdf(request: ShopRequest, number: int) -> HttpResponse:
    """The order on paper, in the reader's language; 404 on a machine that cannot write one."""
    order = order_detail_of(request.actor, number)
    try:
        written = paper_of(order, shop_settings())
    except NoPdf:
        raise Http404 from None
    return pdf_answer(written, name=paper_name(order))


def order_process(request: ShopRequest, number: int) -> HttpResponse:
    return _move_on(request, number, STEPS[0])


def order_ship(request: ShopRequest, number: int) -> HttpResponse:
    return _move_on(request, number, STEPS[1])


def order_complete(request: ShopRequest, number: int) -> HttpResponse:
    return _move_on(request, number, STEPS[2])


def order_cancel(request: ShopRequest, number: int) -> HttpResponse:
    """Cancelled by the shop; the comment goes to the orderer."""
    done = _("Order %(number)s is cancelled. The orderer is told.")
    step = HandlingStep(OrderEventKind.CANCELLED, "", "", "", done)
    return _move_on(request, number, step)


def _move_on(request: ShopRequest, number: int, step: HandlingStep) -> HttpResponse:
    order = order_detail_of(request.actor, number)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, number, comment_form=form, status=422)
    try:
        handle_order(
            actor=request.actor,
            order_id=order.pk,
            event=step.event,
            comment=form.cleaned_data["comment"],
        )
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return _detail_page(request, number, status=409)
    messages.success(request, str(step.done) % {"number": number})
    return redirect(safe_next(request, reverse("staff:order-detail", args=[number])))


def order_paid(request: ShopRequest, number: int) -> HttpResponse:
    """Marks an order on account as paid, or as not paid after all."""
    order = order_detail_of(request.actor, number)
    is_paid = request.POST.get("is_paid") != "no"
    try:
        mark_order_paid(actor=request.actor, order_id=order.pk, is_paid=is_paid)
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return _detail_page(request, number, status=409)
    done = _("Order %(number)s is paid.") if is_paid else _("Order %(number)s is unpaid again.")
    messages.success(request, done % {"number": number})
    return redirect("staff:order-detail", number=number)


def order_reassign(request: ShopRequest, number: int) -> HttpResponse:
    """Gives an order that nobody can decide on to an approver of the same organisation."""
    order = order_detail_of(request.actor, number)
    form = ReassignForm(request.POST, approvers=able_approvers(order))
    if not form.is_valid():
        return _detail_page(request, number, reassign_form=form, status=422)
    try:
        reassign_order(
            actor=request.actor,
            order_id=order.pk,
            to=form.chosen,
            comment=form.cleaned_data["comment"],
        )
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return _detail_page(request, number, status=409)
    values = {"number": number, "name": form.chosen.user.full_name}
    messages.success(request, _("Order %(number)s now waits for %(name)s.") % values)
    return redirect("staff:order-detail", number=number)


def _detail_page(
    request: ShopRequest,
    number: int,
    *,
    comment_form: CommentForm | None = None,
    reassign_form: ReassignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    card = order_card_of(actor, number)  # as it is now: a refusal may have come from a change
    order = card.order
    context: dict[str, Any] = {
        "order": order,
        "facts": order_facts(order, request.shop, for_staff=True),
        "walk": walk_of(request, "orders", pk=order.pk, record_url=_order_url),
        "currency": order.currency,
        "crumbs": ((_("Orders"), reverse("staff:order-list")), (str(number), "")),
        "lines": order_lines(order),
        "timeline": order_timeline(order),
        "path": _path(request, order),
        "routines": routine_notes(card.routines),
        "mails": mails_about(f"order-{order.number}-"),
        "steps": [(step, may_handle(actor, order, step.event)) for step in STEPS],
        "may_cancel": may_handle(actor, order, OrderEventKind.CANCELLED),
        "may_mark_paid": may_mark_paid(actor, order),
        "may_credit": may_handle(actor, order, OrderEventKind.CREDITED),
        "comment_form": comment_form or CommentForm(),
        "is_stuck": card.is_stuck,
        "can_write_pdf": can_write_pdf(),
    }
    if card.is_stuck:
        context["reassign_form"] = reassign_form or ReassignForm(approvers=able_approvers(order))
    with kept_loaded(order, vat_rows=card.vat_rows):
        return render(request, "staff/orders/order_detail.html", context, status=status)


def _order_url(order: Order) -> str:
    return reverse("staff:order-detail", args=[order.number])


def _path(request: ShopRequest, order: Order) -> Sequence[Any]:
    """Who approves, while somebody still has to; afterwards the history says who did."""
    if order.status != OrderStatus.AWAITING_APPROVAL or order.approval is None:
        return ()
    return path_people(
        route_of_request(order.approval, currency=order.currency, is_loaded=True),
        shop_name=request.shop.name,
        viewer_membership_id=None,
        decided=when_decided(order.approval),
        is_unfilled=not may_be_approved(order),
    )
