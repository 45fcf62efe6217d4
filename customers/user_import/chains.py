"""Next approvers in a sheet: found, in force, inside the border, and never in a loop.

Whoever is named may be somebody further down in the same file, and a row that is refused may
take others with it; so rows are checked until no more are refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from customers.chains import find_loop
from customers.user_import.drafts import Draft, Reading
from customers.user_import.facts import CustomerFact, Facts, SeatKey, SeatState
from customers.user_import.people import settle_person

_NAMED = 5


class Chains:
    """All seats as they will be, and the rows that make them so."""

    def __init__(self, drafts: Sequence[Draft], reading: Reading, facts: Facts) -> None:
        self.drafts = drafts
        self.reading = reading
        self.facts = facts
        self.by_key: dict[SeatKey, Draft] = {}
        self.by_person: dict[str, list[Draft]] = defaultdict(list)
        self.naming: dict[str, list[Draft]] = defaultdict(list)  # by the approver they name
        self.keys_of: dict[str, set[SeatKey]] = defaultdict(set)
        self.below: dict[SeatKey, set[SeatKey]] = defaultdict(set)
        for key, seat in facts.seats.items():
            self.keys_of[key.person].add(key)
            if seat.state.next_approver is not None and seat.state.is_active:
                self.below[seat.state.next_approver].add(key)
        for draft in drafts:
            if not draft.is_good or draft.key is None:
                continue
            self.by_key[draft.key] = draft
            self.by_person[draft.person_key].append(draft)
            self.keys_of[draft.person_key].add(draft.key)
            if email := reading.given(draft, "next_approver"):
                self.naming[email.lower()].append(draft)

    def settle(self) -> None:
        """Refuses every row that cannot stand, and what falls with it."""
        self._settle([draft for draft in self.drafts if draft.is_good])

    def settle_after(self, refused: Iterable[Draft]) -> None:
        """The same, when rows have been refused since for another reason."""
        self._settle(self._touched_by(refused))

    def _settle(self, waiting: list[Draft]) -> None:
        while waiting:
            # One thing after the other for all: who still leans on an approver shows only when
            # every row has found its next.
            for check in (self._find_next, self._check_together, self._check_still_needed):
                for draft in waiting:
                    if draft.is_good:
                        check(draft)
            refused = [draft for draft in waiting if not draft.is_good]
            waiting = self._touched_by(refused) or self._touched_by(self._refuse_loops())

    def _touched_by(self, refused: Iterable[Draft]) -> list[Draft]:
        """The good rows whose answer may be another now that those are refused."""
        found: dict[int, Draft] = {}
        queue = list(refused)
        while queue:
            gone = queue.pop()
            mates = [draft for draft in self.by_person[gone.person_key] if draft.is_good]
            if mates:
                settle_person(mates, self.reading, self.facts)
                queue += [draft for draft in mates if not draft.is_good]
            touched = [*mates, *self.naming[gone.person_key]]
            if gone.before and (left := gone.before.state.next_approver):
                touched += [self.by_key[left]] if left in self.by_key else []
            found.update({id(draft): draft for draft in touched})
        return [draft for draft in found.values() if draft.is_good]

    def _find_next(self, draft: Draft) -> None:
        email: str | None = self.reading.given(draft, "next_approver")
        if email is None or draft.customer is None:
            return
        person = email.lower()
        if person == draft.person_key:
            self._refuse_next(draft, _("Nobody is their own next approver."))
            return
        inside = [key for key in self.keys_of[person] if self._in_border(key, draft.customer)]
        able = [key for key in inside if self._is_able(key)]
        now = draft.before.state.next_approver if draft.before else None
        own = SeatKey(person, draft.customer.id)
        if now is not None and now.person == person:
            # As it stands, also where they can no longer decide: the row changes nothing.
            draft.after = draft.after.but(next_approver=now)
        elif own in able:
            draft.after = draft.after.but(next_approver=own)
        elif len(able) == 1:
            draft.after = draft.after.but(next_approver=able[0])
        elif able:
            self._refuse_next(
                draft, _("This person approves at several customers. Choose on the user's card.")
            )
        else:
            self._refuse_next(draft, self._why_not(person, inside))

    def _why_not(self, person: str, inside: Sequence[SeatKey]) -> str:
        refused = [d for d in self.drafts if d.person_key == person and not d.is_good]
        if refused:
            number = refused[0].row.number
            return _("This person's own row, %(number)s, is refused.") % {"number": number}
        if not self.keys_of[person] and person not in self.facts.people:
            return _("Nobody has this e-mail address, in the shop or in the file.")
        if not inside:
            return _("This person does not belong to the same organisation.")
        if not any(self._state(key).is_approver for key in inside):
            return _("This person has no approval right.")
        return _("This person is inactive.")

    def _customer(self, key: SeatKey) -> CustomerFact | None:
        draft = self.by_key.get(key)
        if draft is not None and draft.is_good:
            return draft.customer
        seat = self.facts.seats.get(key)
        return seat.customer if seat else None

    def _in_border(self, key: SeatKey, customer: CustomerFact) -> bool:
        other = self._customer(key)
        return other is not None and other.organisation == customer.organisation

    def _is_able(self, key: SeatKey) -> bool:
        """Whether that seat may approve once the file is applied."""
        state, customer = self._state(key), self._customer(key)
        in_force = state.is_active and customer is not None and customer.is_active
        return state.is_approver and in_force and self._person_is_active(key.person)

    def administers(self, key: SeatKey) -> bool:
        """Whether that seat administers its organisation once the file is applied."""
        state = self._state(key)
        if not (state.is_active and state.is_group_admin):
            return False
        is_named = key.person in self.by_person or key.person in self.facts.people
        return self._person_is_active(key.person) if is_named else key in self.facts.administrators

    def _state(self, key: SeatKey) -> SeatState:
        draft = self.by_key.get(key)
        if draft is not None and draft.is_good:
            return draft.after
        seat = self.facts.seats.get(key)
        return seat.state if seat else SeatState(is_active=False)

    def _person_is_active(self, person: str) -> bool:
        for draft in self.by_person.get(person, ()):
            if draft.is_good:
                return draft.person_after.is_active
        fact = self.facts.people.get(person)
        return fact is not None and fact.state.is_active

    def _check_together(self, draft: Draft) -> None:
        """Next approver and break point: both or neither."""
        after = draft.after
        if after.next_approver is not None and after.break_point is None:
            message = _("A next approver needs a break point; 0 = every order is approved.")
            self.reading.refuse(draft, "break_point", message)
        elif after.next_approver is None and after.break_point is not None:
            self._refuse_next(draft, _("A break point needs a next approver."))

    def _check_still_needed(self, draft: Draft) -> None:
        """An approver does not stop being one while others have nobody else (C15)."""
        if draft.before is None or draft.key is None:
            return
        if not _was_able(draft) or self._is_able(draft.key):
            return
        left = sorted(
            key.person
            for key in self.below[draft.key]
            if self._state(key).next_approver == draft.key and self._state(key).is_active
        )
        if not left:
            return
        message = _("Still next approver for %(people)s. Give them somebody else in the file.")
        people = ", ".join(left[:_NAMED]) + (" …" if len(left) > _NAMED else "")
        column = self.column_that_ends(draft, "is_approver")
        self.reading.refuse(draft, column, message % {"people": people})

    def column_that_ends(self, draft: Draft, right: str) -> str:
        """The column by which a row takes that right away."""
        if not draft.person_after.is_active:
            return "active"
        return "connected" if not draft.after.is_active else right

    def _refuse_loops(self) -> list[Draft]:
        """Refuses the file's rows in every loop, naming the rows; returns those refused."""
        refused: list[Draft] = []
        while loop := self._loop():
            rows = [self.by_key[key] for key in loop if self._sets_next(key)]
            if not rows:
                break  # a loop that was there before; not this file's doing
            numbers = ", ".join(str(draft.row.number) for draft in rows)
            names = " → ".join(key.person for key in (*loop, loop[0]))
            for draft in rows:
                message = _("Rows %(rows)s close a loop: %(names)s.")
                self._refuse_next(draft, message % {"rows": numbers, "names": names})
            refused += rows
        return refused

    def _sets_next(self, key: SeatKey) -> bool:
        draft = self.by_key.get(key)
        if draft is None or not draft.is_good:
            return False
        before = draft.before.state.next_approver if draft.before else None
        return draft.after.next_approver != before

    def _loop(self) -> list[SeatKey] | None:
        keys = list(dict.fromkeys([*self.facts.seats, *self.by_key]))
        numbers = {key: number for number, key in enumerate(keys)}
        links: dict[int, int | None] = {}
        for key in keys:
            above = self._state(key).next_approver
            links[numbers[key]] = numbers.get(above) if above is not None else None
        loop = find_loop(links)
        return [keys[number] for number in loop] if loop else None

    def _refuse_next(self, draft: Draft, message: str) -> None:
        self.reading.refuse(draft, "next_approver", message)


def _was_able(draft: Draft) -> bool:
    """Whether the seat could approve before the file: as `_is_able` asks of it afterwards."""
    seat = draft.before
    if seat is None or not (seat.state.is_approver and seat.state.is_active):
        return False
    return seat.customer.is_active and (draft.person is None or draft.person.state.is_active)
