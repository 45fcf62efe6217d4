"""What a sheet of customers would do: facts and rows in, planned rows with reasons out. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Caution, Edit, PlanRow
from customers.card_import import (
    Draft,
    Known,
    Named,
    changes_between,
    connection_edits,
    edit_of,
    stored,
)
from customers.discounts import two_discounts
from customers.field_rules import CUSTOMERS, NO_RULES, Rules
from customers.freight_accounts import (
    MOST,
    FreightAccount,
    account_edits,
    in_order_of_carriers,
)
from customers.org_number_warnings import Holder, OrgNumbers

CUSTOMER, FURTHER_GROUP = "customers.customer", "customers.customer_further_groups"
ORIGIN = "import"  # customers.models.Origin.IMPORT
_MOST_PAYMENT_DAYS = 365
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class CustomerState:
    """A customer's card as a row may say it; money inc VAT. The defaults are those of a new one."""

    name: str = ""
    org_number: str = ""
    vat_number: str = ""
    country: str = "SE"
    email: str = ""
    phone: str = ""
    website: str = ""
    ape_code: str = ""
    main_group: Named | None = None
    further_groups: tuple[Named, ...] = ()
    pricing_tier: Named | None = None
    discount_percent: Decimal = Decimal(0)
    allowed_outstanding: Decimal | None = None
    payment_days: int = 30
    risk: str = ""
    may_pay_on_account: bool = True
    may_order_free_text: bool = True
    free_delivery_address: bool = True
    shipper_accounts: tuple[FreightAccount, ...] = ()
    is_active: bool = True


_ORDINARY = CustomerState()


@dataclass(frozen=True, slots=True)
class CustomerFact:
    """`links`: the id of each connection to a further group, by the group's id.
    `accounts`: the freight accounts by their id.

    `is_bound`: a move to another group would cut approval chains.
    """

    id: int
    number: str
    state: CustomerState
    links: Mapping[int, int] = field(default_factory=dict)
    accounts: Mapping[int, FreightAccount] = field(default_factory=dict)
    is_bound: bool = False


@dataclass(frozen=True)
class CustomerFacts:
    """`why_not`: why whoever imports may not change customers; "" when they may.

    `group_percents`, `tier_percents`: the discounts of those that have one, by id.
    """

    customers: Known[CustomerFact]
    groups: Known[Named]
    tiers: Known[Named]
    group_percents: Mapping[int, Decimal] = field(default_factory=dict)
    tier_percents: Mapping[int, Decimal] = field(default_factory=dict)
    why_not: str = ""
    only_these: frozenset[int] | None = None  # of whose teams the importer is; None = all, and new
    org_numbers: OrgNumbers | None = None  # None = customers are no companies: nobody looks
    rules: Rules = NO_RULES


@dataclass(frozen=True)
class Ids:
    """Where the ids of new rows come from."""

    customer: Callable[[], int]
    link: Callable[[], int]
    account: Callable[[], int]


def plan_customers(
    rows: Iterable[RowValues], *, match: HeadingMatch, facts: CustomerFacts, ids: Ids
) -> Iterator[PlanRow]:
    """What each row would do, repeated numbers not looked for."""
    for row in rows:
        yield _planned(Draft.of(row, match), facts, ids)


def _planned(draft: Draft, facts: CustomerFacts, ids: Ids) -> PlanRow:
    number = draft.text("number")
    if facts.why_not:
        draft.refuse("", facts.why_not)
    found = facts.customers.matching(number)
    if facts.only_these is not None:
        found = [each for each in found if each.id in facts.only_these]
        if not found:
            draft.refuse("number", _("Your sales teams have no customer with this number."))
    if len(found) > 1:
        draft.refuse("number", _("Several customers differ only in upper and lower case."))
    fact = found[0] if len(found) == 1 else None
    if not found and facts.only_these is None:
        draft.needs_all()
    before = fact.state if fact else None
    after = _after(draft, facts, before or _ORDINARY)
    if fact and fact.is_bound and after.main_group != fact.state.main_group:
        cut = _("Move it on the customer's card: approval chains would be cut.")
        draft.refuse("main_group", cut)
    _ask_the_french(draft, facts.rules, before, after)
    if draft.is_good and facts.rules.speak_of(CUSTOMERS):
        stood = _columns_of(before) if before else None
        for broken in facts.rules.broken_by(CUSTOMERS, stood, _columns_of(after)):
            draft.refuse(broken.name, str(broken.reason))
    edits = _edits(fact, number, after, ids) if draft.is_good and before != after else ()
    return draft.planned(
        key=(fact.number if fact else number).lower(),
        label=" · ".join(part for part in (fact.number if fact else number, after.name) if part),
        is_new=fact is None,
        changes=changes_between(before, after, _ORDINARY) if edits else (),
        edits=edits,
        cautions=(
            *_cautions(before, after, facts),
            *_number_cautions(draft, fact, number, after, facts),
        ),
    )


def _columns_of(state: CustomerState) -> dict[str, Any]:
    """By field; what it is connected to stays as it is."""
    return {name: getattr(state, name) for name in CustomerState.__dataclass_fields__}


def _ask_the_french(
    draft: Draft, rules: Rules, before: CustomerState | None, after: CustomerState
) -> None:
    """The one field that is required in one country only, so the sheet cannot ask for it."""
    is_needed = rules.is_required(CUSTOMERS, "ape_code", country=after.country)
    if is_needed and not after.ape_code and (before is None or before.ape_code):
        draft.refuse("ape_code", _("This is needed of a French customer."))


def _cautions(
    before: CustomerState | None, after: CustomerState, facts: CustomerFacts
) -> tuple[Caution, ...]:
    """A percentage that this row puts on top of another (K-29)."""
    if before is not None and _discounted(before) == _discounted(after):
        return ()
    group = facts.group_percents.get(after.main_group.id) if after.main_group else None
    tier = facts.tier_percents.get(after.pricing_tier.id) if after.pricing_tier else None
    level = max(group or _NONE, tier or _NONE)
    found = two_discounts(level, after.discount_percent)
    return (Caution(found.percentages, str(found.warning)),) if found else ()


def _number_cautions(
    draft: Draft, fact: CustomerFact | None, number: str, after: CustomerState, facts: CustomerFacts
) -> Iterator[Caution]:
    """An organisation number that this row gives, if it looks wrong or is another's too (P-32)."""
    known = (fact.state.country, fact.state.org_number) if fact else ("", "")
    if facts.org_numbers is None or not draft.is_good:
        return
    if after.org_number and known != (after.country, after.org_number):
        holder = Holder(
            id=fact.id if fact else None,
            name=f"{after.name} ({number})",
            country=after.country,
            org_number=after.org_number,
            group_id=after.main_group.id if after.main_group else None,
        )
        yield from facts.org_numbers.cautions(draft.row.number, holder)


def _discounted(state: CustomerState) -> tuple[object, ...]:
    return state.main_group, state.pricing_tier, state.discount_percent


def _after(draft: Draft, facts: CustomerFacts, before: CustomerState) -> CustomerState:
    values = draft.given(_ORDINARY)
    none = _("There is none with this name.")
    for key, known in (("main_group", facts.groups), ("pricing_tier", facts.tiers)):
        if values.get(key):
            found = draft.the_one(key, values[key], known, none)
            values[key] = found or getattr(before, key)
    if "further_groups" in values:
        values["further_groups"] = _groups(draft, facts, values["further_groups"])
    if "shipper_accounts" in values:
        values["shipper_accounts"] = _accounts(draft, values["shipper_accounts"])
    if values.get("payment_days", 0) > _MOST_PAYMENT_DAYS:
        draft.refuse("payment_days", _("At most 365 days."))
    return replace(before, **values)


def _groups(draft: Draft, facts: CustomerFacts, names: Iterable[str]) -> tuple[Named, ...]:
    found = []
    for name in names:
        none = _("There is no group named “%(name)s”.") % {"name": name}
        group = draft.the_one("further_groups", name, facts.groups, none)
        if group is not None:
            found.append(group)
    return in_order(found)


def _accounts(draft: Draft, accounts: Sequence[FreightAccount]) -> tuple[FreightAccount, ...]:
    if len({account.key for account in accounts}) < len(accounts):
        draft.refuse("shipper_accounts", _("The same account stands there twice."))
    if len(accounts) > MOST:
        draft.refuse("shipper_accounts", _("A customer has at most 20 of these."))
    return in_order_of_carriers(accounts)


def in_order(groups: Iterable[Named]) -> tuple[Named, ...]:
    """Each once, by name."""
    return tuple(sorted(set(groups), key=lambda group: (group.name, group.id)))


def _edits(
    fact: CustomerFact | None, number: str, after: CustomerState, ids: Ids
) -> tuple[Edit, ...]:
    pk = fact.id if fact else ids.customer()
    columns = _columns(after)
    if fact is None:
        columns |= {"number": number, "origin": ORIGIN}
    return (
        *edit_of(CUSTOMER, pk, _columns(fact.state) if fact else None, columns),
        *connection_edits(
            FURTHER_GROUP,
            ("customer_id", pk),
            "customergroup_id",
            fact.links if fact else {},
            (group.id for group in after.further_groups),
            ids.link,
        ),
        *account_edits(pk, fact.accounts if fact else {}, after.shipper_accounts, ids.account),
    )


def _columns(state: CustomerState) -> dict[str, Any]:
    return {
        "name": state.name,
        "org_number": state.org_number,
        "vat_number": state.vat_number,
        "country": state.country,
        "email": state.email,
        "phone": state.phone,
        "website": state.website,
        "ape_code": state.ape_code,
        "main_group_id": state.main_group.id if state.main_group else None,
        "pricing_tier_id": state.pricing_tier.id if state.pricing_tier else None,
        "discount_percent": stored(state.discount_percent),
        "allowed_outstanding": stored(state.allowed_outstanding),
        "payment_days": state.payment_days,
        "risk": state.risk,
        "may_pay_on_account": state.may_pay_on_account,
        "may_order_free_text": state.may_order_free_text,
        "free_delivery_address": state.free_delivery_address,
        "is_active": state.is_active,
    }
