"""The columns of one membership: roles and purchase limit. The chain is in `chains`."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.exchange.values import CLEAR
from customers.periods import Recurrence
from customers.user_import.drafts import Draft, Reading
from customers.user_import.facts import ROLE_FIELDS, LimitState, Options, SeatState

_NEW = SeatState()
_LIMIT_COLUMNS = ("limit_amount", "limit_from", "limit_to", "limit_renewed")


def shape_seat(draft: Draft, reading: Reading, options: Options, today: date) -> None:
    """Sets `draft.after` to what the row makes of the membership, all but the next approver."""
    values = draft.row.values
    before = draft.before.state if draft.before else _NEW
    said = _roles(values)
    for column, name in (("connected", "is_active"), ("break_point", "break_point")):
        if (value := values.get(column)) is not None:
            said[name] = None if value is CLEAR else value
    if said.get("is_active", True) is None:
        said["is_active"] = False
    elif draft.before is None:
        said.setdefault("is_active", True)
    if values.get("next_approver") is CLEAR:
        said["next_approver"] = None
        if "break_point" not in said:
            said["break_point"] = None
    limit = _limit(draft, reading, options, today, before.limit)
    if limit != before.limit:
        said["limit"] = limit
    draft.after = before._replace(**said) if said else before
    if draft.before is not None and draft.before.is_guests and draft.after.is_active:
        reading.refuse(
            draft, "connected", _("This was ordered as a guest, and waits for the address.")
        )
    draft.sends_activation = _sends_activation(draft, reading, options)


def _roles(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    words = values.get("role")
    if words is not None and words is not CLEAR:
        found["is_buyer"] = "looker" not in words
        found["is_approver"] = "approver" in words
        found["is_group_admin"] = "administrator" in words
    for name in ROLE_FIELDS:
        if (value := values.get(name)) is not None:
            found[name] = False if value is CLEAR else value
    return found


def _sends_activation(draft: Draft, reading: Reading, options: Options) -> bool:
    """Only to people without a password; to those who are not new only when the row says so."""
    if not draft.person_after.is_active:
        return False
    said: bool | None = reading.given(draft, "send_activation")
    if draft.person is None:
        return options.send_activation if said is None else said
    return bool(said) and not draft.person.has_password


def _limit(
    draft: Draft, reading: Reading, options: Options, today: date, before: LimitState | None
) -> LimitState | None:
    values = draft.row.values
    if not any(column in values for column in _LIMIT_COLUMNS):
        return before
    if reading.clears(draft, "limit_amount"):
        return None
    amount: Decimal | None = reading.given(draft, "limit_amount")
    if amount is None and before is None:
        if any(reading.given(draft, column) is not None for column in _LIMIT_COLUMNS):
            reading.refuse(draft, "limit_amount", _("A period needs an amount."))
        return None
    if amount is None and before is not None:
        amount = before.amount
    return _with_period(draft, reading, options, today, before, amount or Decimal(0))


def _with_period(
    draft: Draft,
    reading: Reading,
    options: Options,
    today: date,
    before: LimitState | None,
    amount: Decimal,
) -> LimitState | None:
    starts: date | None = reading.given(draft, "limit_from")
    ends: date | None = reading.given(draft, "limit_to")
    renewed: str = reading.given(draft, "limit_renewed") or ""
    if ends and renewed:
        message = _("A limit has an end date or is renewed, not both.")
        reading.refuse(draft, "limit_renewed", message)
        return before
    if before is not None:
        starts = starts or before.starts_on
        if not ends and not renewed:
            ends = None if reading.clears(draft, "limit_to") else before.ends_on
            renewed = "" if reading.clears(draft, "limit_renewed") else before.recurrence
    elif options.limit_renewed and not (starts or ends or renewed):
        starts, renewed = today.replace(day=1), Recurrence(options.limit_renewed).value
    if starts is None:
        reading.refuse(draft, "limit_from", _("Write from which day the limit holds."))
        return before
    if not ends and not renewed:
        message = _("Write the last day of the limit, or how it is renewed.")
        reading.refuse(draft, "limit_to", message)
        return before
    if ends and ends < starts:
        reading.refuse(draft, "limit_to", _("The last day cannot be before the first."))
        return before
    outside = before.outside if before else "block"
    return LimitState(amount, starts, ends, renewed, outside)
