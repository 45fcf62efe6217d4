"""What a row of a sheet says of an organisation number: may it be right, is it another's? Pure.

It warns and never refuses (P-32).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.exchange.plan import Caution
from customers.org_numbers import bare, org_number_warning

ABOUT = "org_number"  # what such a caution is about begins so
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """A customer that has an organisation number, as a row says it or the shop knows it.

    `name` is how a warning calls it, `group_id` its main group.
    """

    id: int | None  # None = a new customer
    name: str
    country: str
    org_number: str
    group_id: int | None

    @property
    def key(self) -> tuple[str, str]:
        return self.country, bare(self.country, self.org_number)


class OrgNumbers:
    """Who has which number: in the shop, and further up in the file.

    `organisations` are the ids of the groups whose customers are units of one organisation, which
    may share a number.
    """

    def __init__(self, organisations: Collection[int]) -> None:
        self._organisations = organisations
        self._shop: dict[tuple[str, str], list[Holder]] = defaultdict(list)
        self._file: dict[tuple[str, str], list[tuple[int, Holder]]] = defaultdict(list)
        self._given: set[int | None] = set()  # whom the file has given another number

    def know(self, holders: Iterable[Holder]) -> None:
        """Those of the shop; again and again, as parts of the file are read."""
        for holder in holders:
            if holder not in self._shop[holder.key]:
                self._shop[holder.key].append(holder)

    def cautions(self, row_number: int, holder: Holder) -> Iterator[Caution]:
        """About the row that gives `holder` its number; later rows are held against it too."""
        country, number = holder.key
        if not number:
            return
        if warning := org_number_warning(country, holder.org_number):
            yield Caution(f"{ABOUT} {country} {number}", str(warning))
        others = [
            other
            for other in self._shop[holder.key]
            if self._is_apart(holder, other) and other.id not in self._given
        ]
        if others:
            named = ", ".join(other.name for other in others[:_MOST_NAMED])
            words = _("The organisation number is also that of %(names)s.") % {"names": named}
            yield Caution(f"{ABOUT} {sorted(other.id or 0 for other in others)}", words)
        for row, other in self._file[holder.key]:
            if self._is_apart(holder, other):
                words = _("The organisation number is also in row %(number)s.") % {"number": row}
                yield Caution(f"{ABOUT} row {row}", words)
                break
        self._file[holder.key].append((row_number, holder))
        self._given.add(holder.id)

    def _is_apart(self, one: Holder, other: Holder) -> bool:
        is_same = one.id is not None and one.id == other.id
        same_group = one.group_id is not None and one.group_id == other.group_id
        return not is_same and not (same_group and one.group_id in self._organisations)
