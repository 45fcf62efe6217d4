"""What a sheet of customers would do: facts and rows in, a plan with reasons out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, Plan, PlanRow, Problem, refuse_duplicates
from core.money import format_amount

_MOST_PAYMENT_DAYS = 365


@dataclass(frozen=True, slots=True)
class CustomerState:
    """A customer's card as a row may say it. Groups and tier by name; money inc VAT."""

    name: str = ""
    org_number: str = ""
    vat_number: str = ""
    country: str = "SE"
    email: str = ""
    phone: str = ""
    main_group: str = ""
    further_groups: tuple[str, ...] = ()
    pricing_tier: str = ""
    discount_percent: Decimal = Decimal(0)
    allowed_outstanding: Decimal | None = None
    payment_days: int = 30
    is_active: bool = True


_DEFAULTS: Mapping[str, Any] = {each.name: each.default for each in fields(CustomerState)}


@dataclass(frozen=True)
class CustomerFacts:
    """Customers by number in lower case; names of groups and tiers by their lower case.

    `bound` are the numbers (in lower case) whose move to another group would cut a chain.
    """

    customers: Mapping[str, CustomerState] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A row that writes: the number as it is to be, what is there now, and what becomes of it."""

    number: str
    before: CustomerState | None
    after: CustomerState


@dataclass(frozen=True)
class CustomerPlan:
    plan: Plan
    drafts: tuple[CustomerDraft, ...]


def plan_customers(
    rows: Iterable[RowValues], *, match: HeadingMatch, facts: CustomerFacts
) -> CustomerPlan:
    """What the rows would do; the second row with a number is refused."""
    drafts: dict[int, CustomerDraft] = {}
    planned = list(_planned(rows, match, facts, drafts))
    column = match.sheet.column("number")
    label = match.label_of(column) if column else ""
    final = tuple(refuse_duplicates(planned, column_label=label))
    writing = tuple(drafts[row.row_number] for row in final if row.writes)
    return CustomerPlan(Plan(final), writing)


def _planned(
    rows: Iterable[RowValues],
    match: HeadingMatch,
    facts: CustomerFacts,
    drafts: dict[int, CustomerDraft],
) -> Iterator[PlanRow]:
    for row in rows:
        number = str(row.values.get("number") or "")
        before = facts.customers.get(number.lower())
        problems = list(row.problems)
        if before is None:
            problems += match.problems_to_create(row)
        after = _after(row, match, facts, before or CustomerState(), problems)
        if before and after.main_group != before.main_group and number.lower() in facts.bound:
            problems.append(
                _problem(
                    match,
                    row,
                    "main_group",
                    _("Move it on the customer's card: approval chains would be cut."),
                )
            )
        yield _plan_row(row, match, number, before, after, problems)
        drafts[row.number] = CustomerDraft(number, before, after)


def _after(
    row: RowValues,
    match: HeadingMatch,
    facts: CustomerFacts,
    before: CustomerState,
    problems: list[Problem],
) -> CustomerState:
    values: dict[str, Any] = {}
    for column in match.sheet.columns:
        if column.key == "number":
            continue
        if row.clears(column):
            values[column.key] = _DEFAULTS[column.key]
        elif (given := row.given(column)) is not None:
            values[column.key] = given
    for key, known in (("main_group", facts.groups), ("pricing_tier", facts.tiers)):
        if values.get(key):
            found = known.get(values[key].lower())
            if found is None:
                problems.append(_problem(match, row, key, _("There is none with this name.")))
            values[key] = found or getattr(before, key)
    if "further_groups" in values:
        values["further_groups"] = _groups(row, match, facts, values, problems)
    if values.get("payment_days", 0) > _MOST_PAYMENT_DAYS:
        problems.append(_problem(match, row, "payment_days", _("At most 365 days.")))
    return replace(before, **values)


def _groups(
    row: RowValues,
    match: HeadingMatch,
    facts: CustomerFacts,
    values: dict[str, Any],
    problems: list[Problem],
) -> tuple[str, ...]:
    found = []
    for name in values["further_groups"]:
        group = facts.groups.get(name.lower())
        if group is None:
            message = _("There is no group named “%(name)s”.") % {"name": name}
            problems.append(_problem(match, row, "further_groups", message))
        else:
            found.append(group)
    return tuple(sorted(set(found)))


def _problem(match: HeadingMatch, row: RowValues, key: str, message: str) -> Problem:
    column = match.sheet.column(key)
    value = row.values.get(key)
    shown = ", ".join(value) if isinstance(value, tuple) else str(value)
    return Problem(match.label_of(column) if column else key, shown, message)


def _plan_row(
    row: RowValues,
    match: HeadingMatch,
    number: str,
    before: CustomerState | None,
    after: CustomerState,
    problems: list[Problem],
) -> PlanRow:
    label = " · ".join(part for part in (number, after.name) if part)
    key = number.lower()
    if problems:
        return PlanRow(row.number, row.sheet, Action.REFUSED, key, label, problems=tuple(problems))
    changes: list[Change] = []
    data: dict[str, Any] = {}
    for column in match.sheet.columns:
        if column.key == "number":
            continue
        old = getattr(before or CustomerState(), column.key)
        new = getattr(after, column.key)
        if old != new:
            old_words = _words(old) if before else ""
            changes.append(Change(column.key, match.label_of(column), old_words, _words(new)))
            data[column.key] = [str(old), str(new)]
    change = Action.UPDATE if changes else Action.UNCHANGED
    action = Action.CREATE if before is None else change
    return PlanRow(row.number, row.sheet, action, key, label, tuple(changes), data=data)


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return format_amount(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)
