"""An organisation that runs itself keeps an administrator: what a sheet may not take from it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from core.exchange.plan import Caution
from customers.user_import.chains import Chains
from customers.user_import.drafts import Draft, Reading
from customers.user_import.facts import Facts, SeatKey

LEFT_ALONE = "no_administrator"


def keep_administrators(
    drafts: Sequence[Draft], chains: Chains, reading: Reading, facts: Facts
) -> None:
    """Refuses the rows that would leave an organisation without one; staff are only warned.

    Goes on until no more are refused: a refused row may take a new administrator with it.
    """
    while rows := list(_taking_the_last(drafts, chains, facts)):
        for draft in rows:
            if facts.rights.may_leave_it_to_the_shop:
                draft.cautions.append(Caution(LEFT_ALONE, _told(draft)))
            else:
                reading.refuse(
                    draft, chains.column_that_ends(draft, "is_group_admin"), _told(draft)
                )
        if facts.rights.may_leave_it_to_the_shop:
            return
        chains.settle_after(rows)


def _told(draft: Draft) -> str:
    return _("%(name)s is the only administrator. Choose somebody else first.") % {
        "name": draft.email
    }


def _taking_the_last(drafts: Iterable[Draft], chains: Chains, facts: Facts) -> Iterable[Draft]:
    """The good rows that take an administrator from an organisation that has none afterwards."""
    now: dict[str, set[str]] = defaultdict(set)  # people, by organisation
    for key in facts.administrators:
        now[facts.seats[key].customer.organisation].add(key.person)
    left: dict[str, int] = defaultdict(int)
    taking: dict[str, list[Draft]] = defaultdict(list)
    in_file: set[SeatKey] = set()
    for draft in drafts:
        if not draft.is_good or draft.key is None or draft.customer is None:
            continue
        in_file.add(draft.key)
        if chains.administers(draft.key):
            left[draft.customer.organisation] += 1
            continue
        organisation = draft.customer.organisation
        is_closed = not draft.person_after.is_active and draft.person_key in now[organisation]
        if is_closed or draft.key in facts.administrators:
            taking[organisation].append(draft)
    for key in facts.administrators - in_file:
        if chains.administers(key):
            left[facts.seats[key].customer.organisation] += 1
    for organisation, rows in taking.items():
        if not left[organisation]:
            yield from rows
