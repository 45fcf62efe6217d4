"""Companies: their card, their groups and their addresses."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import ChainsWouldBreak, CustomersRefused, require
from customers.field_rules import ADDRESSES, CUSTOMERS
from customers.models import Address, Customer, CustomerGroup, Membership, Origin, PricingTier
from customers.policies import may_add_customer, may_change_customer, may_change_customers
from customers.selectors.chains import chains_cut_by_leaving, seats_told
from customers.selectors.connecting import administrators_taken_along
from customers.services.chains import lock_organisation
from customers.services.double_discounts import ask_about_one
from customers.services.field_rules import require_filled
from customers.services.leaving import keep_an_administrator
from customers.teams import team_after_move, team_for_new


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """A customer's card. Percentages 0–100; money in the shop's currency, inc VAT.

    `allowed_outstanding` None = no credit limit, 0 = nothing on account. A blank `number` keeps
    the one it has, or takes the next.
    """

    name: str
    number: str = ""
    org_number: str = ""
    vat_number: str = ""
    country: str = "SE"
    email: str = ""
    phone: str = ""
    discount_percent: Decimal = Decimal(0)
    allowed_outstanding: Decimal | None = None
    payment_days: int = 30
    free_delivery_address: bool = True
    may_pay_on_account: bool = True
    may_order_free_text: bool = True
    website: str = ""
    ape_code: str = ""
    risk: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class AddressDetails:
    """An address in the register; at most one is suggested first, at most one is for invoices."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str = "SE"
    attention: str = ""
    phone: str = ""
    is_default: bool = False
    is_invoice: bool = False


@use_case("customer.create")
def create_customer(
    *,
    actor: Actor,
    details: CustomerDetails,
    main_group: CustomerGroup,
    further_groups: tuple[CustomerGroup, ...] = (),
    pricing_tier: PricingTier | None = None,
    yes_to: str | None = None,
    origin: Origin = Origin.STAFF,
) -> Customer:
    """A new company in its main group (A-01). Raises CustomersRefused for a number in use, and
    DiscountsAddUp where a page asks first."""
    require(may_add_customer(actor))
    ask_about_one(group=main_group, tier=pricing_tier, own=details.discount_percent, yes_to=yes_to)
    team_id = team_for_new(actor, main_group)
    customer = Customer(
        main_group=main_group,
        pricing_tier=pricing_tier,
        origin=origin,
        sales_team_id=team_id,
    )
    _write(customer, details)
    customer.further_groups.set(further_groups)
    return customer


@use_case("customer.update")
def update_customer(
    *,
    actor: Actor,
    customer: Customer,
    details: CustomerDetails,
    further_groups: tuple[CustomerGroup, ...] | None = None,
    pricing_tier: PricingTier | None = None,
    yes_to: str | None = None,
) -> Customer:
    """The card as given. `further_groups` None leaves them; the main group moves by itself.

    A new percentage or tier that comes on top of another raises DiscountsAddUp unless `yes_to`
    names it.
    """
    require(may_change_customers(actor))
    locked: Customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    require(may_change_customer(actor, locked))
    before = (locked.discount_percent, locked.pricing_tier_id)
    now = (details.discount_percent, pricing_tier.pk if pricing_tier else None)
    if before != now:
        ask_about_one(
            group=locked.main_group,
            tier=pricing_tier,
            own=details.discount_percent,
            yes_to=yes_to,
        )
    locked.pricing_tier = pricing_tier
    _write(locked, details)
    if further_groups is not None:
        locked.further_groups.set(further_groups)
    return locked


@use_case("customer.set-active")
def set_active(*, actor: Actor, customer: Customer, is_active: bool) -> Customer:
    """Nobody buys for an inactive customer; everything of it is kept."""
    locked: Customer = (
        Customer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("main_group")
        .get(pk=customer.pk)
    )
    require(may_change_customer(actor, locked))
    locked.is_active = is_active
    locked.save(update_fields=["is_active"])
    return locked


def _write(customer: Customer, details: CustomerDetails) -> None:
    values = asdict(details)
    require_filled(CUSTOMERS, values | {"pricing_tier": customer.pricing_tier_id})
    if not values["number"].strip():
        del values["number"]
    for name, value in values.items():
        setattr(customer, name, value)
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        raise CustomersRefused(
            Refused(_("This customer number is already in use."), "number_taken")
        ) from error


@use_case("customer.change_main_group")
def change_main_group(
    *,
    actor: Actor,
    customer: Customer,
    main_group: CustomerGroup,
    yes_to_cuts: str = "",
    yes_to: str | None = None,
    leave_to_shop: bool = False,
) -> Customer:
    """Moves the customer to another main group: other prices, perhaps another organisation.

    One that takes the last administrator from those who stay raises LastAdministrator unless
    `leave_to_shop`.

    Chains that would cross the new border are named by ChainsWouldBreak and cut only when
    `yes_to_cuts` is its `cuts`; the people then buy without approval until somebody sets it
    again. Orders that wait for those approvers are moved on by the layer above. A group discount
    that the customer's own comes on top of raises DiscountsAddUp unless `yes_to` names it.
    """
    require(may_change_customers(actor))
    lock_organisation(customer.pk)
    # The new border is locked too: its chains must not be joined from outside meanwhile.
    list(CustomerGroup.objects.select_for_update(no_key=True).filter(pk=main_group.pk))
    fresh: Customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    require(may_change_customer(actor, fresh))
    if fresh.main_group_id == main_group.pk:
        return fresh
    fresh.sales_team_id = team_after_move(actor, fresh, main_group)
    if main_group.discount_percent:
        ask_about_one(
            group=main_group,
            tier=fresh.pricing_tier,
            own=fresh.discount_percent,
            yes_to=yes_to,
        )
    keep_an_administrator(
        actor, administrators_taken_along([fresh.pk]), leave_to_shop=leave_to_shop
    )
    broken = chains_cut_by_leaving(fresh)
    ask_about_cuts(actor, broken, yes_to_cuts)
    cut(broken)
    fresh.main_group = main_group
    fresh.save(update_fields=["main_group", "sales_team"])
    return fresh


def ask_about_cuts(actor: Actor, broken: Sequence[Membership], yes_to_cuts: str) -> None:
    """Raises ChainsWouldBreak unless the yes is to these cuts; only under the organisation's lock.

    A yes to what was shown is none to a chain that somebody has joined since.
    """
    if broken and ChainsWouldBreak(broken).cuts != yes_to_cuts:
        raise ChainsWouldBreak(broken, seats_told(actor, broken))


def cut(memberships: list[Membership] | tuple[Membership, ...]) -> None:
    """Takes away next approver and break point; only under the organisation's lock."""
    for membership in memberships:
        membership.next_approver = membership.break_point = None
        membership.save(update_fields=["next_approver", "break_point"])


@use_case("address.save")
def save_address(
    *, actor: Actor, customer: Customer, details: AddressDetails, address: Address | None = None
) -> Address:
    """A new address, or `address` changed; the marks move from any other that had them."""
    held = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    require(may_change_customer(actor, held))
    return write_address(customer=customer, details=details, address=address)


def write_address(
    *, customer: Customer, details: AddressDetails, address: Address | None
) -> Address:
    """The change itself, for services that have asked whether they may. May raise FieldsRefused."""
    require_filled(ADDRESSES, asdict(details), customer=customer)
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    register = customer.addresses.register()
    kept = register.get(pk=address.pk) if address else Address(customer=customer)
    others = register.exclude(pk=kept.pk)
    if details.is_default:
        others.filter(is_default=True).update(is_default=False)
    if details.is_invoice:
        others.filter(is_invoice=True).update(is_invoice=False)
    for name, value in asdict(details).items():
        setattr(kept, name, value)
    kept.save()
    return kept


@use_case("address.remove")
def remove_address(*, actor: Actor, address: Address) -> None:
    """Orders copied it, so nothing of them changes."""
    require(may_change_customers(actor))
    # Before the memberships that have it suggested, as everywhere.
    held = Customer.objects.select_for_update(no_key=True).get(pk=address.customer_id)
    require(may_change_customer(actor, held))
    address.delete()
