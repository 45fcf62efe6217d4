"""Users from a spreadsheet: what it would do, then all of it in one transaction (N-14, N-15)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from core.audit import use_case
from core.exchange.mapping import ColumnMapping, FixedValue
from core.exchange.matching import HeadingMatch, RowValues, match_headings
from core.exchange.plan import Plan
from core.exchange.reader import read_table
from core.exchange.values import fold
from core.imports import FilePlan, ImportRefused, PlanChanged, Progress, RowsRefused, unheard
from core.reasons import ALLOWED
from customers.access import Perm
from customers.actors import Actor
from customers.errors import require
from customers.models import Customer
from customers.policies import NO_RIGHT
from customers.selectors.shop import shop_settings
from customers.selectors.user_import import customers_numbered, user_facts
from customers.services.chains import lock_organisation
from customers.services.import_writes import write_users
from customers.sheets import user_sheet
from customers.user_import.facts import Options
from customers.user_import.planner import UserPlan, plan_users


@dataclass(frozen=True)
class _Read:
    """A file's rows as values, and how its headings fitted."""

    sheet: str
    match: HeadingMatch
    rows: tuple[RowValues, ...]
    customers: dict[str, Customer]


def plan_user_file(*, path: Path, options: Options, progress: Progress = unheard) -> FilePlan:
    """What the file would do, in the active language. Reads only.

    Raises ExchangeError or ImportRefused when the file as a whole cannot be used.
    """
    read = _read(path, options, progress)
    return _told(read, _plan(read, options))


@use_case("import.users")
def apply_user_file(
    *,
    actor: Actor,
    path: Path,
    options: Options,
    skip_bad_rows: bool = False,
    reviewed: str | None = None,
    progress: Progress = unheard,
) -> Plan:
    """All of the file, or all but its refused rows, or nothing.

    The plan is made anew under the organisations' locks; PlanChanged if it is not the `reviewed`
    one (a FilePlan's fingerprint), RowsRefused if rows are refused and not left out.
    """
    require(ALLOWED if actor.has(Perm.STAFF_IMPORT) else NO_RIGHT)
    read = _read(path, options, progress)
    if read.customers:
        lock_organisation(*sorted(customer.pk for customer in read.customers.values()))
    made = _plan(read, options, lock=True)
    if reviewed is not None and _told(read, made).fingerprint() != reviewed:
        raise PlanChanged
    if made.plan.counts().refused and not skip_bad_rows:
        raise RowsRefused
    try:
        write_users(actor=actor, made=made, progress=progress)
    except IntegrityError as error:
        # Somebody else wrote the same person or connection after we looked.
        raise PlanChanged from error
    return made.plan


def _read(path: Path, options: Options, progress: Progress) -> _Read:
    table = read_table(path)
    sheet = user_sheet(shop_settings().currency)
    match = match_headings(sheet, table.headings, _mapping(table.headings, options))
    if match.problems:
        raise ImportRefused(" ".join(match.problems))
    progress(0, len(table.rows))
    rows = tuple(match.read_rows(table.rows))
    customers = customers_numbered(_texts(rows, "customer_number"))
    return _Read(table.sheet, match, rows, customers)


def _mapping(headings: tuple[str, ...], options: Options) -> ColumnMapping:
    """A file without customer numbers is for the customer chosen at the upload."""
    column = user_sheet(shop_settings().currency).column("customer_number")
    if not options.customer_number or column is None:
        return ColumnMapping()
    known = {fold(name) for name in column.names()}
    if any(fold(heading) in known for heading in headings):
        return ColumnMapping()
    return ColumnMapping(fixed=(FixedValue("customer_number", options.customer_number),))


def _plan(read: _Read, options: Options, *, lock: bool = False) -> UserPlan:
    emails = {*_texts(read.rows, "email"), *_texts(read.rows, "next_approver")}
    facts = user_facts(emails, read.customers, lock=lock)
    return plan_users(read.rows, match=read.match, facts=facts, options=options)


def _texts(rows: tuple[RowValues, ...], column: str) -> set[str]:
    return {value for row in rows if isinstance(value := row.values.get(column), str)}


def _told(read: _Read, made: UserPlan) -> FilePlan:
    return FilePlan(
        plan=made.plan,
        sheet=read.sheet,
        unknown=read.match.unknown,
        missing=tuple(str(column.label) for column in read.match.missing),
    )


def plan_for_job(path: Path, options: Mapping[str, Any], progress: Progress) -> FilePlan:
    """A `core.imports.Planner`."""
    return plan_user_file(path=path, options=Options.from_json(options), progress=progress)


def apply_for_job(actor: Actor) -> Callable[[Path, Mapping[str, Any], str, Progress], None]:
    """A `core.imports.Applier` on behalf of `actor`."""

    def apply(path: Path, options: Mapping[str, Any], reviewed: str, progress: Progress) -> None:
        apply_user_file(
            actor=actor,
            path=path,
            options=Options.from_json(options),
            skip_bad_rows=bool(options.get("skip_bad_rows")),
            reviewed=reviewed,
            progress=progress,
        )

    return apply
