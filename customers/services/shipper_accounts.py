"""A customer's own accounts with carriers (U-13)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.freight_accounts import MOST
from customers.models import Customer, ShipperAccount
from customers.policies import may_change_customer

_TAKEN = Refused(_("The customer has this account already."), "account_taken")


@dataclass(frozen=True, slots=True)
class AccountDetails:
    carrier: str
    number: str


@use_case("customer.shipper-account")
def save_shipper_account(
    *,
    actor: Actor,
    customer: Customer,
    details: AccountDetails,
    account: ShipperAccount | None = None,
) -> ShipperAccount:
    """A new account, or `account` changed. Orders keep what they copied."""
    require(may_change_customer(actor, customer))
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if account is None and locked.shipper_accounts.count() >= MOST:
        raise CustomersRefused(Refused(_("A customer has at most 20 of these."), "too_many"))
    kept = account or ShipperAccount(customer=customer)
    kept.carrier, kept.number = details.carrier, details.number
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise CustomersRefused(_TAKEN) from error
    return kept


@use_case("customer.remove-shipper-account")
def remove_shipper_account(*, actor: Actor, account: ShipperAccount) -> None:
    """Orders copied it, so nothing of them changes."""
    require(may_change_customer(actor, account.customer))
    account.delete()
