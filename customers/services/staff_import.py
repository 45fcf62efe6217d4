"""What the imports of customers, groups, segments and addresses have in common."""

from collections.abc import Iterable, Iterator, Sequence

from core.exchange.matching import RowValues
from core.imports.contract import Importer, Progress
from core.reasons import ALLOWED, Verdict
from customers.access import Perm
from customers.actors import Actor
from customers.models import Customer, CustomerGroup
from customers.policies import NO_RIGHT, may_change_customers
from customers.selectors.customer_import import among

_AT_ONCE = 2_000


class StaffImport(Importer[Actor]):
    """Only staff who may import; one who may not change customers has every row refused."""

    def may(self) -> Verdict:
        return ALLOWED if self.actor.has(Perm.STAFF_IMPORT) else NO_RIGHT

    def why_not(self) -> str:
        """Why this person's rows are refused, "" when they are not."""
        return str(may_change_customers(self.actor).reason)


def parts_of(rows: Sequence[RowValues], progress: Progress) -> Iterator[Sequence[RowValues]]:
    """Two thousand at a time, told as they are done."""
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
        progress(min(start + _AT_ONCE, len(rows)), len(rows))


def texts_in(rows: Iterable[RowValues], key: str) -> set[str]:
    """Every text that the rows hold in that column."""
    return {value for row in rows if isinstance(value := row.values.get(key), str)}


def lock_rows(model: type[Customer] | type[CustomerGroup], ids: Iterable[int]) -> None:
    """In id order, groups always before customers, so that two locks never wait on each other.

    NO KEY: rows that merely point here can still be written.
    """
    wanted = sorted(set(ids))
    if wanted:
        rows = model._default_manager.filter(pk__in=among(wanted)).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
