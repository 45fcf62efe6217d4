"""A row on its way to a plan: what it says, what it concerns, and what is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Caution, Problem
from core.exchange.sheet import Column
from core.exchange.values import CLEAR
from core.money import format_amount
from customers.user_import.facts import (
    CustomerFact,
    Facts,
    PersonFact,
    PersonState,
    SeatFact,
    SeatKey,
    SeatState,
)


@dataclass(slots=True)
class Draft:
    """`before` is the membership as it is, None for a new one; `after` what the row makes of it.

    `person_after` is what all the person's rows say together.
    """

    row: RowValues
    email: str
    customer: CustomerFact | None
    key: SeatKey | None
    person: PersonFact | None
    before: SeatFact | None
    after: SeatState = field(default_factory=SeatState)
    person_after: PersonState = field(default_factory=PersonState)
    sends_activation: bool = False
    problems: list[Problem] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.problems

    @property
    def person_key(self) -> str:
        return self.email.lower()


class Reading:
    """The sheet's columns with the headings of this very file, for problems that name them."""

    def __init__(self, match: HeadingMatch) -> None:
        self.match = match
        self.columns: dict[str, Column[Any]] = {
            column.key: column for column in match.sheet.columns
        }

    def label(self, key: str) -> str:
        return self.match.label_of(self.columns[key])

    def says(self, draft: Draft, key: str) -> bool:
        """Whether the row gives or clears that column."""
        return draft.row.values.get(key) is not None

    def needs(self, key: str) -> bool:
        """Whether somebody new must have it."""
        column = self.columns.get(key)
        return column is not None and column.needed_to_create

    def given(self, draft: Draft, key: str) -> Any:
        return draft.row.given(self.columns[key])

    def clears(self, draft: Draft, key: str) -> bool:
        return draft.row.clears(self.columns[key])

    def problem(self, draft: Draft, key: str, message: str) -> Problem:
        return Problem(self.label(key), written(draft.row.values.get(key)), message)

    def refuse(self, draft: Draft, key: str, message: str) -> None:
        draft.problems.append(self.problem(draft, key, message))


def written(value: Any) -> str:
    """A value as the sheet might hold it, for a problem."""
    if value is None:
        return ""
    if value is CLEAR:
        return str(CLEAR.value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(value, "as_tuple"):
        return format_amount(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def drafts_of(rows: Iterable[RowValues], reading: Reading, facts: Facts) -> Iterator[Draft]:
    """Every row with whom and what it concerns. The second row of a key is refused."""
    first_rows: dict[SeatKey, int] = {}
    for row in rows:
        email = str(row.values.get("email") or "")
        number = str(row.values.get("customer_number") or "")
        customer = facts.customers.get(number.lower())
        key = SeatKey(email.lower(), customer.id) if email and customer else None
        draft = Draft(
            row=row,
            email=email,
            customer=customer,
            key=key,
            person=facts.people.get(email.lower()),
            before=facts.seats.get(key) if key else None,
            problems=list(row.problems),
        )
        if number and customer is None:
            reading.refuse(draft, "customer_number", _no_customer(facts))
        elif not number and email and draft.person is None:
            reading.refuse(draft, "customer_number", _("A new person needs a customer."))
        if draft.person is not None and draft.person.belongs == "stranger":
            reading.refuse(draft, "email", _("This person is no customer's of your sales teams."))
        if key is not None and key in first_rows:
            message = _("This person and customer are already in row %(number)s.")
            reading.refuse(draft, "email", message % {"number": first_rows[key]})
        elif key is not None:
            first_rows[key] = row.number
        yield draft


def _no_customer(facts: Facts) -> str:
    if facts.rights.is_of_team:
        return _("Your sales teams have no customer with this number.")
    if facts.rights.is_inside_only:
        return _("Your organisation has no customer with this number.")
    return _("There is no customer with this number.")
