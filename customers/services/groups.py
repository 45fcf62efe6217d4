"""Customer groups: made, changed, removed."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, GroupKind, Membership
from customers.policies import (
    may_change_customers,
    may_change_group,
    may_delete_group,
    may_set_approval_rules,
)
from customers.selectors.actors import as_of_now
from customers.services.customers import ask_about_cuts, cut
from customers.services.double_discounts import ask_about_many
from customers.services.profiles import pictures_of, tidy_pictures

MOST_DAYS = 90  # before an approver is reminded, or an order passed on


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """A group's card; `discount_percent` 0–100, on items and never on freight or fees."""

    name: str
    kind: GroupKind = GroupKind.COMMERCIAL
    discount_percent: Decimal = Decimal(0)
    every_step_must_approve: bool = False
    comment_required: bool = False
    remind_after_days: int | None = 3
    escalate_after_days: int | None = None
    two_factor_required: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """How approval works in an organisation. Days are 1–90; None = never."""

    every_step_must_approve: bool = False
    comment_required: bool = False
    remind_after_days: int | None = 3
    escalate_after_days: int | None = None

    @classmethod
    def of(cls, group: CustomerGroup) -> "ApprovalRules":
        return cls(**{name: getattr(group, name) for name in cls.__dataclass_fields__})


@use_case("group.create")
def create_group(*, actor: Actor, details: GroupDetails) -> CustomerGroup:
    require(may_change_customers(actor))
    return _write(CustomerGroup(), details)


@use_case("group.update")
def update_group(
    *,
    actor: Actor,
    group: CustomerGroup,
    details: GroupDetails,
    yes_to_cuts: str = "",
    yes_to: str | None = None,
) -> CustomerGroup:
    """The card as given. A group that stops being an organisation cuts the chains between its
    customers: named by ChainsWouldBreak, done only with a yes to those `cuts`. A new percentage
    that customers' own come on top of raises DiscountsAddUp unless `yes_to` names it."""
    require(may_change_customers(actor))
    # The same row that every change of a chain in this organisation locks.
    locked: CustomerGroup = CustomerGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    require(may_change_group(actor, locked))
    if locked.is_built_in and details.name != locked.name:
        keeps = Refused(_("A built-in group keeps its name."), "built_in_name")
        raise CustomersRefused(keeps)
    if locked.is_organisation and details.kind != GroupKind.ORGANISATION:
        broken = _chains_between_customers(locked)
        ask_about_cuts(actor, broken, yes_to_cuts)
        cut(broken)
    if details.discount_percent != locked.discount_percent:
        inside = Customer.objects.filter(main_group=locked)
        ask_about_many(level=details.discount_percent, customers=inside, yes_to=yes_to)
    return _write(locked, details)


@use_case("group.set_approval_rules")
def set_approval_rules(*, actor: Actor, group_id: int, rules: ApprovalRules) -> CustomerGroup:
    """The organisation's own administrator, or staff, say how approval works there (C8, C14).

    Waiting orders follow the rules from their next decision on. Raises NotPermitted or
    CustomersRefused.
    """
    # The same row that every change of a chain in this organisation locks.
    locked: CustomerGroup = CustomerGroup.objects.select_for_update(no_key=True).get(pk=group_id)
    require(may_set_approval_rules(as_of_now(actor), locked))
    _check_days(rules)
    for name, value in asdict(rules).items():
        setattr(locked, name, value)
    locked.save(update_fields=list(asdict(rules)))
    return locked


def _check_days(rules: ApprovalRules | GroupDetails) -> None:
    remind, escalate = rules.remind_after_days, rules.escalate_after_days
    if any(days is not None and not 1 <= days <= MOST_DAYS for days in (remind, escalate)):
        raise CustomersRefused(Refused(_("Write a number of days from 1 to 90."), "days"))
    if remind is not None and escalate is not None and escalate <= remind:
        raise CustomersRefused(
            Refused(_("An order is passed on later than its reminder."), "days_order")
        )


@use_case("group.delete")
def delete_group(*, actor: Actor, group: CustomerGroup) -> None:
    """Refused for built-in groups and for one that is somebody's main group."""
    locked = CustomerGroup.objects.select_for_update().get(pk=group.pk)
    require(may_delete_group(actor, locked))
    pictures = pictures_of(locked)
    try:
        locked.delete()
    except ProtectedError as error:
        raise CustomersRefused(
            Refused(_("Prices, goods or documents are connected to this group."), "in_use")
        ) from error
    tidy_pictures(pictures)


def _chains_between_customers(group: CustomerGroup) -> list[Membership]:
    crossing = Membership.objects.with_people().filter(
        customer__main_group=group, next_approver__isnull=False
    )
    return list(crossing.exclude(next_approver__customer_id=F("customer_id")).order_by("id"))


def _write(group: CustomerGroup, details: GroupDetails) -> CustomerGroup:
    _check_days(details)
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
