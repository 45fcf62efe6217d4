"""Which memberships cannot go back to how they were before an import: the chain would break."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from customers.chains import find_loop

_SEAT = "customers.membership"


def unfit_seats(
    rows: Iterable[tuple[Any, ...]], put_back: Collection[int]
) -> Mapping[tuple[str, int], Text]:
    """`rows` as `selectors.user_import.seats_of` gives them, after the undo; all of `put_back`."""
    seats = {row[0]: row for row in rows}
    links = {pk: row[5] for pk, row in seats.items() if row[3]}
    found: dict[tuple[str, int], Text] = {}
    while loop := find_loop(links):
        ours = [pk for pk in loop if pk in put_back]
        for pk in ours:
            found[_SEAT, pk] = _("Going back would close a loop of approvers.")
        for pk in ours or loop:
            links[pk] = None
    for pk, above in links.items():
        if above is None or _may_approve(seats.get(above)):
            continue
        if pk in put_back:
            found[_SEAT, pk] = _("The next approver of then cannot approve any more.")
        elif above in put_back:
            found[_SEAT, above] = _("Others have this person as next approver since.")
    return found


def _may_approve(seat: tuple[Any, ...] | None) -> bool:
    if seat is None:
        return False
    _pk, _user, _customer, is_active, is_approver, _next, person_active, _email, company, *_rest = (
        seat
    )
    return bool(is_active and is_approver and person_active and company)
