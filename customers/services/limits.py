"""Setting and removing the purchase limit of a membership."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Text
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.limits import LimitTerms, OutsideWindow
from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from customers.policies import may_administer
from customers.selectors.actors import as_of_now


@use_case("limit.set")
def set_limit(
    *,
    actor: Actor,
    membership: Membership,
    amount: Decimal,
    starts_on: date,
    ends_on: date | None = None,
    recurrence: Recurrence | None = None,
    outside: OutsideWindow = OutsideWindow.BLOCK,
) -> PurchaseLimit:
    """Amount ex VAT for a window (`ends_on`, inclusive) or renewed from `starts_on` (N-07..N-13).

    0 = nothing may be bought. No limit at all = `remove_limit`. What is already bought counts.
    """
    locked = _locked(actor, membership)
    _check(amount, starts_on, ends_on, recurrence)
    return _write(locked, LimitTerms(amount, starts_on, ends_on, recurrence, outside))


@use_case("limit.remove")
def remove_limit(*, actor: Actor, membership: Membership) -> None:
    """No limit from now on (blank, not 0)."""
    write_limit(_locked(actor, membership), None)


def write_limit(membership: Membership, terms: LimitTerms | None) -> None:
    """The change itself, for services that hold the membership and have asked whether they may."""
    if terms is None:
        PurchaseLimit.objects.filter(membership=membership).delete()
    else:
        _write(membership, terms)


def _write(membership: Membership, terms: LimitTerms) -> PurchaseLimit:
    _check(terms.amount, terms.starts_on, terms.ends_on, terms.recurrence)
    limit = PurchaseLimit.objects.filter(membership=membership).first() or PurchaseLimit(
        membership=membership
    )
    wanted = {
        "amount": terms.amount,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "recurrence": terms.recurrence.value if terms.recurrence else "",
        "outside": terms.outside.value,
    }
    if limit.pk is None or any(getattr(limit, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(limit, name, value)
        limit.save()
    return limit


def _locked(actor: Actor, membership: Membership) -> Membership:
    """The row that placing an order locks too, so limit and order never pass each other."""
    rows = Membership.objects.select_related("customer__main_group")
    locked: Membership = rows.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)
    require(may_administer(as_of_now(actor), locked.customer))
    return locked


def _check(
    amount: Decimal, starts_on: date, ends_on: date | None, recurrence: Recurrence | None
) -> None:
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 12:
        _refuse(_("The purchase limit is an amount from 0 and up."), "amount")
    if amount != amount.quantize(Decimal("0.01")):
        _refuse(_("The purchase limit has at most two decimals."), "amount")
    if (ends_on is None) == (recurrence is None):
        _refuse(_("A limit has an end date or is renewed, not both."), "period")
    if ends_on is not None and ends_on < starts_on:
        _refuse(_("The last day cannot be before the first."), "period")


def _refuse(reason: Text, code: str) -> None:
    raise CustomersRefused(Refused(reason, code))
