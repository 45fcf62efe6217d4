"""The approver changes an order that waits: re-priced, re-checked, re-routed (A-12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Answer, ApprovalRequest
from approvals.services.requests import answer_request, revalue
from core.audit import use_case
from core.reasons import Reasons
from customers.actors import Actor
from customers.models import Customer, Membership
from customers.selectors.shop import shop_settings
from orders.checks import check_order, sum_verdict
from orders.errors import OrderRefused
from orders.models import Order, OrderLine
from orders.notices import tell_decided
from orders.selectors.baskets import Wish, price_basket, shipping_cost
from orders.services.carts import MOST
from orders.services.deciding import lock_waiting, move
from orders.services.ledger import adjust, record_event
from orders.services.placing import line_of, set_totals, write_vat
from orders.states import OrderEventKind
from orders.totals import CostAmount, LineAmount, OrderTotals, VatTreatment, order_totals

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
    old_value = order.value_net
    details = _apply_texts(order, change.texts)
    details["lines"] = _apply_lines(order, lines, change, orderer=_orderer(membership))
    if not details["lines"] and not details["texts"]:
        raise OrderRefused.because(_("Nothing was changed."), "unchanged")
    _recompute(order)
    request = order.approval
    assert isinstance(request, ApprovalRequest)  # noqa: S101 - lock_waiting saw to it
    _check(order, membership, request)
    order.version += 1
    order.save()
    adjust(order=order, old_value_net=old_value, actor=actor)
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
    """The orderer's membership and customer, locked: limit and credit are checked again."""
    if order.membership_id is None:
        raise OrderRefused.because(
            _("The orderer's access has ended, so the order cannot be changed."), "no-membership"
        )
    Customer.objects.select_for_update(no_key=True).get(pk=order.customer_id)
    Membership.objects.select_for_update(no_key=True).get(pk=order.membership_id)
    membership: Membership = Membership.objects.with_people().get(pk=order.membership_id)
    return membership


def _orderer(membership: Membership) -> Actor:
    return Actor(user=membership.user, membership=membership)


def _apply_texts(order: Order, texts: Mapping[str, str]) -> dict[str, Any]:
    changed: dict[str, list[str]] = {}
    for name in TEXT_FIELDS:
        if name in texts and texts[name] != getattr(order, name):
            changed[name] = [getattr(order, name), texts[name]]
            setattr(order, name, texts[name])
    return {"texts": changed}


def _apply_lines(
    order: Order, lines: dict[int, OrderLine], change: OrderChange, *, orderer: Actor
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
        new.save()
    return changed


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


def _recompute(order: Order) -> None:
    """The order's sums from its lines as they now are; a free limit of the delivery counts anew."""
    lines: Sequence[OrderLine] = list(order.lines.all())
    if not lines:
        raise OrderRefused.because(
            _("Nothing would be left of the order. Reject it instead."), "empty"
        )
    amounts = [LineAmount(line.quantity, line.unit_net, line.vat_percent) for line in lines]
    totals = order_totals(
        amounts,
        [_shipping(order, sum((amount.net for amount in amounts), Decimal("0.00")))],
        [CostAmount(order.fees_net, order.fees_vat_percent)],
        treatment=VatTreatment(order.vat_treatment),
        currency=order.currency,
    )
    _require_sum(totals.gross)
    set_totals(order, totals)
    write_vat(order, totals)


def _shipping(order: Order, goods_net: Decimal) -> CostAmount:
    """What was agreed for freight, at the VAT rate of then, however the method has changed since.

    Only its free limit counts anew. An order whose goods made the freight free has no agreed cost
    to come back to, so below the limit the method's cost of today is asked.
    """
    net, method = order.shipping_net, order.delivery_method
    if method is not None and method.free_from_net is not None:
        was_free = order.goods_net >= method.free_from_net and not net
        if was_free or goods_net >= method.free_from_net:
            net = shipping_cost(method, goods_net).net
    return CostAmount(net, order.shipping_vat_percent)


def _require_sum(*amounts: Decimal) -> None:
    verdicts = [sum_verdict(amount) for amount in amounts]
    if not Reasons.of(*verdicts).allowed:
        raise OrderRefused(Reasons.of(*verdicts))


def totals_of_order(order: Order) -> OrderTotals:
    """The order's sums as agreed, in the shape that checks read."""
    zero = Decimal("0.00")
    return OrderTotals(
        goods_net=order.goods_net,
        shipping_net=order.shipping_net,
        fees_net=order.fees_net,
        value_net=order.value_net,
        vat=(),
        vat_total=order.vat_total or zero,
        gross=order.gross,
    )


def _check(order: Order, membership: Membership, request: ApprovalRequest) -> None:
    """Beyond limit or credit is refused at save; the route is the next decision's business."""
    check = check_order(
        membership=membership,
        totals=totals_of_order(order),
        placed_by_id=order.placed_by_id,
        on_account=order.is_on_account,
        day=timezone.localdate(order.placed_at),
        currency=order.currency,
        order=order,
        request=request,
    )
    refusals = Reasons.of(check.limit.verdict, check.credit.verdict)
    if not refusals.allowed:
        raise OrderRefused(refusals)
