"""The one planner of user sheets: page, command and test all get their plan here. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, Edit, Plain, PlanRow
from customers.user_import.administrators import keep_administrators
from customers.user_import.chains import Chains
from customers.user_import.drafts import Draft, Reading, drafts_of
from customers.user_import.edits import Ids, edits_of
from customers.user_import.facts import (
    Facts,
    LimitState,
    Options,
    PersonState,
    SeatKey,
    SeatState,
)
from customers.user_import.people import settle_person
from customers.user_import.seats import shape_seat

# Field → the column whose heading names it in a change.
_PERSON_COLUMNS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "phone",
    "language": "language",
    "is_active": "active",
    "title": "title",
    "birthday": "birthday",
}
_SEAT_COLUMNS = {
    "is_buyer": "is_buyer",
    "is_approver": "is_approver",
    "is_group_admin": "is_group_admin",
    "sees_customer_orders": "sees_customer_orders",
    "only_agreement_assortment": "only_agreement_assortment",
    "may_order_free_text": "may_order_free_text",
    "is_active": "connected",
    "next_approver": "next_approver",
    "break_point": "break_point",
}
# In the order of LimitState's fields.
_LIMIT_COLUMNS = ("limit_amount", "limit_from", "limit_to", "limit_renewed")
_NO_PERSON, _NO_SEAT = PersonState(), SeatState()


def plan_users(
    rows: Iterable[RowValues], *, match: HeadingMatch, facts: Facts, options: Options, ids: Ids
) -> Iterator[PlanRow]:
    """What the rows would do to the shop that `facts` describes; refused rows say why.

    Linear in rows and seats. A refused row takes no part: others are judged without it.
    """
    reading = Reading(match)
    drafts = list(drafts_of(rows, reading, facts))
    people: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.is_good:
            people[draft.person_key].append(draft)
    for mates in people.values():
        settle_person(mates, reading, facts)
    del people
    for draft in drafts:
        if draft.is_good and draft.key is not None:
            shape_seat(draft, reading, options, facts.today)
    chains = Chains(drafts, reading, facts)
    chains.settle()
    keep_administrators(drafts, chains, reading, facts)
    yield from _finished(drafts, facts, ids)


def _finished(drafts: list[Draft], facts: Facts, ids: Ids) -> Iterator[PlanRow]:
    emails = {draft.person_key: draft.email for draft in drafts if draft.email}
    seat_ids = {key: seat.id for key, seat in facts.seats.items()}
    for draft in drafts:
        # Taken beforehand: a row may point further down.
        if draft.is_good and draft.key is not None and draft.before is None:
            seat_ids[draft.key] = ids.membership()
    told: dict[str, int] = {}  # user id by person; their own changes go with their first row
    for draft in drafts:
        row = _plan_row(draft, emails, is_first=draft.person_key not in told)
        if row.is_refused:
            yield row
            continue
        is_first = draft.person_key not in told
        if is_first:
            told[draft.person_key] = draft.person.id if draft.person else ids.user()
        user_id = told[draft.person_key]
        edits: tuple[Edit, ...] = ()
        if row.writes:
            edits = edits_of(draft, user_id, seat_ids, ids, is_first=is_first)
        yield PlanRow(
            row_number=row.row_number,
            sheet=row.sheet,
            action=row.action,
            key=row.key,
            label=row.label,
            changes=row.changes,
            edits=edits,
            data={"activate": user_id} if draft.sends_activation else None,
            cautions=tuple(draft.cautions),
        )


def _plan_row(draft: Draft, emails: dict[str, str], *, is_first: bool) -> PlanRow:
    number = draft.customer.number if draft.customer else ""
    key = f"{draft.person_key} {number}".strip()
    if not draft.is_good:
        return PlanRow(
            draft.row.number,
            draft.row.sheet,
            Action.REFUSED,
            key,
            _label(draft),
            problems=tuple(draft.problems),
        )
    changes = _changes(draft, emails, with_person=is_first)
    is_new = draft.before is None and (draft.key is not None or draft.person is None)
    action = Action.CREATE if is_new else Action.UPDATE if changes else Action.UNCHANGED
    return PlanRow(draft.row.number, draft.row.sheet, action, key, _label(draft), changes)


def _label(draft: Draft) -> str:
    name = f"{draft.person_after.first_name} {draft.person_after.last_name}".strip()
    company = draft.customer.name if draft.customer else ""
    return " · ".join(part for part in (draft.email, name, company) if part)


def _changes(draft: Draft, emails: dict[str, str], *, with_person: bool) -> tuple[Change, ...]:
    found: list[Change] = []
    if with_person:
        if draft.person is None:
            _differ(found, None, draft.person_after, _NO_PERSON, _PERSON_COLUMNS, emails)
        elif draft.person.state != draft.person_after:
            state = draft.person.state
            _differ(found, state, draft.person_after, state, _PERSON_COLUMNS, emails)
    if draft.key is not None:
        before = draft.before.state if draft.before else None
        if before != draft.after:
            _differ(found, before, draft.after, before or _NO_SEAT, _SEAT_COLUMNS, emails)
            _limit_changes(found, before.limit if before else None, draft.after.limit)
    if draft.sends_activation:
        found.append(Change("send_activation", None, True))
    return tuple(found)


def _differ(
    found: list[Change],
    before: PersonState | SeatState | None,
    after: PersonState | SeatState,
    base: PersonState | SeatState,
    columns: dict[str, str],
    emails: dict[str, str],
) -> None:
    """`base` is what a new one is compared with: its ordinary values are not worth telling."""
    for name, column in columns.items():
        old, new = getattr(base, name), getattr(after, name)
        if old != new:
            told = None if before is None else _plain(old, emails)
            found.append(Change(column, told, _plain(new, emails)))


def _limit_changes(
    found: list[Change], before: LimitState | None, after: LimitState | None
) -> None:
    if before == after:
        return
    for place, column in enumerate(_LIMIT_COLUMNS):
        old = before[place] if before else None
        new = after[place] if after else None
        # Blank and nothing are the same here, nothing and 0 are not.
        if old != new and not (old in ("", None) and new in ("", None)):
            found.append(Change(column, _plain(old, {}), _plain(new, {})))


def _plain(value: object, emails: dict[str, str]) -> Plain:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, SeatKey):
        return emails.get(value.person, value.person)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def named_in(rows: Sequence[RowValues], *columns: str) -> set[str]:
    """Every text that the rows hold in these columns, in lower case."""
    return {
        value.lower()
        for row in rows
        for column in columns
        if isinstance(value := row.values.get(column), str)
    }
