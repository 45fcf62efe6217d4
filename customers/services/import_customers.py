"""Customers from a spreadsheet: what it would do, then all of it in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.audit import use_case
from core.exchange.matching import HeadingMatch, RowValues, match_headings
from core.exchange.plan import Plan
from core.exchange.reader import read_table
from core.imports import FilePlan, ImportRefused, PlanChanged, Progress, RowsRefused, unheard
from core.reasons import ALLOWED
from customers.access import Perm
from customers.actors import Actor
from customers.customer_import import CustomerDraft, CustomerPlan, CustomerState, plan_customers
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, PricingTier
from customers.policies import NO_RIGHT
from customers.selectors.customer_import import customer_facts
from customers.selectors.shop import shop_settings
from customers.selectors.user_import import customers_numbered
from customers.services.chains import lock_organisation
from customers.services.customers import (
    CustomerDetails,
    change_main_group,
    create_customer,
    update_customer,
)
from customers.sheets import customer_sheet

_TOLD_EVERY = 100


@dataclass(frozen=True)
class _Read:
    sheet: str
    match: HeadingMatch
    rows: tuple[RowValues, ...]


def plan_customer_file(*, path: Path, progress: Progress = unheard) -> FilePlan:
    """What the file would do, in the active language. Reads only.

    Raises ExchangeError or ImportRefused when the file as a whole cannot be used.
    """
    read = _read(path, progress)
    return _told(read, _plan(read))


@use_case("import.customers")
def apply_customer_file(
    *,
    actor: Actor,
    path: Path,
    skip_bad_rows: bool = False,
    reviewed: str | None = None,
    progress: Progress = unheard,
) -> Plan:
    """All of the file, or all but its refused rows, or nothing. As `import_users`."""
    require(ALLOWED if actor.has(Perm.STAFF_IMPORT) else NO_RIGHT)
    read = _read(path, progress)
    numbers = [str(row.values.get("number") or "") for row in read.rows]
    _lock(numbers)
    made = _plan(read)
    if reviewed is not None and _told(read, made).fingerprint() != reviewed:
        raise PlanChanged
    if made.plan.counts().refused and not skip_bad_rows:
        raise RowsRefused
    try:
        _write(actor, made, progress)
    except CustomersRefused as refused:
        # Somebody else took the number or joined a chain after we looked.
        raise PlanChanged from refused
    return made.plan


def _lock(numbers: list[str]) -> None:
    """Groups before customers, as everywhere; a chain joined meanwhile would be cut unseen."""
    found = [customer.pk for customer in customers_numbered(numbers).values()]
    if found:
        lock_organisation(*found)
        rows = Customer.objects.filter(pk__in=found).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _read(path: Path, progress: Progress) -> _Read:
    table = read_table(path)
    match = match_headings(customer_sheet(shop_settings().currency), table.headings)
    if match.problems:
        raise ImportRefused(" ".join(match.problems))
    progress(0, len(table.rows))
    return _Read(table.sheet, match, tuple(match.read_rows(table.rows)))


def _plan(read: _Read) -> CustomerPlan:
    numbers = {value for row in read.rows if isinstance(value := row.values.get("number"), str)}
    return plan_customers(read.rows, match=read.match, facts=customer_facts(numbers))


def _told(read: _Read, made: CustomerPlan) -> FilePlan:
    return FilePlan(
        plan=made.plan,
        sheet=read.sheet,
        unknown=read.match.unknown,
        missing=tuple(str(column.label) for column in read.match.missing),
    )


def _write(actor: Actor, made: CustomerPlan, progress: Progress) -> None:
    groups = {group.name: group for group in CustomerGroup.objects.all()}
    tiers = {tier.name: tier for tier in PricingTier.objects.all()}
    rows = Customer.objects.filter(
        number__in=[draft.number for draft in made.drafts if draft.before]
    ).select_related("main_group")
    customers = {customer.number.lower(): customer for customer in rows}
    for done, draft in enumerate(made.drafts, start=1):
        after = draft.after
        further = tuple(groups[name] for name in after.further_groups)
        tier = tiers.get(after.pricing_tier)
        customer = customers.get(draft.number.lower())
        if draft.before is None or customer is None:
            create_customer(
                actor=actor,
                details=_details(draft, None),
                main_group=groups[after.main_group],
                further_groups=further,
                pricing_tier=tier,
            )
        else:
            update_customer(
                actor=actor,
                customer=customer,
                details=_details(draft, customer),
                further_groups=further,
                pricing_tier=tier,
            )
            if draft.before.main_group != after.main_group:
                change_main_group(
                    actor=actor, customer=customer, main_group=groups[after.main_group]
                )
        if done % _TOLD_EVERY == 0:
            progress(done, len(made.drafts))


def _details(draft: CustomerDraft, customer: Customer | None) -> CustomerDetails:
    """The card; what a sheet does not say stays as it is."""
    state: CustomerState = draft.after
    return CustomerDetails(
        name=state.name,
        number=customer.number if customer else draft.number,
        org_number=state.org_number,
        vat_number=state.vat_number,
        country=state.country,
        email=state.email,
        phone=state.phone,
        discount_percent=state.discount_percent,
        allowed_outstanding=state.allowed_outstanding,
        payment_days=state.payment_days,
        free_delivery_address=customer.free_delivery_address if customer else True,
        staff_note=customer.staff_note if customer else "",
        is_active=state.is_active,
    )


def plan_for_job(path: Path, _options: Mapping[str, Any], progress: Progress) -> FilePlan:
    """A `core.imports.Planner`."""
    return plan_customer_file(path=path, progress=progress)


def apply_for_job(actor: Actor) -> Callable[[Path, Mapping[str, Any], str, Progress], None]:
    """A `core.imports.Applier` on behalf of `actor`."""

    def apply(path: Path, options: Mapping[str, Any], reviewed: str, progress: Progress) -> None:
        apply_customer_file(
            actor=actor,
            path=path,
            skip_bad_rows=bool(options.get("skip_bad_rows")),
            reviewed=reviewed,
            progress=progress,
        )

    return apply
