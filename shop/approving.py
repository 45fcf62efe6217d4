"""One order as its approver reads it: everything the screen shows, put together once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from approvals.models import ApprovalRequest
from approvals.policies import comment_is_required, may_decide
from approvals.presenting import path_people, when_decided
from approvals.routes import Route, Step, StepState
from approvals.selectors.routes import route_of_request
from customers.actors import ShopRequest
from orders.hints import left_under
from orders.models import Order
from orders.order_facts import order_facts
from orders.policies import may_be_approved
from orders.presenting import order_timeline, questions_of
from orders.selectors.approval_hints import ApprovalHints, hints_of
from orders.selectors.limits import standing_beside
from orders.selectors.sent_again import earlier_order_of
from orders.states import OrderStatus
from shop.context import period_label, shop_of
from shop.forms.approvals import AnswerForm
from shop.lines import LineHint, OrderRow, order_rows


@dataclass(frozen=True, slots=True)
class UnderBreakPoint:
    """The order stops just short of somebody: `left` is up to the approver's break point, ex VAT.

    `name` is who would have been asked beyond it, "" when nobody is.
    """

    left: Decimal
    break_point: Decimal
    name: str


def order_context(request: ShopRequest, order: Order, form: AnswerForm) -> dict[str, object]:
    """Everything an approver reads about one order; it comes from `order_detail_of`."""
    approval = order.approval
    context: dict[str, object] = {
        "order": order,
        "form": form,
        "facts": order_facts(order, shop_of(request)),
        "timeline": order_timeline(order),
        "questions": questions_of(order),
        "earlier": earlier_order_of(request.actor, order),
    }
    hints = ApprovalHints()
    if approval is not None:
        context |= {
            "verdict": may_decide(request.actor, approval),
            "comment_required": comment_is_required(approval),
            "needs_filling": order.is_free_text and not order.lines.all(),
        }
        if order.status == OrderStatus.AWAITING_APPROVAL:
            hints = hints_of(request.actor, order)
            context |= _waiting_context(request, order, approval)
    context["hints"] = hints
    context["rows"] = _rows(request, order, hints)
    return context


def _rows(request: ShopRequest, order: Order, hints: ApprovalHints) -> Sequence[OrderRow]:
    """The lines, each with what is to be looked at on it."""
    return [
        replace(
            row,
            hint=LineHint(
                alternative=hints.alternatives.get(row.shown.line.pk),
                duplicate=hints.duplicate_of(row.shown.line.variant_id),
            ),
        )
        for row in order_rows(request.actor, order, with_history=True)
    ]


def _waiting_context(
    request: ShopRequest, order: Order, approval: ApprovalRequest
) -> dict[str, object]:
    """Who still has to say yes, and what the order does to its orderer's limit."""
    own_id = request.actor.membership.pk if request.actor.membership else None
    route = route_of_request(approval, currency=order.currency)
    standing = standing_beside(order)
    mine = next((step for step in route.steps if step.membership_id == approval.step_id), None)
    after = next((step for step in route.pending if step is not mine), None)
    return {
        "path": path_people(
            route,
            shop_name=shop_of(request).name,
            viewer_membership_id=own_id,
            decided=when_decided(approval),
            is_unfilled=not may_be_approved(order),
        ),
        "my_step": mine,
        "next_name": after.name if after else "",
        "in_place_of": approval.step if approval.step_id != own_id else None,
        "standing": standing,
        "limit_label": period_label(standing),
        "under": _just_under(route, mine, order.value_net),
    }


def _just_under(route: Route, mine: Step | None, value: Decimal) -> UnderBreakPoint | None:
    """Whether one öre more would have asked somebody else too; only the decider is told."""
    if mine is None or not mine.covers or mine.break_point is None:
        return None
    left = left_under(value, mine.break_point)
    if left is None:
        return None
    beyond = route.steps[route.steps.index(mine) + 1 :]
    name = next((step.name for step in beyond if step.state == StepState.NOT_NEEDED), "")
    return UnderBreakPoint(left, mine.break_point, name)
