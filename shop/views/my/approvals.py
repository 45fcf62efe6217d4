"""'Attester': the orders this person is to decide, one screen each."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.errors import ApprovalRefused
from approvals.policies import comment_is_required, may_decide
from catalogue.querysets import VariantQuerySet
from catalogue.selectors.visibility import visible_variants
from core.http import safe_next
from core.tables import keyset_page
from customers.actors import ANONYMOUS, Actor, ShopRequest
from customers.selectors.field_rules import rules_for
from customers.services.visits import choose_membership
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.agreement_hints import variant_name
from orders.selectors.approval_queue import next_in_queue, queue_around, queue_rows
from orders.selectors.approvals import (
    QUEUE_SORTS,
    decided_by,
    queue_sum,
)
from orders.selectors.orders import order_detail_of
from orders.services.asking import ask_question
from orders.services.changing import change_order
from orders.services.deciding import approve_order, reject_order
from orders.states import OrderStatus
from shop.approving import order_context
from shop.context import shop_of
from shop.extra_fields import change_extra
from shop.forms.approvals import AnswerForm, ChangeForm, Swap
from shop.lines import order_rows

SHORT_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
QUEUE_SIZE = 30


def approval_list(request: ShopRequest) -> HttpResponse:
    """What waits for this person, oldest first, and what they decided lately (A-09, A-48).

    Where there is room the first order stands open beside the queue.
    """
    page = keyset_page(
        queue_rows(request.actor),
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
        context |= order_context(request, order, AnswerForm())
    return render(request, "my/approvals/approval_list.html", context)


def approval_detail(request: ShopRequest, number: int) -> HttpResponse:
    """One order with what matters for a yes or a no."""
    order = order_detail_of(request.actor, number)
    if order.approval is None:
        return redirect("my:order-detail", number=number)
    return _detail_page(request, order, AnswerForm())


def approval_approve(request: ShopRequest, number: int) -> HttpResponse:
    """Yes (A-11)."""
    return _answer(request, number, _approve)


def approval_reject(request: ShopRequest, number: int) -> HttpResponse:
    """No (A-13)."""
    return _answer(request, number, _reject, words="why")


def approval_ask(request: ShopRequest, number: int) -> HttpResponse:
    """Neither: the orderer is asked something first, and the order stays where it is."""
    return _answer(request, number, _ask, words="question")


def approval_change(request: ShopRequest, number: int) -> HttpResponse:
    """Changes quantities, adds an item, mends address and references (A-12)."""
    order = order_detail_of(request.actor, number)
    if order.approval is None:
        return redirect("my:order-detail", number=number)
    written = request.POST if request.method == "POST" else None
    rules = rules_for(shop_of(request), order.customer)
    form = ChangeForm(written, order=order, rules=rules, swap=_swap_of(request, order))
    extra = change_extra(order, written)
    status = 200
    if request.method == "POST":
        is_fine = form.is_valid() and extra.is_valid()
        if is_fine and (done := _save_change(request, order, form)) is not None:
            return done
        order = order_detail_of(request.actor, number)  # as it is now, with what was written
        status = 409 if form.non_field_errors() else 422
    verdict = may_decide(request.actor, order.approval) if order.approval else None
    context = {
        "order": order,
        "form": form,
        "extra": extra,
        "line_fields": [
            (row, form[f"quantity-{row.shown.line.pk}"], extra.of_line(row.shown.line.pk))
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
    found = _goods_of_orderer(order).filter(sku__iexact=sku).first()
    return found.pk if found else None


def _goods_of_orderer(order: Order) -> VariantQuerySet:
    if order.membership is None:
        return visible_variants(ANONYMOUS).none()
    return visible_variants(Actor(user=order.membership.user, membership=order.membership))


def _swap_of(request: ShopRequest, order: Order) -> Swap | None:
    """What a link from the order asked to have filled in: another item instead of a line.

    Nothing is changed before it is saved, and saving asks again whether the orderer may buy it.
    """
    asked = {name: request.GET.get(name, "") for name in ("line", "instead")}
    if request.method == "POST" or not all(SHORT_NUMBER.fullmatch(each) for each in asked.values()):
        return None
    line = next((each for each in order.lines.all() if each.pk == int(asked["line"])), None)
    variants = _goods_of_orderer(order).select_related("product")
    variant = variants.filter(pk=int(asked["instead"])).first() if line else None
    if line is None or variant is None:
        return None
    words = _("%(name)s is in the agreement.") % {"name": variant_name(variant)}
    return Swap(line.pk, variant.sku, words)


def _approve(actor: Actor, order: Order, form: AnswerForm) -> Order:
    version, comment = form.cleaned_data["version"], form.cleaned_data["comment"]
    return approve_order(actor=actor, order_id=order.pk, version=version, comment=comment)


def _reject(actor: Actor, order: Order, form: AnswerForm) -> Order:
    version = form.cleaned_data["version"]
    return reject_order(actor=actor, order_id=order.pk, version=version, comment=form.words)


def _ask(actor: Actor, order: Order, form: AnswerForm) -> Order:
    version, question = form.cleaned_data["version"], form.cleaned_data["question"]
    return ask_question(actor=actor, order_id=order.pk, version=version, question=question)


def _answer(
    request: ShopRequest,
    number: int,
    give: Callable[[Actor, Order, AnswerForm], Order],
    *,
    words: str = "comment",
) -> HttpResponse:
    """Gives one answer and goes on to the next order; `words` is the field for what is missing."""
    order = order_detail_of(request.actor, number)
    form = AnswerForm(request.POST)
    if order.approval is None or not form.is_valid():
        return _detail_page(request, order, form, status=422)
    try:
        decided = give(request.actor, order, form)
    except ApprovalRefused as refused:
        wants_words = refused.refusal.code == "comment-required"
        form.add_error(words if wants_words else None, str(refused.refusal.reason))
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
    else:
        messages.success(request, _told(decided, shop_of(request).name))
        return _on_to_the_next(request, order)
    return _detail_page(request, order_detail_of(request.actor, number), form, status=409)


def _on_to_the_next(request: ShopRequest, order: Order) -> HttpResponse:
    """The next that waits for this person, or the list when that was the last. `order` = before."""
    number = next_in_queue(request.actor, order)
    if number is None:
        return redirect("my:approval-list")
    return redirect("my:approval-detail", number=number)


def _told(order: Order, shop_name: str) -> str:
    """What the decision did, in one sentence."""
    values = {"number": order.number, "shop": shop_name, "orderer": order.orderer.full_name}
    step = order.approval.step if order.approval else None
    if order.approval is not None and order.approval.asked_at is not None:
        return _("%(orderer)s is asked about order %(number)s. It waits for the answer.") % values
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
    around = queue_around(request.actor, order, size=QUEUE_SIZE)
    context = {
        "around": around,
        "queue": around.orders,
        **order_context(request, order, form),
    }
    return render(request, "my/approvals/approval_detail.html", context, status=status)
