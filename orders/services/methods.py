"""Ways to deliver and to pay: created and changed by the shop's administrators."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from core.audit import use_case
from core.reasons import ALLOWED, Reasons, Refused, Verdict
from customers.access import Perm
from customers.actors import Actor
from customers.models import CustomerGroup, Segment
from orders.errors import OrderRefused
from orders.models import DeliveryMethod, PaymentMethod


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """A way to deliver. Amounts ex VAT; `free_from_net` None = never free, 0 = always free."""

    name: str
    vat_rate: VatRate
    cost_net: Decimal = Decimal("0.00")
    free_from_net: Decimal | None = None
    description: str = ""
    position: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """A way to pay, with its fee ex VAT. On account counts against the customer's credit."""

    name: str
    vat_rate: VatRate
    fee_net: Decimal = Decimal("0.00")
    is_on_account: bool = False
    description: str = ""
    position: int = 0
    is_active: bool = True


def may_change_methods(actor: Actor) -> Verdict:
    """Staff administrators only."""
    if actor.has(Perm.STAFF_SETTINGS):
        return ALLOWED
    return Refused(reason=_("Only the shop's administrators change this."), code="no-right")


@use_case("delivery-method.save")
def save_delivery_method(
    *,
    actor: Actor,
    details: DeliveryDetails,
    limit_groups: Sequence[CustomerGroup] = (),
    limit_segments: Sequence[Segment] = (),
    method: DeliveryMethod | None = None,
) -> DeliveryMethod:
    """Creates a way to deliver, or changes `method`. Placed orders keep what they were told.

    No `limit_groups` and no `limit_segments` = offered to everyone. Raises OrderRefused when the
    name is taken.
    """
    _require(may_change_methods(actor), _not_negative(details.cost_net, details.free_from_net))
    method = DeliveryMethod() if method is None else _lock_delivery(method)
    _write(method, details, limit_groups, limit_segments)
    return method


@use_case("payment-method.save")
def save_payment_method(
    *,
    actor: Actor,
    details: PaymentDetails,
    limit_groups: Sequence[CustomerGroup] = (),
    limit_segments: Sequence[Segment] = (),
    method: PaymentMethod | None = None,
) -> PaymentMethod:
    """Creates a way to pay, or changes `method`. Placed orders keep what they were told.

    No `limit_groups` and no `limit_segments` = offered to everyone. Raises OrderRefused when the
    name is taken.
    """
    _require(may_change_methods(actor), _not_negative(details.fee_net))
    method = PaymentMethod() if method is None else _lock_payment(method)
    _write(method, details, limit_groups, limit_segments)
    return method


def _lock_delivery(method: DeliveryMethod) -> DeliveryMethod:
    return DeliveryMethod.objects.select_for_update().get(pk=method.pk)


def _lock_payment(method: PaymentMethod) -> PaymentMethod:
    return PaymentMethod.objects.select_for_update().get(pk=method.pk)


def _write(
    method: DeliveryMethod | PaymentMethod,
    details: DeliveryDetails | PaymentDetails,
    limit_groups: Sequence[CustomerGroup],
    limit_segments: Sequence[Segment],
) -> None:
    for each in fields(details):
        setattr(method, each.name, getattr(details, each.name))
    try:
        with transaction.atomic():
            method.save()
    except IntegrityError:
        raise OrderRefused.because(_("Another one has this name."), "name_taken") from None
    method.limit_groups.set(limit_groups)
    method.limit_segments.set(limit_segments)


def _not_negative(*amounts: Decimal | None) -> Verdict:
    if any(amount is not None and amount < 0 for amount in amounts):
        return Refused(reason=_("An amount here is never below 0."), code="negative")
    return ALLOWED


def _require(*verdicts: Verdict) -> None:
    reasons = Reasons.of(*verdicts)
    if not reasons.allowed:
        raise OrderRefused(reasons)
