"""Approving several orders from the list: read once more what was chosen, then one yes each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import ZERO, format_money
from customers.actors import ShopRequest
from orders.selectors.approval_queue import chosen_orders
from orders.services.deciding_many import ManyAnswers, approve_many
from shop.context import shop_of
from shop.forms.approvals import chosen_in


def approval_chosen(request: ShopRequest) -> HttpResponse:
    """Names the orders and their sum first; with the second press each gets its answer."""
    chosen = chosen_in(request.POST.getlist("order"))
    if not chosen:
        messages.warning(request, _("Choose the orders to approve first."))
        return redirect("my:approval-list")
    if "confirmed" in request.POST:
        _tell(request, approve_many(actor=request.actor, chosen=chosen))
        return redirect("my:approval-list")
    versions = {each.order_id: each.version for each in chosen}
    found = chosen_orders(request.actor, versions)
    ready = [each.order for each in found if each.is_ready]
    context = {
        "ready": ready,
        "left": [each for each in found if not each.is_ready],
        "unknown": len(versions) - len(found),
        "sum_net": sum((order.value_net for order in ready), ZERO),
    }
    return render(request, "my/approvals/approval_chosen.html", context)


def _tell(request: ShopRequest, answers: ManyAnswers) -> None:
    """What was approved, in one sentence; each that was left, with every reason."""
    if answers.approved:
        count = len(answers.approved)
        total = sum((order.value_net for order in answers.approved), ZERO)
        values = {"count": count, "sum": format_money(total, shop_of(request).currency)}
        messages.success(
            request,
            ngettext(
                "%(count)s order is approved, %(sum)s ex VAT.",
                "%(count)s orders are approved, together %(sum)s ex VAT.",
                count,
            )
            % values,
        )
    for each in answers.left:
        values = {
            "number": each.order.number,
            "name": each.order.orderer.full_name,
            "reason": " ".join(str(reason) for reason in each.reasons),
        }
        messages.warning(request, _("Order %(number)s from %(name)s was left. %(reason)s") % values)
    if answers.unknown:
        messages.warning(
            request,
            ngettext(
                "%(count)s of the chosen orders no longer waits for you.",
                "%(count)s of the chosen orders no longer wait for you.",
                answers.unknown,
            )
            % {"count": answers.unknown},
        )
