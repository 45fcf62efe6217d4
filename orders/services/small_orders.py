"""What the shop asks of small orders: said and taken back by its administrators."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from core.audit import use_case
from core.reasons import Reasons, Refused, Verdict
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Segment
from orders.errors import OrderRefused
from orders.models import SmallOrderRule
from orders.services.methods import may_change_methods


@dataclass(frozen=True, slots=True)
class SmallOrderDetails:
    """Under `value_net` of goods ex VAT an order is refused, or costs `fee_net` where it is set.

    `of` is the customer, group or segment the rule is of; None = the whole shop.
    """

    value_net: Decimal
    fee_net: Decimal | None = None
    vat_rate: VatRate | None = None
    of: Customer | CustomerGroup | Segment | None = None


@use_case("small-order.save")
def save_small_order_rule(
    *, actor: Actor, details: SmallOrderDetails, rule: SmallOrderRule | None = None
) -> SmallOrderRule:
    """Makes a rule, or changes what `rule` asks; whose it is stays. Placed orders keep what was
    agreed. Raises OrderRefused when there is one already."""
    _require(may_change_methods(actor))
    fee_net = details.fee_net or None
    if details.value_net < 0 or (fee_net or 0) < 0:
        raise OrderRefused.because(_("An amount here is never below 0."), "negative")
    if fee_net and details.vat_rate is None:
        raise OrderRefused.because(_("Choose the fee's VAT rate."), "vat_rate")
    rule = _locked(rule.pk) if rule is not None else SmallOrderRule(**_whose(details.of))
    rule.value_net, rule.fee_net = details.value_net, fee_net
    rule.vat_rate = details.vat_rate if fee_net else None
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        if "small_order_rule_once" not in str(error):
            raise
        raise OrderRefused.because(_("There is a rule for this already."), "taken") from None
    return rule


@use_case("small-order.delete")
def delete_small_order_rule(*, actor: Actor, rule_id: int) -> None:
    """The next wider rule holds from now on."""
    _require(may_change_methods(actor))
    _locked(rule_id).delete()


def _whose(of: Customer | CustomerGroup | Segment | None) -> dict[str, object]:
    match of:
        case Customer():
            return {"customer": of}
        case CustomerGroup():
            return {"group": of}
        case Segment():
            return {"segment": of}
    return {}


def _locked(rule_id: int) -> SmallOrderRule:
    found = SmallOrderRule.objects.select_for_update().filter(pk=rule_id).first()
    if found is None:
        raise OrderRefused.because(_("This rule has been removed."), "gone")
    return found


def _require(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise OrderRefused(Reasons.of(verdict))
