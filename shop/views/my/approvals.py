"""'Attester': the orders this person is to decide, one screen each."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.errors import ApprovalRefused
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
from orders.presenting import order_lines, order_timeline
from orders.selectors.approvals import QUEUE_SORTS, decided_by, queue_of
from orders.selectors.limits import standing_of
from orders.selectors.orders import order_detail_of
from orders.services.changing import change_order
from orders.services.deciding import approve_order, reject_order
from shop.context import shop_of
from shop.forms.approvals import AnswerForm, ChangeForm


def approval_list(request: ShopRequest) -> HttpResponse:
    """What waits for this person, oldest first, and what they decided lately (A-09, A-48)."""
    page = keyset_page(
        queue_of(request.actor),
        sorts=QUEUE_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = {"page": page, "decided": decided_by(request.actor)}
    return render(request, "my/approvals/approval_list.html", context)


def approval_detail(request: ShopRequest, number: int) -> HttpResponse:
    """One order with what matters for a yes or a no."""
    order = order_detail_of(request.actor, number)
    if order.approval is None:
        return redirect("my:order-detail", number=number)
    return _detail_page(request, order, AnswerForm(initial={"version": order.version}))


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
    verdict = may_decide(request.actor, order.approval)
    form = ChangeForm(request.POST if request.method == "POST" else None, order=order)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (done := _save_change(request, order, form)) is not None:
            return done
        if not verdict.allowed or form.non_field_errors():
            status = 409
    context = {
        "order": order,
        "form": form,
        "lines": order_lines(order),
        "line_fields": [(line, form[f"quantity-{line.pk}"]) for line in form.lines],
        "verdict": verdict,
        "comment_required": comment_is_required(order.approval),
    }
    return render(request, "my/approvals/approval_change.html", context, status=status)


def _save_change(request: ShopRequest, order: Order, form: ChangeForm) -> HttpResponse | None:
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
        form.add_error(
            "comment" if refused.refusal.code == "comment-required" else None,
            str(refused.refusal.reason),
        )
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
    decide = approve_order if approve else reject_order
    try:
        decided = decide(
            actor=request.actor,
            order_id=order.pk,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
        )
    except ApprovalRefused as refused:
        form.add_error(
            "comment" if refused.refusal.code == "comment-required" else None,
            str(refused.refusal.reason),
        )
        return _detail_page(request, order, form, status=409)
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
        return _detail_page(request, order, form, status=409)
    messages.success(request, _told(decided))
    return redirect("my:approval-list")


def _told(order: Order) -> str:
    step = order.approval.step if order.approval else None
    values = {"number": order.number, "status": order.state.label}
    if step is not None:
        name = order_step_name(order)
        return _("Order %(number)s now waits for %(name)s.") % (values | {"name": name})
    return _("Order %(number)s: %(status)s.") % values


def order_step_name(order: Order) -> str:
    """Whoever has the order now, by name."""
    step = order.approval.step if order.approval else None
    return step.user.full_name if step else ""


def _detail_page(
    request: ShopRequest, order: Order, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    actor, approval = request.actor, order.approval
    context = {"order": order, "form": form, "lines": order_lines(order)}
    if approval is not None:
        own_id = actor.membership.pk if actor.membership else None
        route = route_of_request(approval, currency=order.currency)
        context |= {
            "verdict": may_decide(actor, approval),
            "comment_required": comment_is_required(approval),
            "path": path_people(
                route,
                shop_name=shop_of(request).name,
                viewer_membership_id=own_id,
                decided=when_decided(approval),
            ),
            "my_step": next((s for s in route.steps if s.membership_id == own_id), None),
            "timeline": order_timeline(order),
            "standing": standing_of(order.membership) if order.membership else None,
            "queue": queue_of(actor).order_by("approval__step_since", "pk")[:30],
        }
    return render(request, "my/approvals/approval_detail.html", context, status=status)


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
