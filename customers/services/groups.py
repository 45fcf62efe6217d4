"""Customer groups: made, changed, removed."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import ChainsWouldBreak, CustomersRefused, require
from customers.models import CustomerGroup, GroupKind, Membership
from customers.policies import may_change_customers, may_delete_group
from customers.services.customers import cut


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """A group's card; `discount_percent` 0–100, on items and never on freight or fees."""

    name: str
    kind: GroupKind = GroupKind.COMMERCIAL
    discount_percent: Decimal = Decimal(0)
    every_step_must_approve: bool = False
    comment_required: bool = False
    two_factor_required: bool = False


@use_case("group.create")
def create_group(*, actor: Actor, details: GroupDetails) -> CustomerGroup:
    require(may_change_customers(actor))
    return _write(CustomerGroup(), details)


@use_case("group.update")
def update_group(
    *, actor: Actor, group: CustomerGroup, details: GroupDetails, cut_chains: bool = False
) -> CustomerGroup:
    """The card as given. A group that stops being an organisation cuts the chains between its
    customers: named by ChainsWouldBreak, done only with `cut_chains`."""
    require(may_change_customers(actor))
    # The same row that every change of a chain in this organisation locks.
    locked: CustomerGroup = CustomerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    if locked.is_organisation and details.kind != GroupKind.ORGANISATION:
        broken = _chains_between_customers(locked)
        if broken and not cut_chains:
            raise ChainsWouldBreak(broken)
        cut(broken)
    return _write(locked, details)


@use_case("group.delete")
def delete_group(*, actor: Actor, group: CustomerGroup) -> None:
    """Refused for built-in groups and for one that is somebody's main group."""
    locked = CustomerGroup.objects.select_for_update().get(pk=group.pk)
    require(may_delete_group(actor, locked))
    try:
        locked.delete()
    except ProtectedError as error:
        raise CustomersRefused(
            Refused(_("Prices, goods or documents are connected to this group."), "in_use")
        ) from error


def _chains_between_customers(group: CustomerGroup) -> list[Membership]:
    crossing = Membership.objects.with_people().filter(
        customer__main_group=group, next_approver__isnull=False
    )
    return list(crossing.exclude(next_approver__customer_id=F("customer_id")).order_by("id"))


def _write(group: CustomerGroup, details: GroupDetails) -> CustomerGroup:
    for name, value in asdict(details).items():
        setattr(group, name, value)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise CustomersRefused(Refused(_("Another group has this name."), "name_taken")) from error
    return group
