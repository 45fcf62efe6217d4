"""The personal columns: one person may stand in several rows, and those may not disagree."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.exchange.values import CLEAR
from customers.field_rules import USERS
from customers.user_import.drafts import Draft, Reading, written
from customers.user_import.facts import Facts, PersonState, Rights

# Column → field of PersonState.
PERSONAL = {
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "phone",
    "language": "language",
    "active": "is_active",
    "title": "title",
    "birthday": "birthday",
}
_DEFAULTS = PersonState()._asdict()


def settle_person(drafts: Sequence[Draft], reading: Reading, facts: Facts) -> None:
    """Gives the person's rows their common `person_after`, or refuses those that disagree."""
    if len(drafts) > 1:
        _refuse_disagreement(drafts, reading)
    good = [draft for draft in drafts if draft.is_good]
    if not good:
        return
    person = good[0].person
    after = person.state if person else PersonState()
    for draft in good:
        after = _said_by(draft.row.values, after)
    for draft in good:
        draft.person_after = after
        _check(draft, reading, facts.rights)
        if draft.is_good:
            _hold_to_rules(draft, reading, facts)


def _hold_to_rules(draft: Draft, reading: Reading, facts: Facts) -> None:
    """A cell that the field rules of the row's customer do not let stand refuses its row."""
    rules = facts.rules.get(draft.customer.id) if draft.customer else None
    if rules is None:
        return
    stood = draft.person.state._asdict() if draft.person else None
    for broken in rules.broken_by(USERS, stood, draft.person_after._asdict()):
        if broken.name in reading.columns:
            reading.refuse(draft, broken.name, str(broken.reason))


def _said_by(values: Mapping[str, Any], before: PersonState) -> PersonState:
    found: dict[str, Any] = {}
    for column, name in PERSONAL.items():
        value = values.get(column)
        if value is not None:
            found[name] = _DEFAULTS[name] if value is CLEAR else value
    return before._replace(**found) if found else before


def _check(draft: Draft, reading: Reading, rights: Rights) -> None:
    after = draft.person_after
    if draft.person is None:
        for column, name in PERSONAL.items():
            if reading.needs(column) and not getattr(after, name):
                reading.refuse(draft, column, _("This is needed for a new person."))
    elif draft.person.is_staff and draft.person.state.is_active and not after.is_active:
        reading.refuse(
            draft, "active", _("This person is staff. Make them inactive on their own card.")
        )
    elif draft.person.state != after and (why := _why_not(draft, rights)):
        for column, name in PERSONAL.items():
            if getattr(draft.person.state, name) != getattr(after, name):
                reading.refuse(draft, column, why)


def _why_not(draft: Draft, rights: Rights) -> str:
    """Why the personal columns of somebody who exists may not be changed by whoever imports."""
    person = draft.person
    if person is None:
        return ""
    if draft.person_key == rights.own:
        return "" if draft.person_after.is_active else _("Nobody makes themselves inactive.")
    if person.is_staff and not rights.changes_staff:
        return _("You have no right to change this person.")
    if rights.is_inside_only and person.belongs != "inside":
        return _("This person also belongs elsewhere. Only they or the shop change this.")
    return ""


def _refuse_disagreement(drafts: Sequence[Draft], reading: Reading) -> None:
    for column in PERSONAL:
        saying = [draft for draft in drafts if draft.is_good and reading.says(draft, column)]
        values = {draft.row.values[column] for draft in saying}
        if len(values) < 2:
            continue
        for draft in saying:
            other = next(d for d in saying if d.row.values[column] != draft.row.values[column])
            value = other.row.values[column]
            message = _(
                "Row %(number)s says “%(value)s” about the same person. Make the rows equal."
            ) % {
                "number": other.row.number,
                "value": written(value) if value is not CLEAR else CLEAR.value,
            }
            reading.refuse(draft, column, message)
