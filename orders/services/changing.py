"""The approver changes an order that waits: re-priced, re-checked, re-routed (A-12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.models import Answer, ApprovalRequest
from approvals.services.requests import answer_request, revalue
from core.audit import use_case
from core.reasons import Reasons, Verdict, say
from customers.actors import Actor
from customers.extra_fields import judge
from customers.models import Membership
from customers.selectors.extra_fields import Questions, extra_fields_of
from customers.selectors.field_rules import rules_for
from customers.selectors.shop import shop_settings
from customers.services.extra_answers import note_answered
from orders.checks import sum_verdict
from orders.errors import OrderRefused
from orders.extra_answers import Changed, mend_answers
from orders.models import Order, OrderLine
from orders.notices import tell_decided
from orders.quantities import MOST, quantity_problem
from orders.selectors.baskets import Basket, Wish, price_basket
from orders.selectors.small_orders import small_order_terms
from orders.services.checkout_fields import changed_verdicts, hidden_columns
from orders.services.deciding import lock_waiting, move
from orders.services.ledger import adjust, record_event
from orders.services.locks import lock_orderer
from orders.services.order_rows import line_of, set_totals, write_vat
from orders.services.points import return_points, spare_points
from orders.small_orders import SmallOrderTerms
from orders.states import OrderEventKind
from orders.totals import LineAmount, VatTreatment
from orders.waiting import check_waiting, refusals_of, smallest_changed, totals_with

TEXT_FIELDS = (
    "delivery_name",
    "delivery_attention",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "customer_reference",
    "cost_centre",
    "goods_marking",
    "invoice_reference",
    "comment",
)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What an approver wants otherwise.

    `quantities` by order line id, 0 removes the line; `added` by variant id; `texts` by field.
    """

    quantities: Mapping[int, int] = field(default_factory=dict)
    added: Mapping[int, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    extra: Changed = field(default_factory=Changed)


@use_case("order.change")
def change_order(
    *, actor: Actor, order_id: int, version: int, change: OrderChange, comment: str = ""
) -> Order:
    """Saves a change; its author still decides afterwards, then the chain of the new value.

    Unchanged lines keep their price; changed and added ones are priced anew as the orderer's.
    Raises ApprovalRefused, or OrderRefused when nothing is left, an added item is not for the
    orderer, or the new sum is beyond limit or credit. Old and new stay in the order's history.
    """
    order = lock_waiting(actor=actor, order_id=order_id, version=version)
    membership = _lock_orderer(order)
    lines = {line.pk: line for line in order.lines.all()}
    old_value, old_goods = order.value_net, order.goods_net
    small_order = small_order_terms(membership.customer)
    details = _apply_texts(order, change.texts)
    questions = extra_fields_of(membership.customer)
    details["extra"] = mend_answers(order, lines, questions, change.extra)
    answers = (order.extra, *(line.extra for line in lines.values()))
    note_answered({each["key"] for kept in answers for each in kept})
    details["lines"] = _apply_lines(
        order, lines, change, orderer=_orderer(membership), questions=questions
    )
    if not details["lines"] and not details["texts"] and not details["extra"]:
        raise OrderRefused.because(_("Nothing was changed."), "unchanged")
    old_gross = order.gross
    _recompute(order, had_lines=bool(lines), small_order=small_order)
    excess = spare_points(order, old_gross=old_gross)
    _require(smallest_changed(order, small_order, had_net=old_goods, net=order.goods_net))
    request = order.approval
    assert isinstance(request, ApprovalRequest)  # noqa: S101 - lock_waiting saw to it
    _check(order, membership, request)
    order.version += 1
    order.save()
    adjust(order=order, old_value_net=old_value, actor=actor)
    return_points(order=order, actor=actor, points=excess)
    revalue(request=request, value_net=order.value_net)
    answer_request(
        actor=actor,
        request=request,
        answer=Answer.CHANGE,
        comment=comment,
        currency=order.currency,
    )
    move(order, OrderEventKind.CHANGED)
    details["value_net"] = [str(old_value), str(order.value_net)]
    record_event(
        order=order,
        kind=OrderEventKind.CHANGED,
        actor=actor,
        comment=comment,
        details=details,
    )
    tell_decided(
        order=order,
        shop=shop_settings(),
        kind=OrderEventKind.CHANGED,
        actor=actor,
        comment=comment,
        details=details,
    )
    return order


def _lock_orderer(order: Order) -> Membership:
    membership = lock_orderer(order)
    if membership is None:
        raise OrderRefused.because(
            _("The orderer's access has ended, so the order cannot be changed."), "no-membership"
        )
    return membership


def _orderer(membership: Membership) -> Actor:
    return Actor(user=membership.user, membership=membership)


def _apply_texts(order: Order, texts: Mapping[str, str]) -> dict[str, Any]:
    if order.is_free_text and not texts.get("comment", order.comment).strip():
        raise OrderRefused.because(_("The order keeps the orderer's words: leave them in."), "text")
    wanted = {
        name: texts[name]
        for name in TEXT_FIELDS
        if name in texts and texts[name] != getattr(order, name)
    }
    if wanted:
        rules = rules_for(shop_settings(), order.customer)
        for name in wanted.keys() & hidden_columns(rules):
            del wanted[name]
        refused = changed_verdicts(wanted, rules)
        if not refused.allowed:
            raise OrderRefused(refused)
    changed = {name: [getattr(order, name), new] for name, new in wanted.items()}
    for name, new in wanted.items():
        setattr(order, name, new)
    return {"texts": changed}


def _apply_lines(
    order: Order,
    lines: dict[int, OrderLine],
    change: OrderChange,
    *,
    orderer: Actor,
    questions: Questions,
) -> list[dict[str, Any]]:
    """Writes the lines; returns what changed, each with old and new quantity and price."""
    wanted = _wanted(lines, change)
    basket = price_basket(
        actor=orderer,
        wishes=[Wish(variant_id, quantity) for variant_id, quantity in wanted.items() if quantity],
        shop=shop_settings(),
        treatment=VatTreatment(order.vat_treatment),
    )
    if basket.gone:
        raise OrderRefused.because(_("The orderer may not buy this item."), "gone")
    priced = {line.variant.pk: line for line in basket.lines}
    if unpriced := [line for line in basket.lines if not line.is_priced]:
        raise OrderRefused.because(
            _("An item without a price cannot be ordered."), f"no-price:{unpriced[0].variant.sku}"
        )
    _require_packs(basket)
    _require_sum(*(line.line_net for line in basket.lines))
    present = {line.variant_id: line for line in lines.values()}
    position = max((line.position for line in lines.values()), default=0)
    changed = _drop_unsold(lines, change)
    for variant_id, quantity in wanted.items():
        old = present.get(variant_id)
        if quantity == 0 and old is not None:
            changed.append(_difference(old, None))
            old.delete()
            continue
        position += old is None
        new = line_of(order, old.position if old else position, priced[variant_id])
        changed.append(_difference(old, new))
        if old is not None:
            new.pk, new.comment = old.pk, old.comment
            new.extra, new.is_added = old.extra, old.is_added
        else:
            new.extra, new.is_added = judge(questions.line, {}).answers, True
        new.save()
    return changed


def _require_packs(basket: Basket) -> None:
    """What is changed or added is whole packs; lines that stay as they were placed stay."""
    for line in basket.lines:
        problem = quantity_problem(line.variant, line.quantity)
        if problem is not None:
            reason = say("%(name)s: %(reason)s", name=line.name, reason=problem.reason)
            raise OrderRefused.because(reason, problem.code)


def _drop_unsold(lines: dict[int, OrderLine], change: OrderChange) -> list[dict[str, Any]]:
    """Removes lines whose goods the shop has deleted; they have no variant to be found by."""
    dropped = [
        line
        for line in lines.values()
        if line.variant_id is None and change.quantities.get(line.pk) == 0
    ]
    differences = [_difference(line, None) for line in dropped]
    for line in dropped:
        line.delete()
    return differences


def _wanted(lines: dict[int, OrderLine], change: OrderChange) -> dict[int, int]:
    """Quantity by variant id, only where it differs from what the order has.

    Lines without a variant are left out: see `_drop_unsold`.
    """
    wanted: dict[int, int] = {}
    for line_id, quantity in change.quantities.items():
        line = lines.get(line_id)
        if line is None or line.quantity == quantity:
            continue
        if line.variant_id is not None:
            wanted[line.variant_id] = quantity
        elif quantity:
            raise OrderRefused.because(
                _("An item that is no longer sold can only be removed."), "gone"
            )
    present = {line.variant_id: line.quantity for line in lines.values()}
    for variant_id, quantity in change.added.items():
        if quantity > 0:
            wanted[variant_id] = wanted.get(variant_id, present.get(variant_id, 0)) + quantity
    if any(quantity < 0 or quantity > MOST for quantity in wanted.values()):
        raise OrderRefused.because(_("Write how many, as a whole number from 0."), "quantity")
    return wanted


def _difference(old: OrderLine | None, new: OrderLine | None) -> dict[str, Any]:
    line = new or old
    assert line is not None  # noqa: S101 - one of them is there
    return {
        "sku": line.sku,
        "name": line.name,
        "quantity": [old.quantity if old else 0, new.quantity if new else 0],
        "unit_net": [str(old.unit_net) if old else None, str(new.unit_net) if new else None],
    }


def _recompute(order: Order, *, had_lines: bool, small_order: SmallOrderTerms | None) -> None:
    """The order's sums from its lines as they now are; see `totals_with`."""
    lines: Sequence[OrderLine] = list(order.lines.all())
    if not lines and (had_lines or not order.is_free_text):
        raise OrderRefused.because(
            _("Nothing would be left of the order. Reject it instead."), "empty"
        )
    amounts = [LineAmount(line.quantity, line.unit_net, line.vat_percent) for line in lines]
    totals = totals_with(order, amounts, had_lines=had_lines, small_order=small_order)
    _require_sum(totals.gross)
    set_totals(order, totals)
    write_vat(order, totals)


def _require_sum(*amounts: Decimal) -> None:
    _require(*(sum_verdict(amount) for amount in amounts))


def _require(*verdicts: Verdict) -> None:
    if not Reasons.of(*verdicts).allowed:
        raise OrderRefused(Reasons.of(*verdicts))


def _check(order: Order, membership: Membership, request: ApprovalRequest) -> None:
    """Beyond limit or credit is refused at save; the route is the next decision's business."""
    refusals = refusals_of(check_waiting(order, membership=membership, request=request))
    if not refusals.allowed:
        raise OrderRefused(refusals)
