"""The approver fills in an order that somebody wrote in their own words (A-42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.errors import ApprovalRefused
from approvals.policies import comment_is_required, may_decide
from approvals.presenting import path_people, when_decided
from catalogue.search.words import MAX_QUESTION
from core.reasons import Verdict
from customers.actors import Actor, ShopRequest
from orders.errors import OrderRefused
from orders.models import Order
from orders.order_facts import order_facts
from orders.selectors.filling import (
    Filling,
    FillRow,
    Offers,
    Ordered,
    filled_with,
    orderer_of,
    searched,
    suggested,
)
from orders.selectors.orders import order_detail_of
from orders.services.changing import OrderChange, change_order
from orders.waiting import refusals_of
from shop.context import period_label, shop_of
from shop.forms.filling import FillForm
from shop.lines import CartRow, cart_rows


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A line as it would be, with what was typed for it."""

    row: FillRow
    quantity: object
    errors: Sequence[str] = ()

    @property
    def field(self) -> str:
        return f"n-{self.row.variant_id}"


@dataclass(frozen=True, slots=True)
class _Offered:
    """One variant to add: how often it was ordered before, how many are chosen, if it fits."""

    shown: CartRow
    ordered: Ordered | None
    chosen: int
    fits: bool


def approval_fill(request: ShopRequest, number: int) -> HttpResponse:
    """The wish, what is chosen for it with its sum, and what fits; saved in one change.

    Adding, searching and counting again save nothing.
    """
    order = order_detail_of(request.actor, number)
    if order.approval is None or not order.is_free_text:
        return redirect("my:order-detail", number=number)
    verdict, orderer = may_decide(request.actor, order.approval), orderer_of(order)
    if not verdict.allowed or orderer is None:
        return _refused_page(request, order, verdict)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUESTION]
    is_sent = request.method == "POST"
    form = FillForm(request.POST if is_sent else None, order=order, asked=asked)
    if not is_sent:
        return _page(request, order, orderer, form, {})
    is_valid = form.is_valid()
    if "save" not in request.POST:
        return _page(request, order, orderer, form, form.with_added())
    if not is_valid:
        return _page(request, order, orderer, form, form.wanted, status=422)
    if _save(request, order, form):
        return redirect("my:approval-detail", number=number)
    wanted, order = form.wanted, order_detail_of(request.actor, number)  # as it is now
    return _page(request, order, orderer, form, wanted, status=409)


def _save(request: ShopRequest, order: Order, form: FillForm) -> bool:
    """All of it as one change, with one mail; the reasons are at the form when it is refused."""
    lines = {line.variant_id: line.pk for line in order.lines.all()}
    wanted = form.wanted
    change = OrderChange(
        quantities={lines[pk]: quantity for pk, quantity in wanted.items() if pk in lines},
        added={pk: quantity for pk, quantity in wanted.items() if pk not in lines},
    )
    try:
        saved = change_order(
            actor=request.actor,
            order_id=order.pk,
            version=form.cleaned_data["version"],
            change=change,
            comment=form.cleaned_data["comment"],
        )
    except ApprovalRefused as refused:
        wants_words = refused.refusal.code == "comment-required"
        form.add_error("comment" if wants_words else None, str(refused.refusal.reason))
        return False
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
        return False
    count = saved.lines.count()
    words = ngettext(
        "The order has %(n)s line now. It still waits for your yes.",
        "The order has %(n)s lines now. It still waits for your yes.",
        count,
    )
    messages.success(request, words % {"n": count})
    return True


def _refused_page(request: ShopRequest, order: Order, verdict: Verdict) -> HttpResponse:
    reason = verdict.reason or _("The orderer's access has ended, so the order cannot be changed.")
    status = 409 if request.method == "POST" else 200
    context = {"order": order, "reason": reason}
    return render(request, "my/approvals/approval_fill.html", context, status=status)


def _page(
    request: ShopRequest,
    order: Order,
    orderer: Actor,
    form: FillForm,
    wanted: Mapping[int, int],
    *,
    status: int = 200,
) -> HttpResponse:
    shop = shop_of(request)
    filling = filled_with(order, orderer, shop, wanted)
    asked = str(form["q"].value() or "").strip()[:MAX_QUESTION]
    offers = searched(order, orderer, shop, asked) if asked else suggested(order, orderer, shop)
    offered = _offered(offers, filling)
    context = {
        "order": order,
        "form": form,
        "asked": asked,
        "filling": filling,
        "chosen": _chosen(filling, form),
        "offers": offers,
        "fitting": [each for each in offered if each.fits],
        "usual": [each for each in offered if not each.fits],
        "facts": order_facts(order, shop),
        "comment_required": order.approval is not None and comment_is_required(order.approval),
        **_consequences(request, order, filling),
    }
    return render(request, "my/approvals/approval_fill.html", context, status=status)


def _chosen(filling: Filling, form: FillForm) -> Sequence[_Chosen]:
    """What could not be read stays as it was typed, with the reason at its field."""
    return [
        _Chosen(
            row,
            form[name].value() if name in form.errors else row.quantity,
            [str(error) for error in form.errors.get(name, ())],
        )
        for row in filling.rows
        for name in (f"n-{row.variant_id}",)
    ]


def _offered(offers: Offers, filling: Filling) -> Sequence[_Offered]:
    chosen = {row.variant_id: row.quantity for row in filling.rows}
    return [
        _Offered(row, offers.ordered.get(pk), chosen.get(pk, 0), pk in offers.fitting)
        for row in cart_rows(offers.basket)
        for pk in (row.line.variant.pk,)
        if row.line.is_priced
    ]


def _consequences(request: ShopRequest, order: Order, filling: Filling) -> dict[str, object]:
    """What the orderer's limit and the rest of the chain make of it."""
    check, membership = filling.check, request.actor.membership
    if check is None or order.approval is None:
        return {}
    decided = when_decided(order.approval)
    pending = check.route.pending
    return {
        "check": check,
        "refusals": () if filling.is_empty else refusals_of(check).texts,
        "path": path_people(
            check.route,
            shop_name=shop_of(request).name,
            viewer_membership_id=membership.pk if membership else None,
            decided=decided,
            is_unfilled=filling.is_empty,
        ),
        "next_name": pending[1].name if len(pending) > 1 else "",
        "limit_label": period_label(check.limit.standing),
    }
