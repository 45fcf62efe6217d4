"""Writes the people, memberships and limits of a plan, thousands at a time.

Bulk on purpose: history comes from the database's triggers, so nothing is lost by it. Called only
by `import_users`, under the organisations' locks, in its transaction.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import F, Model

from core.imports import Progress
from customers.actors import Actor
from customers.models import Membership, PurchaseLimit, User
from customers.services.activation import send_activation
from customers.user_import.drafts import Draft
from customers.user_import.facts import ROLE_FIELDS, LimitState, SeatKey
from customers.user_import.planner import UserPlan

_AT_ONCE = 2_000
_PERSON_FIELDS = ("first_name", "last_name", "phone", "language", "is_active")
_SEAT_FIELDS = (*ROLE_FIELDS, "is_active", "next_approver_id", "break_point")
_LIMIT_FIELDS = ("amount", "starts_on", "ends_on", "recurrence")


def write_users(*, actor: Actor, made: UserPlan, progress: Progress) -> None:
    """Everything the plan says. IntegrityError if the rows beneath it have moved."""
    drafts = made.drafts
    total = len(drafts)
    users = _write_people(drafts)
    progress(total // 3, total)
    seats = _write_seats(drafts, users, made.seat_ids)
    progress(total // 2, total)
    _write_limits(drafts, seats)
    _activate(actor, drafts, users, progress)


def _write_people(drafts: Sequence[Draft]) -> dict[str, int]:
    """User id by e-mail in lower case; a person with several rows is written once."""
    ids: dict[str, int] = {}
    new: dict[str, User] = {}
    changed: dict[str, User] = {}
    closed: list[int] = []
    for draft in drafts:
        key = draft.person_key
        values = {name: getattr(draft.person_after, name) for name in _PERSON_FIELDS}
        if draft.person is None:
            if key not in new:
                new[key] = User(email=draft.email, **values)
                new[key].set_unusable_password()
            continue
        ids[key] = draft.person.id
        if draft.person.state != draft.person_after:
            changed[key] = User(pk=draft.person.id, email=draft.person.email, **values)
            if draft.person.state.is_active and not draft.person_after.is_active:
                closed.append(draft.person.id)
    User.objects.bulk_create(new.values(), batch_size=_AT_ONCE)
    _upsert(User, changed.values(), _PERSON_FIELDS)
    User.objects.filter(pk__in=closed).update(session_epoch=F("session_epoch") + 1)
    return ids | {key: user.pk for key, user in new.items()}


def _write_seats(
    drafts: Sequence[Draft], users: dict[str, int], known: dict[SeatKey, int]
) -> dict[SeatKey, int]:
    """Membership id by key. Ids are taken beforehand, so that a row can point further down."""
    new = [draft for draft in drafts if draft.before is None]
    taken = iter(_next_ids(Membership, len(new)))
    ids = {_key(draft): draft.before.id if draft.before else next(taken) for draft in drafts}
    ids = known | ids  # next approvers may stand outside the file
    rows = {}
    for draft in drafts:
        after = draft.after.but(limit=None)
        if draft.before is not None and draft.before.state.but(limit=None) == after:
            continue
        rows[_key(draft)] = _membership(draft, users, ids)
    new_keys = {_key(draft) for draft in new}
    Membership.objects.bulk_create(
        [row for key, row in rows.items() if key in new_keys], batch_size=_AT_ONCE
    )
    _upsert(Membership, [row for key, row in rows.items() if key not in new_keys], _SEAT_FIELDS)
    return ids


def _key(draft: Draft) -> SeatKey:
    if draft.key is None:
        raise ValueError(f"row {draft.row.number} is not good")
    return draft.key


def _membership(draft: Draft, users: dict[str, int], ids: dict[SeatKey, int]) -> Membership:
    key, after = _key(draft), draft.after
    return Membership(
        pk=ids[key],
        user_id=users[key.person],
        customer_id=key.customer_id,
        is_active=after.is_active,
        next_approver_id=ids[after.next_approver] if after.next_approver else None,
        break_point=after.break_point,
        **{name: getattr(after, name) for name in ROLE_FIELDS},
    )


def _write_limits(drafts: Sequence[Draft], seats: dict[SeatKey, int]) -> None:
    new: list[PurchaseLimit] = []
    changed: list[PurchaseLimit] = []
    gone: list[int] = []
    for draft in drafts:
        before = draft.before.state.limit if draft.before else None
        limit_id = draft.before.limit_id if draft.before else None
        after = draft.after.limit
        if after == before:
            continue
        if after is None:
            gone.append(limit_id or 0)
        else:
            row = _limit(after, seats[_key(draft)], limit_id)
            (new if limit_id is None else changed).append(row)
    PurchaseLimit.objects.filter(pk__in=gone).delete()
    PurchaseLimit.objects.bulk_create(new, batch_size=_AT_ONCE)
    _upsert(PurchaseLimit, changed, _LIMIT_FIELDS)


def _limit(state: LimitState, membership_id: int, limit_id: int | None) -> PurchaseLimit:
    values = {name: getattr(state, name) for name in _LIMIT_FIELDS}
    return PurchaseLimit(pk=limit_id, membership_id=membership_id, **values)


def _upsert(model: type[Model], rows: Iterable[Model], fields: Sequence[str]) -> None:
    """Updates `fields` of rows that exist, all in one statement a batch."""
    names = [field.removesuffix("_id") for field in fields]
    model._default_manager.bulk_create(
        list(rows),
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=names,
    )


def _next_ids(model: type[Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _activate(
    actor: Actor, drafts: Sequence[Draft], users: dict[str, int], progress: Progress
) -> None:
    wanted = {users[draft.person_key] for draft in drafts if draft.sends_activation}
    people = User.objects.filter(pk__in=wanted).order_by("pk")
    for number, user in enumerate(people.iterator(chunk_size=_AT_ONCE), start=1):
        send_activation(actor=actor, user=user)
        if number % 200 == 0:
            progress(number, len(wanted))
