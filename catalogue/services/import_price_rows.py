"""The first reading of a sheet of prices: each row checked, and which price it would follow."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import PriceList, PriceRow
from catalogue.services.import_base import RowRefused, refuse, texts, windows
from catalogue.services.import_buyers import Buyer, Buyers
from catalogue.services.import_facts import variant_ids_by_sku
from catalogue.services.import_spool import Spool
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, PlanRow
from core.exchange.values import CLEAR
from core.imports.contract import FileRows

Place = tuple[str, int, int]  # price list's name, variant, from quantity


class Standing(NamedTuple):
    """A price row of the shop."""

    pk: int
    unit_net: Decimal | None
    valid_from: date
    valid_until: date | None


class Draft(NamedTuple):
    """A row that can be used. `ends` is what it states, `keeps_end` that it states nothing.

    `held` is the shop's row in force on that day, `next_start` the day its next one begins.
    """

    number: int
    sku: str
    place: Place
    price: Decimal
    day: date
    ends: date | None
    keeps_end: bool
    held: Standing | None
    next_start: date | None
    is_same: bool
    buyers: list[Buyer]

    @property
    def corrects(self) -> bool:
        """A day holds one price: what began the same day is put right."""
        return self.held is not None and self.held.valid_from == self.day


@dataclass
class Reading:
    """What is known after the first reading: where and when the file begins a price."""

    match: HeadingMatch
    buyers: Buyers
    today: date = field(default_factory=timezone.localdate)
    lists: dict[str, int] = field(default_factory=dict)  # those that the shop has
    starts: defaultdict[Place, list[date]] = field(default_factory=lambda: defaultdict(list))
    list_starts: dict[str, date] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _first: dict[tuple[str, str, int, date], int] = field(default_factory=dict)

    def read(self, file: FileRows, spool: "Spool[Draft | PlanRow]") -> int:
        """Checks every row; how many there are."""
        count = 0
        for some in windows(file.rows):
            spool.put(list(self._checked(some)))
            count += len(some)
        return count

    def _checked(self, rows: list[RowValues]) -> Iterator[Draft | PlanRow]:
        variants = variant_ids_by_sku(texts(rows, "article_number"))
        self._look_up_lists(texts(rows, "price_list"))
        self.buyers.look_up(rows)
        standing = self._standing(set(variants.values()))
        for row in rows:
            try:
                yield self._draft(row, variants, standing)
            except RowRefused as refused:
                label = f"{row.values.get('price_list')}: {row.values.get('article_number')}"
                problems = row.problems or (refused.problem,)
                yield PlanRow(row.number, row.sheet, Action.REFUSED, "", label, problems=problems)

    def _look_up_lists(self, names: set[str]) -> None:
        if new := names - self._asked:
            found = PriceList.objects.filter(name__in=new).order_by()
            self.lists.update(found.values_list("name", "pk"))
            self._asked |= new

    def _standing(self, variant_ids: set[int]) -> Mapping[tuple[int, int, int], list[Standing]]:
        """The lists' rows for these variants, in the order of their days."""
        found: defaultdict[tuple[int, int, int], list[Standing]] = defaultdict(list)
        if self.lists and variant_ids:
            rows = PriceRow.objects.filter(
                price_list__in=self.lists.values(), variant__in=variant_ids
            ).order_by("valid_from")
            for list_id, variant_id, quantity, *row in rows.values_list(
                "price_list_id", "variant_id", "from_quantity", *Standing._fields
            ):
                found[list_id, variant_id, quantity].append(Standing(*row))
        return found

    def _draft(
        self,
        row: RowValues,
        variants: Mapping[str, int],
        standing: Mapping[tuple[int, int, int], list[Standing]],
    ) -> Draft:
        """Raises RowRefused."""
        if row.problems:
            raise RowRefused(row.problems[0])
        values = row.values
        sku, name = values["article_number"], values["price_list"]
        variant_id = variants.get(sku)
        if variant_id is None:
            raise refuse(self.match, "article_number", sku, _("There is no such article."))
        quantity = 1 if values.get("from_quantity") is None else values["from_quantity"]
        if quantity is CLEAR or quantity < 1:
            raise refuse(self.match, "from_quantity", "0", _("A quantity begins at 1."))
        begins, ends = _day(row, "valid_from"), _day(row, "valid_until")
        if begins and ends and ends < begins:
            raise refuse(self.match, "valid_until", str(ends), _("It ends before it begins."))
        buyers = self.buyers.of(row)
        day = begins or self.today
        place = (name, variant_id, quantity)
        self._refuse_second(row, (name, sku, quantity, day))
        here = standing.get((self.lists.get(name, 0), variant_id, quantity), ())
        held = next((each for each in reversed(here) if _holds(each, day)), None)
        keeps_end = values.get("valid_until") is None
        price: Decimal = values["price"]
        is_same = (
            held is not None
            and held.unit_net == price
            and (begins is None or begins == held.valid_from)
            and (keeps_end or ends == held.valid_until)
        )
        if not is_same:
            insort(self.starts[place], day)
        self.list_starts[name] = min(self.list_starts.get(name, day), day)
        later = min((each.valid_from for each in here if each.valid_from > day), default=None)
        return Draft(
            row.number, sku, place, price, day, ends, keeps_end, held, later, is_same, buyers
        )

    def _refuse_second(self, row: RowValues, key: tuple[str, str, int, date]) -> None:
        first = self._first.setdefault(key, row.number)
        if first != row.number:
            message = _("The same is already in row %(number)s.") % {"number": first}
            raise refuse(self.match, "article_number", f"{key[0]}: {key[1]}", message)


def _holds(row: Standing, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)


def _day(row: RowValues, column: str) -> date | None:
    value = row.values.get(column)
    return value if isinstance(value, date) else None
