"""The database rows that one row of a user sheet writes: person, membership, purchase limit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.exchange.plan import Edit
from customers.user_import.drafts import Draft
from customers.user_import.facts import ROLE_FIELDS, LimitState, PersonState, SeatKey, SeatState

USER, MEMBERSHIP, LIMIT = "customers.user", "customers.membership", "customers.purchaselimit"
ORIGIN = "import"  # customers.models.Origin.IMPORT
_PERSON_FIELDS = (
    *("first_name", "last_name", "phone", "language", "is_active"),
    *("title", "birthday"),
)


@dataclass(frozen=True)
class Ids:
    """Where ids of new rows come from, and the password nobody has."""

    user: Callable[[], int]
    membership: Callable[[], int]
    limit: Callable[[], int]
    unusable_password: Callable[[], str]


def edits_of(
    draft: Draft, user_id: int, seat_ids: Mapping[SeatKey, int], ids: Ids, *, is_first: bool
) -> tuple[Edit, ...]:
    """`is_first`: the person's own fields go with this row; `seat_ids` knows every membership."""
    found: list[Edit] = []
    if is_first:
        _person(found, draft, user_id, ids)
    if draft.key is not None:
        before = draft.before.state if draft.before else None
        if before != draft.after:
            seat_id = seat_ids[draft.key]
            _seat(found, draft, draft.key, user_id, seat_id, seat_ids)
            limit_id = draft.before.limit_id if draft.before else None
            old = before.limit if before else None
            _limit(found, old, draft.after.limit, seat_id, limit_id, ids)
    return tuple(found)


def _person(found: list[Edit], draft: Draft, user_id: int, ids: Ids) -> None:
    after = draft.person_after
    if draft.person is None:
        values = _said(after, _PERSON_FIELDS)
        values |= {"email": draft.email, "password": ids.unusable_password()}
        values["origin"] = ORIGIN
        found.append(Edit(USER, user_id, None, values))
    elif draft.person.state != after:
        state = draft.person.state
        changed = [name for name in _PERSON_FIELDS if getattr(state, name) != getattr(after, name)]
        found.append(
            Edit(
                USER,
                user_id,
                _said(state, changed),
                _said(after, changed),
            )
        )


def _said(state: PersonState, names: Iterable[str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(state, name) for name in names}
    if values.get("birthday"):
        values["birthday"] = values["birthday"].isoformat()
    return values


def _seat(
    found: list[Edit],
    draft: Draft,
    key: SeatKey,
    user_id: int,
    seat_id: int,
    seat_ids: Mapping[SeatKey, int],
) -> None:
    after = _columns(draft.after, seat_ids)
    if draft.before is None:
        after |= {"user_id": user_id, "customer_id": key.customer_id}
        found.append(Edit(MEMBERSHIP, seat_id, None, after))
        return
    before = _columns(draft.before.state, seat_ids)
    changed = [name for name, value in after.items() if before[name] != value]
    if changed:
        old, new = {name: before[name] for name in changed}, {name: after[name] for name in changed}
        found.append(Edit(MEMBERSHIP, seat_id, old, new))


def _columns(state: SeatState, seat_ids: Mapping[SeatKey, int]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(state, name) for name in ROLE_FIELDS}
    values["is_active"] = state.is_active
    values["next_approver_id"] = seat_ids[state.next_approver] if state.next_approver else None
    values["break_point"] = None if state.break_point is None else format(state.break_point, "f")
    return values


def _limit(
    found: list[Edit],
    before: LimitState | None,
    after: LimitState | None,
    seat_id: int,
    limit_id: int | None,
    ids: Ids,
) -> None:
    if before == after:
        return
    if before is None or limit_id is None:
        if after is not None:
            values = {**_terms(after), "membership_id": seat_id}
            found.append(Edit(LIMIT, ids.limit(), None, values))
    elif after is None:
        gone = {
            **_terms(before),
            "membership_id": seat_id,
            "id": limit_id,
            "outside": before.outside,
        }
        found.append(Edit(LIMIT, limit_id, gone, None))
    else:
        old, new = _terms(before), _terms(after)
        changed = [name for name in new if old[name] != new[name]]
        found.append(
            Edit(
                LIMIT,
                limit_id,
                {name: old[name] for name in changed},
                {name: new[name] for name in changed},
            )
        )


def _terms(state: LimitState) -> dict[str, Any]:
    return {
        "amount": format(state.amount, "f"),
        "starts_on": state.starts_on.isoformat(),
        "ends_on": state.ends_on.isoformat() if state.ends_on else None,
        "recurrence": state.recurrence,
    }
