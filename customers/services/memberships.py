"""Connecting people to customers: roles, and the end of a connection."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, Membership, User
from customers.policies import may_administer
from customers.private_seats import may_come_into_force
from customers.selectors.actors import as_of_now
from customers.selectors.chains import depends_on
from customers.services.chains import apply_chain, lock_organisation
from customers.services.leaving import hand_over, keep_an_administrator


@dataclass(frozen=True, slots=True)
class Roles:
    """What a person may do at one customer; the defaults are a buyer and nothing more."""

    is_buyer: bool = True
    is_approver: bool = False
    is_group_admin: bool = False
    sees_customer_orders: bool = False
    only_agreement_assortment: bool = False
    may_order_free_text: bool = False

    @classmethod
    def of(cls, membership: Membership) -> "Roles":
        return cls(**{name: getattr(membership, name) for name in ROLE_FIELDS})


ROLE_FIELDS: Sequence[str] = tuple(Roles.__dataclass_fields__)


@use_case("membership.add")
def add_membership(
    *,
    actor: Actor,
    user: User,
    customer: Customer,
    roles: Roles | None = None,
    next_approver: Membership | None = None,
    break_point: Decimal | None = None,
) -> Membership:
    """Connects a person to a customer; an ended connection comes back with these roles.

    Raises CustomersRefused if there is one in force, ChainRefused, NotPermitted.
    """
    locked = lock_organisation(customer.pk)
    require(may_administer(as_of_now(actor), locked))
    membership = Membership.objects.with_people().filter(user=user, customer=locked).first()
    if membership is None:
        membership = Membership(user=user, customer=locked)
    elif membership.is_active:
        raise CustomersRefused(
            Refused(_("This person already belongs to the customer."), "already_member")
        )
    require(may_come_into_force(membership))
    _write_roles(membership, roles or Roles())
    membership.is_active = True
    membership.next_approver = membership.break_point = None
    membership.save()
    return apply_chain(membership, _fresh(next_approver), break_point)


@use_case("membership.update")
def update_membership(
    *,
    actor: Actor,
    membership: Membership,
    roles: Roles,
    next_approver: Membership | None,
    break_point: Decimal | None,
    reassign_to: Membership | None = None,
    force: bool = False,
    leave_to_shop: bool = False,
) -> Membership:
    """Sets roles, next approver and break point as one change.

    Taking the approval right from somebody who is next for others raises StillNext unless
    `reassign_to` takes over or `force` leaves it to the chain above (C15). Taking the role from
    the only administrator raises LastAdministrator; staff may say `leave_to_shop`.
    """
    fresh = _locked(actor, membership)
    if fresh.is_group_admin and not roles.is_group_admin:
        keep_an_administrator(actor, [fresh], leave_to_shop=leave_to_shop)
    if fresh.is_approver and not roles.is_approver:
        hand_over(leaving=fresh, dependents=depends_on(fresh), reassign_to=reassign_to, force=force)
        fresh = _read(fresh)
    if Roles.of(fresh) != roles:
        _write_roles(fresh, roles)
        fresh.save(update_fields=list(ROLE_FIELDS))
    return apply_chain(fresh, _fresh(next_approver), break_point)


@use_case("membership.end")
def end_membership(
    *,
    actor: Actor,
    membership: Membership,
    reassign_to: Membership | None = None,
    force: bool = False,
) -> Membership:
    """The person no longer belongs to the customer; orders, lists and history stay."""
    fresh = _locked(actor, membership)
    if fresh.is_active:
        keep_an_administrator(actor, [fresh], leave_to_shop=True)
        hand_over(leaving=fresh, dependents=depends_on(fresh), reassign_to=reassign_to, force=force)
        fresh = _read(fresh)
        fresh.is_active = False
        fresh.save(update_fields=["is_active"])
    return fresh


@use_case("membership.restore")
def restore_membership(*, actor: Actor, membership: Membership) -> Membership:
    """An ended connection is in force again, with the roles and the chain it had."""
    fresh = _locked(actor, membership)
    if not fresh.is_active:
        require(may_come_into_force(fresh))
        fresh.is_active = True
        fresh.save(update_fields=["is_active"])
    return fresh


def _locked(actor: Actor, membership: Membership) -> Membership:
    """The membership as it is under its organisation's lock, if the actor still may change it.

    The row is locked too: placing an order reads its limit and chain under that lock.
    """
    customer = lock_organisation(membership.customer_id)
    require(may_administer(as_of_now(actor), customer))
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    return _read(membership)


def _write_roles(membership: Membership, roles: Roles) -> None:
    for name, value in asdict(roles).items():
        setattr(membership, name, value)


def _read(membership: Membership) -> Membership:
    fresh: Membership = Membership.objects.with_people().get(pk=membership.pk)
    return fresh


def _fresh(membership: Membership | None) -> Membership | None:
    return None if membership is None else _read(membership)
