"""The one planner of user sheets: page, command and test all get their plan here. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, Plan, PlanRow
from customers.user_import.chains import Chains
from customers.user_import.drafts import Draft, Reading, drafts_of
from customers.user_import.facts import Facts, LimitState, Options, PersonState, SeatKey, SeatState
from customers.user_import.people import settle_person
from customers.user_import.seats import shape_seat
from customers.user_import.words import Words

# Field → the column whose heading names it in a change.
_PERSON_COLUMNS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "phone",
    "language": "language",
    "is_active": "active",
}
_SEAT_COLUMNS = {
    field.name: field.name for field in fields(SeatState) if field.name not in ("limit",)
} | {"is_active": "connected"}
_LIMIT_COLUMNS = {
    "amount": "limit_amount",
    "starts_on": "limit_from",
    "ends_on": "limit_to",
    "recurrence": "limit_renewed",
}


@dataclass(frozen=True)
class UserPlan:
    """The plan to show; the writing rows' drafts and the known seats for whoever writes them."""

    plan: Plan
    drafts: tuple[Draft, ...]
    seat_ids: dict[SeatKey, int]


def plan_users(
    rows: Iterable[RowValues], *, match: HeadingMatch, facts: Facts, options: Options
) -> UserPlan:
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
        settle_person(mates, reading)
    for draft in drafts:
        if draft.is_good:
            shape_seat(draft, reading, options, facts.today)
    Chains(drafts, reading, facts).settle()
    return _finished(drafts, reading, facts)


def _finished(drafts: Sequence[Draft], reading: Reading, facts: Facts) -> UserPlan:
    words = Words(drafts)
    plan_rows: list[PlanRow] = []
    writing: list[Draft] = []
    told: set[str] = set()  # a person's own changes are shown once, in the first of their rows
    for draft in drafts:
        row = _plan_row(draft, reading, words, with_person=draft.person_key not in told)
        if not row.is_refused:
            told.add(draft.person_key)
        if row.writes:
            writing.append(draft)
        plan_rows.append(row)
    seat_ids = {key: seat.id for key, seat in facts.seats.items()}
    return UserPlan(Plan(tuple(plan_rows)), tuple(writing), seat_ids)


def _plan_row(draft: Draft, reading: Reading, words: Words, *, with_person: bool) -> PlanRow:
    about: dict[str, Any] = {
        "row_number": draft.row.number,
        "sheet": draft.row.sheet,
        "key": f"{draft.person_key} {draft.customer.number if draft.customer else ''}".strip(),
        "label": _label(draft),
    }
    if not draft.is_good:
        return PlanRow(action=Action.REFUSED, problems=tuple(draft.problems), **about)
    changes, data = _changes(draft, reading, words, with_person=with_person)
    if draft.before is None:
        action = Action.CREATE
    else:
        action = Action.UPDATE if changes else Action.UNCHANGED
    return PlanRow(action=action, changes=changes, data=data, **about)


def _label(draft: Draft) -> str:
    name = f"{draft.person_after.first_name} {draft.person_after.last_name}".strip()
    company = draft.customer.name if draft.customer else ""
    return " · ".join(part for part in (draft.email, name, company) if part)


def _changes(
    draft: Draft, reading: Reading, words: Words, *, with_person: bool
) -> tuple[tuple[Change, ...], dict[str, Any]]:
    """What is shown, and the same as plain values that tell one plan from another."""
    found: list[Change] = []
    data: dict[str, Any] = {}
    pairs: list[tuple[str, object, object]] = []
    if with_person:
        was = draft.person.state if draft.person else PersonState()
        pairs += _pairs(was, draft.person_after, _PERSON_COLUMNS)
    before = draft.before.state if draft.before else SeatState()
    pairs += _pairs(before, draft.after, _SEAT_COLUMNS)
    pairs += _limit_pairs(before.limit, draft.after.limit)
    if draft.sends_activation:
        pairs.append(("send_activation", False, True))
    for column, old, new in pairs:
        old_words = "" if draft.before is None else words.of(column, old)
        found.append(Change(column, reading.label(column), old_words, words.of(column, new)))
        data[column] = [words.plain(old), words.plain(new)]
    if draft.before is None:
        data["new"] = "person" if draft.person is None else "membership"
    return tuple(found), data


def _pairs(
    old: PersonState | SeatState, new: PersonState | SeatState, columns: dict[str, str]
) -> list[tuple[str, object, object]]:
    return [
        (column, getattr(old, name), getattr(new, name))
        for name, column in columns.items()
        if getattr(old, name) != getattr(new, name)
    ]


def _limit_pairs(
    old: LimitState | None, new: LimitState | None
) -> list[tuple[str, object, object]]:
    before = asdict(old) if old else dict.fromkeys(_LIMIT_COLUMNS)
    after = asdict(new) if new else dict.fromkeys(_LIMIT_COLUMNS)
    return [
        (column, before[name], after[name])
        for name, column in _LIMIT_COLUMNS.items()
        if (before[name] or None, before[name] == 0) != (after[name] or None, after[name] == 0)
    ]
