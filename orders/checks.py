"""May this order be placed or changed so? Visibility → limit → credit → route, all reasons."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from approvals.models import ApprovalRequest
from approvals.routing import Route
from approvals.selectors.routes import route_of, so_far
from core.money import ZERO
from core.reasons import ALLOWED, Reasons, Refused, Verdict, say
from customers.limits import LimitAnswer, check_limit, limit_period
from customers.models import Membership
from orders.credit import CreditAnswer, check_credit
from orders.models import Order
from orders.quantities import quantity_problem
from orders.selectors.baskets import Basket
from orders.selectors.limits import counted_against, terms_of
from orders.small_orders import smallest_order
from orders.totals import OrderTotals

TOO_LARGE = Decimal(10) ** 12  # money columns hold 14 digits, two of them decimals


@dataclass(frozen=True, slots=True)
class OrderCheck:
    """The four answers. `reasons` are all refusals together; empty = it may be ordered."""

    limit: LimitAnswer
    credit: CreditAnswer
    route: Route
    reasons: Reasons

    @property
    def allowed(self) -> bool:
        return self.reasons.allowed


@dataclass(frozen=True, slots=True)
class BasketCheck:
    """Of who has no customer yet: no limit, no credit and nobody who must say yes."""

    reasons: Reasons

    @property
    def allowed(self) -> bool:
        return self.reasons.allowed


def check_basket(basket: Basket) -> BasketCheck:
    """Whether this can be ordered by somebody whose customer the order will make. No query.

    The order itself is checked by `check_order` once the customer is there.
    """
    return BasketCheck(
        Reasons.of(
            *_basket_verdicts(basket, may_be_empty=False),
            sum_verdict(basket.totals.gross),
            *_small_order_verdicts(basket, needs_filling=False),
        )
    )


def check_order(
    *,
    membership: Membership,
    totals: OrderTotals,
    placed_by_id: int,
    on_account: bool,
    day: date,
    currency: str,
    basket: Basket | None = None,
    order: Order | None = None,
    request: ApprovalRequest | None = None,
    needs_filling: bool = False,
    limit_just_read: bool = False,
    points_amount: Decimal = ZERO,
) -> OrderCheck:
    """Checks an order of `membership` with these sums, placed on `day`.

    Cart, checkout, placing, an approver's change and the final yes all call this. `order` is an
    order that is already placed: its own amounts are left out of what was used. `request` is its
    approval. `needs_filling` = an order in the orderer's own words, which may have no lines.
    `limit_just_read`: see `terms_of`. `points_amount` is paid with points, so not with credit.
    Nothing is locked here; whoever writes has locked membership and customer before.
    """
    terms = terms_of(membership, just_read=limit_just_read)
    asks_credit = on_account and membership.customer.allowed_outstanding is not None
    counted = counted_against(
        membership,
        limit_period(terms, day),
        customer=membership.customer if asks_credit else None,
        without=order,
    )
    spent = counted.spent
    ask_limit = partial(
        check_limit,
        terms,
        day=day,
        used=spent.used,
        reserved=spent.reserved,
        order_value=totals.value_net,
        currency=currency,
    )
    limit = ask_limit()
    if not limit.verdict.allowed:
        limit = ask_limit(raised_by=_who_can_raise(membership))
    credit = check_credit(
        membership.customer.allowed_outstanding,
        outstanding_gross=counted.outstanding_gross,
        order_gross=totals.gross - points_amount,
        on_account=on_account,
        currency=currency,
    )
    route = route_of(
        membership=membership,
        value_net=totals.value_net,
        placed_by_id=placed_by_id,
        currency=currency,
        needs_filling=needs_filling,
        so_far=so_far(request) if request else None,
    )
    reasons = Reasons.of(
        *(_basket_verdicts(basket, may_be_empty=needs_filling) if basket is not None else ()),
        sum_verdict(totals.gross),
        *_small_order_verdicts(basket, needs_filling=needs_filling),
        limit.verdict,
        credit.verdict,
        route.verdict,
    )
    return OrderCheck(limit=limit, credit=credit, route=route, reasons=reasons)


def _who_can_raise(membership: Membership) -> str:
    """A group administrator by name, for the sentence that says whom to ask. One query."""
    administrator = (
        Membership.objects.active()
        .in_organisation_of(membership.customer)
        .filter(is_group_admin=True)
        .exclude(pk=membership.pk)
        .select_related("user")
        .order_by("id")
        .first()
    )
    return administrator.user.full_name if administrator else ""


def _small_order_verdicts(basket: Basket | None, *, needs_filling: bool) -> list[Verdict]:
    """The shop takes no smaller order. One that is yet to be filled in is judged at the yes."""
    if basket is None or basket.is_empty or needs_filling:
        return []
    return [smallest_order(basket.small_order, basket.totals.goods_net, basket.currency)]


def _basket_verdicts(basket: Basket, *, may_be_empty: bool) -> list[Verdict]:
    verdicts: list[Verdict] = []
    if basket.is_empty and not may_be_empty:
        verdicts.append(Refused(reason=_("There is nothing in the cart."), code="empty"))
    if basket.gone:
        sentence = ngettext_lazy(
            "%(count)d item is no longer available to you. Remove it to go on.",
            "%(count)d items are no longer available to you. Remove them to go on.",
            len(basket.gone),
        )
        verdicts.append(Refused(reason=say(sentence, count=len(basket.gone)), code="gone"))
    for line in basket.lines:
        if not line.is_priced:
            reason = say(_("%(name)s has no price, so it cannot be ordered."), name=line.name)
            verdicts.append(Refused(reason=reason, code="no-price"))
        elif line.lacks_stock:
            verdicts.append(stock_refusal(line.name, line.variant.stock_quantity))
        elif (problem := quantity_problem(line.variant, line.quantity)) is not None:
            reason = say("%(name)s: %(reason)s", name=line.name, reason=problem.reason)
            verdicts.append(Refused(reason=reason, code=problem.code))
    return verdicts


def sum_verdict(amount: Decimal) -> Verdict:
    """Whether the amount fits in an order's columns: said in words before the database says no."""
    if amount < TOO_LARGE:
        return ALLOWED
    return Refused(
        reason=_("The sum is too large for one order. Order fewer, or in several orders."),
        code="too-large",
    )


def stock_refusal(name: str, in_stock: int) -> Refused:
    """A variant sold only from stock, of which there is too little."""
    reason = say(
        _("%(name)s is sold only from stock, and %(count)s are left. Order fewer."),
        name=name,
        count=max(in_stock, 0),
    )
    return Refused(reason=reason, code="stock")
