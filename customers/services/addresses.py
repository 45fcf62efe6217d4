"""What an organisation's own administrator decides about where its goods go."""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import ALLOWED, Refused, Verdict
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Address, Customer
from customers.policies import may_administer
from customers.selectors.actors import as_of_now
from customers.services.customers import AddressDetails, write_address


@use_case("address.save")
def save_delivery_address(
    *, actor: Actor, customer: Customer, details: AddressDetails, address: Address | None = None
) -> Address:
    """A new delivery address, or `address` changed. Where invoices go is for staff."""
    invoices = details.is_invoice or (address is not None and address.is_invoice)
    now, locked = _held(actor, customer.pk)
    require(may_administer(now, locked), _not_for_invoices(invoices=invoices))
    return write_address(customer=customer, details=details, address=address)


@use_case("address.remove")
def remove_delivery_address(*, actor: Actor, address: Address) -> None:
    """Orders copied it. The last one stays while people may only choose among them."""
    now, customer = _held(actor, address.customer_id)
    require(may_administer(now, customer), _not_for_invoices(invoices=address.is_invoice))
    others = customer.addresses.delivery().exclude(pk=address.pk)
    if not customer.free_delivery_address and not others.exists():
        raise CustomersRefused(
            Refused(
                _("This is the only address that people may choose. Add another one first."),
                "only_address",
            )
        )
    address.delete()


@use_case("customer.set_delivery")
def set_free_delivery(*, actor: Actor, customer: Customer, is_free: bool) -> Customer:
    """Whether people may write an address of their own, or choose among these only."""
    now, locked = _held(actor, customer.pk)
    require(may_administer(now, locked))
    if not is_free and not locked.addresses.delivery().exists():
        raise CustomersRefused(
            Refused(_("Add an address first: people must have one to choose."), "no_address")
        )
    if locked.free_delivery_address != is_free:
        locked.free_delivery_address = is_free
        locked.save(update_fields=["free_delivery_address"])
    return locked


def _held(actor: Actor, customer_id: int) -> tuple[Actor, Customer]:
    """The customer's row, held, and whoever asks as they are once they have it."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    held: Customer = rows.select_related("main_group").get(pk=customer_id)
    return as_of_now(actor), held


def _not_for_invoices(*, invoices: bool) -> Verdict:
    if invoices:
        return Refused(_("The shop looks after where invoices go."), "invoice")
    return ALLOWED
