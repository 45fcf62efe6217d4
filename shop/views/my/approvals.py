"""'Attester': the orders this person is to decide, one screen each."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.errors import ApprovalRefused
from approvals.models import ApprovalRequest
from approvals.policies import comment_is_required, may_decide
from approvals.presenting import path_people, when_decided
from approvals.selectors.routes import route_of_request
from catalogue.selectors.visibility import visible_variants
from core.http import safe_next
from core.tables import keyset_page
from customers.actors import Actor, ShopRequest
from customers.services.visits import choose_membership
from orders.errors import OrderRefused
from orders.models import Order
from orders.presenting import order_timeline
from orders.selectors.approvals import (
    QUEUE_SORTS,
    decided_by,
    queue_of,
    queue_sum,
    with_line_counts,
)
from orders.selectors.limits import standing_beside
from orders.selectors.orders import order_detail_of
from orders.services.changing import change_order
from orders.services.deciding import approve_order, reject_order
from orders.states import OrderStatus
from shop.context import period_label, shop_of
from shop.forms.approvals import AnswerForm, ChangeForm
from shop.lines import order_rows

QUEUE_SIZE = 30


def approval_list(request: ShopRequest) -> HttpResponse:
    """What waits for this person, oldest first, and what they decided lately (A-09, A-48).

    Where there is room the first order stands open beside the queue.
    """
    page = keyset_page(
        with_line_counts(queue_of(request.actor)),
        sorts=QUEUE_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
        size=QUEUE_SIZE,
    )
    context: dict[str, object] = {
        "page": page,
        "queue": page.rows,
        "waiting": queue_sum(request.actor),
        "decided": decided_by(request.actor),
    }
    if page.rows:
        order = order_detail_of(request.actor, page.rows[0].number)
        context |= _order_context(request, order, AnswerForm())
    return render(request, "my/approvals/approval_list.html", context)


def approval_detail(request: ShopRequest, number: int) -> HttpResponse:
    """One order with what matters for a yes or a no."""
    order = order_detail_of(request.actor, number)
    if order.approval is None:
        return redirect("my:order-detail", number=number)
    return _detail_page(request, order, AnswerForm())


def approval_approve(request: ShopRequest, number: int) -> HttpResponse:
    """Yes (A-11)."""
    return _answer(request, number, approve=True)


def approval_reject(request: ShopRequest, number: int) -> HttpResponse:
    """No (A-13)."""
    return _answer(request, number, approve=False)


def approval_change(request: ShopRequest, number: int) -> HttpResponse:
    """Changes quantities, adds an item, mends address and references (A-12)."""
    order = order_detail_of(request.actor, number)
    if order.approval is None:
        return redirect("my:order-detail", number=number)
    form = ChangeForm(request.POST if request.method == "POST" else None, order=order)
    status = 200
    if request.method == "POST":
        if form.is_valid() and (done := _save_change(request, order, form)) is not None:
            return done
        order = order_detail_of(request.actor, number)  # as it is now, with what was written
        status = 409 if form.non_field_errors() else 422
    verdict = may_decide(request.actor, order.approval) if order.approval else None
    context = {
        "order": order,
        "form": form,
        "line_fields": [
            (row, form[f"quantity-{row.shown.line.pk}"])
            for row in order_rows(request.actor, order)
            if f"quantity-{row.shown.line.pk}" in form.fields
        ],
        "verdict": verdict,
        "comment_required": order.approval is not None and comment_is_required(order.approval),
    }
    return render(request, "my/approvals/approval_change.html", context, status=status)


def open_as(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Where a mail's link leads: switches to the membership it was sent to, visibly, and goes on.

    Nothing is decided here. Not one of one's own = 404.
    """
    membership = choose_membership(request, actor=request.actor, membership_id=membership_id)
    if membership is None:
        raise Http404
    if request.actor.membership is None or membership.pk != request.actor.membership.pk:
        messages.info(request, _("You are now at %(name)s.") % {"name": membership.customer.name})
    return redirect(safe_next(request, reverse("my:overview")))


def _save_change(request: ShopRequest, order: Order, form: ChangeForm) -> HttpResponse | None:
    """The way on when it is saved; None with the reason at its field when it is not."""
    sku = form.cleaned_data["added_sku"].strip()
    variant_id = _variant_of_orderer(order, sku) if sku else None
    if sku and variant_id is None:
        form.add_error("added_sku", _("The orderer may not buy this item, or it does not exist."))
        return None
    try:
        change_order(
            actor=request.actor,
            order_id=order.pk,
            version=form.cleaned_data["version"],
            change=form.change(variant_id=variant_id),
            comment=form.cleaned_data["comment"],
        )
    except ApprovalRefused as refused:
        wants_words = refused.refusal.code == "comment-required"
        form.add_error("comment" if wants_words else None, str(refused.refusal.reason))
        return None
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
        return None
    messages.success(request, _("The change is saved. The order still waits for your yes."))
    return redirect("my:approval-detail", number=order.number)


def _variant_of_orderer(order: Order, sku: str) -> int | None:
    """The variant with this article number, if the orderer may see it."""
    if order.membership is None:
        return None
    orderer = Actor(user=order.membership.user, membership=order.membership)
    found: int | None = (
        visible_variants(orderer).filter(sku__iexact=sku).values_list("pk", flat=True).first()
    )
    return found


def _answer(request: ShopRequest, number: int, *, approve: bool) -> HttpResponse:
    order = order_detail_of(request.actor, number)
    form = AnswerForm(request.POST)
    if order.approval is None or not form.is_valid():
        return _detail_page(request, order, form, status=422)
    try:
        decided = (approve_order if approve else reject_order)(
            actor=request.actor,
            order_id=order.pk,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"] if approve else form.words,
        )
    except ApprovalRefused as refused:
        wants_words = refused.refusal.code == "comment-required"
        form.add_error("why" if wants_words else None, str(refused.refusal.reason))
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
    else:
        messages.success(request, _told(decided, shop_of(request).name))
        return redirect("my:approval-list")
    return _detail_page(request, order_detail_of(request.actor, number), form, status=409)


def _told(order: Order, shop_name: str) -> str:
    """What the decision did, in one sentence."""
    values = {"number": order.number, "shop": shop_name, "orderer": order.orderer.full_name}
    step = order.approval.step if order.approval else None
    if step is not None:
        return _("Order %(number)s now waits for %(name)s.") % (
            values | {"name": step.user.full_name}
        )
    if order.status == OrderStatus.REJECTED:
        return _("Order %(number)s is rejected. %(orderer)s is told.") % values
    if order.status == OrderStatus.AWAITING_APPROVAL:
        return _("Order %(number)s waits, but nobody can decide on it now.") % values
    return _("Order %(number)s is approved. %(shop)s has it.") % values


def _detail_page(
    request: ShopRequest, order: Order, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    queue = list(
        with_line_counts(queue_of(request.actor)).order_by("approval__step_since", "pk")[
            :QUEUE_SIZE
        ]
    )
    context = {"queue": queue, **_neighbours(queue, order), **_order_context(request, order, form)}
    return render(request, "my/approvals/approval_detail.html", context, status=status)


def _neighbours(queue: Sequence[Order], order: Order) -> dict[str, object]:
    """Where in the queue this order stands, and the ones beside it."""
    place = next((at for at, item in enumerate(queue) if item.pk == order.pk), None)
    if place is None:
        return {}
    return {
        "place": place + 1,
        "before": queue[place - 1] if place else None,
        "after": queue[place + 1] if place + 1 < len(queue) else None,
    }


def _order_context(request: ShopRequest, order: Order, form: AnswerForm) -> dict[str, object]:
    """Everything an approver reads about one order."""
    approval = order.approval
    context: dict[str, object] = {
        "order": order,
        "form": form,
        "rows": order_rows(request.actor, order, with_history=True),
        "timeline": order_timeline(order),
    }
    if approval is None:
        return context
    context |= {
        "verdict": may_decide(request.actor, approval),
        "comment_required": comment_is_required(approval),
    }
    if order.status == OrderStatus.AWAITING_APPROVAL:
        context |= _waiting_context(request, order, approval)
    return context


def _waiting_context(
    request: ShopRequest, order: Order, approval: ApprovalRequest
) -> dict[str, object]:
    """Who still has to say yes, and what the order does to its orderer's limit."""
    own_id = request.actor.membership.pk if request.actor.membership else None
    route = route_of_request(approval, currency=order.currency)
    standing = standing_beside(order)
    after = next((step for step in route.pending if step.membership_id != own_id), None)
    return {
        "path": path_people(
            route,
            shop_name=shop_of(request).name,
            viewer_membership_id=own_id,
            decided=when_decided(approval),
        ),
        "my_step": next((step for step in route.steps if step.membership_id == own_id), None),
        "next_name": after.name if after else "",
        "standing": standing,
        "limit_label": period_label(standing),
    }
