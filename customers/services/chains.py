"""Next approver and break point: set together, under the lock of the organisation."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Text, say
from customers.actors import Actor
from customers.chains import would_loop
from customers.errors import ChainRefused, require
from customers.models import Customer, CustomerGroup, Membership
from customers.policies import may_administer, same_organisation
from customers.selectors.actors import as_of_now
from customers.selectors.chains import links_above


@use_case("membership.set_chain")
def set_chain(
    *,
    actor: Actor,
    membership: Membership,
    next_approver: Membership | None,
    break_point: Decimal | None,
) -> Membership:
    """Who approves above `membership`, and from what order value (ex VAT). Both or neither (A-34).

    Break point 0 = every order (A-37). Raises ChainRefused with the reason, NotPermitted.
    """
    customer = lock_organisation(membership.customer_id)
    require(may_administer(as_of_now(actor), customer))
    fresh = Membership.objects.with_people().get(pk=membership.pk)
    return apply_chain(fresh, _fresh(next_approver), break_point)


def lock_organisation(*customer_ids: int) -> Customer:
    """Locks the organisations of these customers until the end of the transaction.

    Every change of a chain, of an approval right and of the border itself goes through here, so
    two administrators at once cannot close a loop between them. It is the row of the main group,
    not the memberships: a sheet with ten thousand people would lock each of them ten thousand
    times, and every order placed meanwhile would wait. For the same reason it is not the row of a
    customer that stands alone, which placing an order locks for its credit. Returns the first
    customer as it is under the lock.
    """
    while True:
        groups = _groups_of(customer_ids)
        rows = CustomerGroup.objects.filter(pk__in=groups).order_by("pk")
        # NO KEY: rows that merely point here can still be written.
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        if _groups_of(customer_ids) == groups:
            customers = Customer.objects.select_related("main_group")
            return customers.get(pk=customer_ids[0])


def _groups_of(customer_ids: Iterable[int]) -> set[int]:
    customers = Customer.objects.filter(pk__in=customer_ids)
    return set(customers.values_list("main_group_id", flat=True))


def apply_chain(
    membership: Membership, next_approver: Membership | None, break_point: Decimal | None
) -> Membership:
    """The change itself, for services that hold the organisation's lock. Both are fresh."""
    check_chain(membership, next_approver, break_point)
    if (membership.next_approver_id, membership.break_point) != (
        next_approver.pk if next_approver else None,
        break_point,
    ):
        membership.next_approver = next_approver
        membership.break_point = break_point
        membership.save(update_fields=["next_approver", "break_point"])
    return membership


def check_chain(
    membership: Membership, next_approver: Membership | None, break_point: Decimal | None
) -> None:
    """Raises ChainRefused unless these may be saved as they are now. Changes nothing."""
    if (next_approver is None) != (break_point is None):
        _refuse(_("Next approver and break point are set together, or neither is."), "together")
    if next_approver is not None and break_point is not None:
        _check_break_point(break_point)
        check_next(membership, next_approver)


def check_next(membership: Membership, next_approver: Membership) -> None:
    """Raises ChainRefused unless `next_approver` may stand above `membership`."""
    name = next_approver.user.full_name
    if next_approver.user_id == membership.user_id:
        _refuse(_("Nobody is their own next approver."), "self")
    if not same_organisation(membership.customer, next_approver.customer):
        _refuse(say(_("%(name)s belongs to another organisation."), name=name), "organisation")
    in_force = next_approver.is_active and next_approver.user.is_active
    if not (in_force and next_approver.customer.is_active):
        _refuse(say(_("%(name)s is inactive."), name=name), "inactive")
    if not next_approver.is_approver:
        _refuse(say(_("%(name)s has no approval right."), name=name), "no_approval_right")
    if would_loop(membership.pk, next_approver.pk, links_above(next_approver.pk)):
        names = {"name": name, "person": membership.user.full_name}
        _refuse(
            say(_("That closes a loop: %(name)s already has %(person)s above."), **names), "loop"
        )


def _check_break_point(break_point: Decimal) -> None:
    exponent = break_point.as_tuple().exponent
    if not break_point.is_finite() or break_point < 0 or not isinstance(exponent, int):
        _refuse(_("The break point is an amount from 0 and up."), "break_point")
    elif exponent < -2 and break_point != break_point.quantize(Decimal("0.01")):
        _refuse(_("The break point has at most two decimals."), "break_point")
    elif break_point >= Decimal(10) ** 12:
        _refuse(_("The break point is too large."), "break_point")


def _fresh(membership: Membership | None) -> Membership | None:
    if membership is None:
        return None
    fresh: Membership = Membership.objects.with_people().get(pk=membership.pk)
    return fresh


def _refuse(reason: Text, code: str) -> None:
    raise ChainRefused(Refused(reason, code))
