"""A completed order credited by the shop's staff, in whole or in part."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.money import ZERO, format_money, round_money
from core.reasons import Reasons, Refused, Verdict, say
from customers.actors import Actor
from customers.selectors.shop import shop_settings
from marketing.loyalty_rules import share_of
from marketing.services.affiliates import take_back_commission
from marketing.services.loyalty import give_back, take_back
from orders.errors import OrderRefused
from orders.models import Order, OrderCredit
from orders.notices import tell_handled
from orders.policies import may_handle
from orders.services.deciding import move
from orders.services.ledger import record_event
from orders.services.locks import lock_order
from orders.states import OrderEventKind


@use_case("order.credit")
def credit_order(*, actor: Actor, order_id: int, net: Decimal, reason: str) -> OrderCredit:
    """Gives back `net` of the order's value ex VAT, with VAT in proportion; never more than it.

    What was paid with points goes back as points, and what the order earned goes, both in
    proportion. The orderer is told. Sales statistics and purchase limit stay as ordered.
    """
    order = lock_order(order_id)
    _require(may_handle(actor, order, OrderEventKind.CREDITED))
    if not reason.strip():
        raise OrderRefused.because(_("Write why it is credited."), "reason")
    _require(_amount(order, net))
    credit = _reckoned(order, net)
    credit.reason, credit.created_by = reason.strip(), actor.real_user
    if credit.points:
        give_back(
            actor=actor,
            customer_id=order.customer_id,
            order_number=order.number,
            points=credit.points,
        )
    credit.earned_back = take_back(
        actor=actor,
        customer_id=order.customer_id,
        order_number=order.number,
        part=order.credited_net + net,
        whole=order.value_net,
    )
    if order.affiliate_id is not None:
        take_back_commission(
            order_number=order.number, part=order.credited_net + net, whole=order.value_net
        )
    credit.save()
    order.credited_net += net
    order.credited_gross += net + credit.vat
    order.credited_money += credit.money
    order.save(update_fields=["credited_net", "credited_gross", "credited_money"])
    move(order, OrderEventKind.CREDITED)
    record_event(
        order=order,
        kind=OrderEventKind.CREDITED,
        actor=actor,
        comment=credit.reason,
        details={"credit": [str(net), str(net + credit.vat)], "credit_points": credit.points},
    )
    tell_handled(
        order=order,
        shop=shop_settings(),
        kind=OrderEventKind.CREDITED,
        actor=actor,
        comment=credit.reason,
        key=f"credited-{credit.pk}",
        more={"credit": credit},
    )
    return credit


def _reckoned(order: Order, net: Decimal) -> OrderCredit:
    """VAT and points of this credit, so that all credits of the order sum to the order."""
    all_net = order.credited_net + net
    is_whole = all_net == order.value_net
    had_vat = order.credited_gross - order.credited_net
    all_vat = order.vat_total if is_whole else _part(order.vat_total, all_net, order)
    all_gross = all_net + all_vat
    points, worth = _points_of(order, all_gross)
    had_points = order.credits.aggregate(sum=Sum("points"))["sum"] or 0
    had_worth = order.credited_gross - order.credited_money
    return OrderCredit(
        order=order,
        net=net,
        vat=all_vat - had_vat,
        points=points - had_points,
        points_amount=worth - had_worth,
        money=net + all_vat - had_vat - (worth - had_worth),
    )


def _part(amount: Decimal, net: Decimal, order: Order) -> Decimal:
    return round_money(amount * net / order.value_net, order.currency)


def _points_of(order: Order, gross: Decimal) -> tuple[int, Decimal]:
    """How many of the order's points go back with so much of its total, and what they had paid.

    What they had paid is in proportion to the last hundredth, so the money that goes back is never
    more than was paid in money; the points are whole, half up.
    """
    if not order.points_used:
        return 0, ZERO
    worth = round_money(order.points_amount * gross / order.gross, order.currency)
    return share_of(order.points_used, gross, order.gross), worth


def _amount(order: Order, net: Decimal) -> Verdict:
    left = order.value_net - order.credited_net
    if net <= 0:
        return Refused(_("Write an amount above 0."), "net")
    if net != round_money(net, order.currency):
        return Refused(_("Write whole hundredths."), "net")
    if net > left:
        reason = say(
            _("At most %(left)s is left to credit, ex VAT."),
            left=format_money(left, order.currency),
        )
        return Refused(reason, "net")
    return Reasons().verdict


def _require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
