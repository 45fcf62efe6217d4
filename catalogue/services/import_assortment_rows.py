"""The first reading of a sheet of agreements: each row checked, and what all say of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Assortment, AssortmentItem
from catalogue.services.import_base import RowRefused, refuse, texts, windows
from catalogue.services.import_buyers import Buyer, Buyers
from catalogue.services.import_facts import variant_ids_by_sku
from catalogue.services.import_spool import Spool
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, PlanRow
from core.exchange.values import CLEAR
from core.imports.contract import FileRows

_OF_AGREEMENT = ("valid_from", "valid_until", "discounts_apply")


class Item(NamedTuple):
    """An article in an agreement, as it is in the shop."""

    pk: int
    price: Decimal | None
    is_free: bool


class Draft(NamedTuple):
    """A row that can be used. `is_free` None = it does not say."""

    number: int
    name: str
    sku: str
    variant_id: int
    item: Item | None
    removes: bool
    says_price: bool
    price: Decimal | None
    is_free: bool | None
    buyers: list[Buyer]


@dataclass
class Reading:
    """What is known after the first reading.

    `said`: by agreement and column, what its rows say of it and which row said so first.
    """

    match: HeadingMatch
    buyers: Buyers
    agreements: dict[str, Assortment] = field(default_factory=dict)  # those that the shop has
    said: dict[str, dict[str, tuple[Any, int]]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _first: dict[tuple[str, str], int] = field(default_factory=dict)

    def read(self, file: FileRows, spool: "Spool[Draft | PlanRow]") -> int:
        """Checks every row; how many there are."""
        count = 0
        for some in windows(file.rows):
            spool.put(list(self._checked(some)))
            count += len(some)
        return count

    def _checked(self, rows: list[RowValues]) -> Iterator[Draft | PlanRow]:
        variants = variant_ids_by_sku(texts(rows, "article_number"))
        if new := texts(rows, "assortment") - self._asked:
            self.agreements |= {each.name: each for each in Assortment.objects.filter(name__in=new)}
            self._asked |= new
        self.buyers.look_up(rows)
        items = self._items(set(variants.values()))
        for row in rows:
            name, sku = row.values.get("assortment") or "", row.values.get("article_number") or ""
            try:
                yield self._draft(row, name, sku, variants, items)
            except RowRefused as refused:
                problems = row.problems or (refused.problem,)
                key, label = f"{name}|{sku}", f"{name}: {sku}"
                yield PlanRow(row.number, row.sheet, Action.REFUSED, key, label, problems=problems)

    def _items(self, variant_ids: set[int]) -> dict[tuple[int, int], Item]:
        """By agreement and variant. One query."""
        rows = AssortmentItem.objects.filter(
            assortment__in=[each.pk for each in self.agreements.values()], variant__in=variant_ids
        )
        return {
            (assortment_id, variant_id): Item(pk, price, is_free)
            for assortment_id, variant_id, pk, price, is_free in rows.values_list(
                "assortment_id", "variant_id", "pk", "contract_price_net", "is_free"
            )
        }

    def _draft(
        self,
        row: RowValues,
        name: str,
        sku: str,
        variants: Mapping[str, int],
        items: Mapping[tuple[int, int], Item],
    ) -> Draft:
        """Raises RowRefused."""
        first = self._first.setdefault((name, sku), row.number)
        if row.problems:
            raise RowRefused(row.problems[0])
        if first != row.number:
            message = _("The same is already in row %(number)s.") % {"number": first}
            raise refuse(self.match, "article_number", f"{name}: {sku}", message)
        variant_id = variants.get(sku)
        if variant_id is None:
            raise refuse(self.match, "article_number", sku, _("There is no such article."))
        buyers = self.buyers.of(row)
        self._agree(row, name)
        agreement = self.agreements.get(name)
        item = items.get((agreement.pk, variant_id)) if agreement else None
        price, free = row.values.get("contract_price"), row.values.get("free")
        return Draft(
            row.number,
            name,
            sku,
            variant_id,
            item,
            row.values.get("remove") is True,
            price is not None,
            None if price is CLEAR else price,
            False if free is CLEAR else free,
            buyers,
        )

    def _agree(self, row: RowValues, name: str) -> None:
        """Rows of one agreement may not contradict each other; RowRefused if this one does."""
        said = dict(self.said.get(name, {}))
        for column in _OF_AGREEMENT:
            value = row.values.get(column)
            if value is None:
                continue
            earlier, number = said.setdefault(column, (value, row.number))
            if earlier != value:
                message = _("Row %(number)s says “%(other)s” of the same agreement.")
                other = "[clear]" if earlier is CLEAR else earlier
                raise refuse(
                    self.match, column, str(value), message % {"number": number, "other": other}
                )
        if said.get("valid_from", (None, 0))[0] is CLEAR:
            raise refuse(self.match, "valid_from", "", _("This cannot be cleared."))
        self._refuse_backwards(said, name)
        if said:
            self.said[name] = said

    def _refuse_backwards(self, said: Mapping[str, tuple[Any, int]], name: str) -> None:
        now = self.agreements.get(name)
        begins = now.valid_from if now else timezone.localdate()
        ends = now.valid_until if now else None
        begins = said["valid_from"][0] if "valid_from" in said else begins
        ends = said["valid_until"][0] if "valid_until" in said else ends
        if ends is not None and ends is not CLEAR and ends < begins and said:
            raise refuse(
                self.match, "valid_until", str(ends), _("The last day is before the first.")
            )
