"""What a person decides about addresses for themselves: which is suggested, and which they keep."""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor
from customers.errors import CustomersRefused, NotPermitted, require
from customers.field_rules import ADDRESSES
from customers.models import Address, Customer, Membership
from customers.policies import NO_RIGHT, may_keep_addresses, may_tidy_addresses
from customers.services.customers import AddressDetails
from customers.services.field_rules import require_filled

MOST_KEPT = 50
_WRITTEN = ("name", "attention", "street", "postal_code", "city", "country", "phone")


@use_case("address.suggest")
def suggest_address(*, actor: Actor, address_id: int | None) -> Membership:
    """What checkout begins with from now on; None = what the customer suggests to everyone.

    The address is one that the person may choose: in the customer's register, or their own.
    """
    require(may_tidy_addresses(actor))
    membership = _locked(actor)
    choosable = Address.objects.choosable_by(membership)
    # Nobody changes it meanwhile: whoever writes an address holds its customer's lock.
    if address_id is not None and not choosable.filter(pk=address_id).exists():
        raise _gone()
    if membership.delivery_address_id != address_id:
        membership.delivery_address_id = address_id
        membership.save(update_fields=["delivery_address"])
    return membership


@use_case("address.keep")
def keep_address(
    *, actor: Actor, details: AddressDetails, address_id: int | None = None
) -> Address:
    """A new address of one's own, or one of them changed.

    What can be chosen already, word for word, is not kept once more: that one is returned.
    """
    membership = _locked(actor)
    require(may_keep_addresses(actor, membership.customer))
    written = {name: getattr(details, name) for name in _WRITTEN}
    require_filled(ADDRESSES, written, customer=membership.customer)
    own = Address.objects.filter(membership=membership)
    if address_id is None:
        known = Address.objects.choosable_by(membership).filter(**written).first()
        if known is not None:
            return known
        if own.count() >= MOST_KEPT:
            raise _full()
        address = Address(customer=membership.customer, membership=membership)
    else:
        found = own.filter(pk=address_id).first()
        if found is None:
            raise _gone()
        address = found
    for name, value in written.items():
        setattr(address, name, value)
    address.save()
    return address


@use_case("address.forget")
def forget_address(*, actor: Actor, address_id: int) -> None:
    """Takes away one of one's own, also while none of them is offered. Orders copied it."""
    require(may_tidy_addresses(actor))
    membership = _locked(actor)
    Address.objects.filter(membership=membership, pk=address_id).delete()


def _gone() -> CustomersRefused:
    return CustomersRefused(
        Refused(_("This address cannot be chosen any more. Choose another."), "address")
    )


def _full() -> CustomersRefused:
    words = _("You keep %(most)s addresses, and no more than that. Remove one first.")
    return CustomersRefused(Refused(say(words, most=MOST_KEPT), "too_many"))


def _locked(actor: Actor) -> Membership:
    """The actor's membership as it is under its customer's lock and its own, in this order."""
    if actor.membership is None:
        raise NotPermitted(NO_RIGHT)
    Customer.objects.select_for_update(no_key=True).get(pk=actor.membership.customer_id)
    Membership.objects.select_for_update(no_key=True).get(pk=actor.membership.pk)
    fresh: Membership = Membership.objects.with_people().get(pk=actor.membership.pk)
    return fresh
