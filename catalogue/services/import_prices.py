"""Price rows from a sheet: what they would change, and the writing. Old rows are only ended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import PriceList, PriceListConnection, PriceRow, Variant
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, PlanRow, Problem
from core.exchange.values import CLEAR
from customers.models import Customer, CustomerGroup, PricingTier, Segment

_BATCH = 1_000
_A_DAY = timedelta(days=1)

# column → (field of PriceListConnection, model, its name for people)
_CONNECTIONS: Mapping[str, tuple[str, Any, str]] = {
    "customer_number": ("customer", Customer, "number"),
    "group": ("group", CustomerGroup, "name"),
    "segment": ("segment", Segment, "name"),
    "tier": ("tier", PricingTier, "name"),
}
_Place = tuple[str, int, int]  # price list's name, variant, from quantity


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass
class PricePlanner:
    """Plans row after row against the lists, goods and connections that the file names."""

    match: HeadingMatch
    variants: Mapping[str, int]
    lists: Mapping[str, int]
    prices: Mapping[_Place, list[PriceRow]]
    connected: Mapping[str, Mapping[str, int]]  # column → name → id
    existing: frozenset[tuple[str, str, int]]  # price list's name, field, id
    today: date = field(default_factory=timezone.localdate)

    @classmethod
    def load(cls, match: HeadingMatch, rows: Sequence[RowValues]) -> "PricePlanner":
        """About ten queries, for any number of rows."""
        names = _texts(rows, "price_list")
        skus = _texts(rows, "article_number")
        lists = dict(PriceList.objects.filter(name__in=names).values_list("name", "pk"))
        variants = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "pk"))
        prices: defaultdict[_Place, list[PriceRow]] = defaultdict(list)
        found = PriceRow.objects.filter(
            price_list__in=lists.values(), variant__in=variants.values()
        ).select_related("price_list")
        for price in found.order_by("valid_from"):
            place = (price.price_list.name, price.variant_id, price.from_quantity)
            prices[place].append(price)
        return cls(
            match,
            variants,
            lists,
            prices,
            {
                column: dict(
                    model.objects.filter(**{f"{key}__in": _names(rows, column)}).values_list(
                        key, "pk"
                    )
                )
                for column, (_field, model, key) in _CONNECTIONS.items()
            },
            frozenset(_existing_connections(lists)),
        )

    def plan(self, rows: Iterable[RowValues]) -> Iterator[PlanRow]:
        for row in rows:
            label = f"{row.values.get('price_list')}: {row.values.get('article_number')}"
            planned = PlanRow(row.number, row.sheet, Action.REFUSED, "", label)
            if row.problems:
                yield planned.refused(*row.problems)
                continue
            try:
                yield self._planned(planned, row)
            except _Refused as refused:
                yield planned.refused(refused.problem)

    def _planned(self, planned: PlanRow, row: RowValues) -> PlanRow:
        sku, name = row.values["article_number"], row.values["price_list"]
        variant_id = self.variants.get(sku)
        if variant_id is None:
            raise self._refuse("article_number", sku, _("There is no such article."))
        quantity = 1 if row.values.get("from_quantity") is None else row.values["from_quantity"]
        if quantity is CLEAR or quantity < 1:
            raise self._refuse("from_quantity", "0", _("A quantity begins at 1."))
        begins = _given(row, "valid_from")
        ends = _given(row, "valid_until")
        if begins and ends and ends < begins:
            raise self._refuse("valid_until", str(ends), _("It ends before it begins."))
        connections = self._connections(row, name)
        day = begins or self.today
        held = self._held(name, variant_id, quantity, day)
        until = self._until(name, variant_id, quantity, day, ends)
        data = {
            "price_list": name,
            "variant": variant_id,
            "from_quantity": quantity,
            "unit_net": str(row.values["price"]),
            "valid_from": day.isoformat(),
            "valid_until": until.isoformat() if until else None,
            "connections": connections,
            "held": held.pk if held else None,
        }
        key = f"{name}|{sku}|{quantity}|{data['valid_from']}"
        planned = replace(planned, key=key, data=data)
        return self._decide(planned, row, held, begins, ends)

    def _decide(
        self,
        planned: PlanRow,
        row: RowValues,
        held: PriceRow | None,
        begins: date | None,
        ends: date | None,
    ) -> PlanRow:
        if held is None:
            return replace(planned, action=Action.CREATE)
        same_start = begins is None or begins == held.valid_from
        same_end = (
            "valid_until" not in row.values
            or row.values["valid_until"] is None
            or (ends == held.valid_until)
        )
        price: Decimal = row.values["price"]
        if held.unit_net == price and same_start and same_end:
            if planned.data["connections"]:
                return replace(planned, action=Action.UPDATE, data=planned.data | {"held": "keep"})
            return replace(planned, action=Action.UNCHANGED, data={})
        label = self._label("price")
        change = Change("unit_net", label, str(held.unit_net), str(price))
        return replace(planned, action=Action.UPDATE, changes=(change,))

    def _held(self, name: str, variant_id: int, quantity: int, day: date) -> PriceRow | None:
        """The row in force on that day, or that begins on it."""
        rows = self.prices.get((name, variant_id, quantity), [])
        return next(
            (
                row
                for row in reversed(rows)
                if row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)
            ),
            None,
        )

    def _until(
        self, name: str, variant_id: int, quantity: int, day: date, ends: date | None
    ) -> date | None:
        """The stated end, or the day before a later row begins if that is sooner."""
        later = [
            row.valid_from - _A_DAY
            for row in self.prices.get((name, variant_id, quantity), [])
            if row.valid_from > day
        ]
        return min([*later, ends] if ends else later, default=None)

    def _connections(self, row: RowValues, name: str) -> list[list[Any]]:
        """[field, id] of the connections that the list does not have yet."""
        missing: list[list[Any]] = []
        for column, (field_name, _model, _key) in _CONNECTIONS.items():
            for asked in _given(row, column) or ():
                found = self.connected[column].get(asked)
                if found is None:
                    raise self._refuse(column, asked, _("There is none by that name or number."))
                if (name, field_name, found) not in self.existing:
                    missing.append([field_name, found])
        return missing

    def _label(self, column: str) -> str:
        found = self.match.sheet.column(column)
        return self.match.label_of(found) if found else column

    def _refuse(self, column: str, value: str, message: str) -> _Refused:
        return _Refused(Problem(self._label(column), value, message))


def write_prices(rows: Sequence[PlanRow]) -> None:
    """End the rows that held, add the new ones, connect the lists. The caller's transaction."""
    lists = _lists(rows)
    held = PriceRow.objects.in_bulk(
        [row.data["held"] for row in rows if isinstance(row.data["held"], int)]
    )
    ended, corrected, new = [], [], []
    for row in rows:
        data = row.data
        if data["held"] == "keep":
            continue
        fresh = PriceRow(
            price_list_id=lists[data["price_list"]],
            variant_id=data["variant"],
            from_quantity=data["from_quantity"],
            unit_net=Decimal(data["unit_net"]),
            valid_from=date.fromisoformat(data["valid_from"]),
            valid_until=date.fromisoformat(data["valid_until"]) if data["valid_until"] else None,
        )
        old = held.get(data["held"])
        if old is not None and old.valid_from == fresh.valid_from:
            # A day holds one price: what began the same day is put right, and history has both.
            old.unit_net, old.valid_until = fresh.unit_net, fresh.valid_until
            corrected.append(old)
            continue
        if old is not None:
            old.valid_until = fresh.valid_from - _A_DAY
            ended.append(old)
        new.append(fresh)
    PriceRow.objects.bulk_update(ended, ["valid_until"], batch_size=_BATCH)
    PriceRow.objects.bulk_update(corrected, ["unit_net", "valid_until"], batch_size=_BATCH)
    PriceRow.objects.bulk_create(new, batch_size=_BATCH)
    _connect(rows, lists)


def _lists(rows: Sequence[PlanRow]) -> dict[str, int]:
    """Every list's id by name; the missing ones are made, valid from their first row's day."""
    begins: dict[str, str] = {}
    for row in rows:
        name, day = row.data["price_list"], row.data["valid_from"]
        begins[name] = min(begins.get(name, day), day)
    for name, day in begins.items():
        PriceList.objects.get_or_create(name=name, defaults={"valid_from": day})
    return dict(PriceList.objects.filter(name__in=begins).values_list("name", "pk"))


def _connect(rows: Sequence[PlanRow], lists: Mapping[str, int]) -> None:
    wanted = {
        (lists[row.data["price_list"]], field_name, pk)
        for row in rows
        for field_name, pk in row.data["connections"]
    }
    PriceListConnection.objects.bulk_create(
        (
            PriceListConnection(price_list_id=list_id, **{f"{field_name}_id": pk})
            for list_id, field_name, pk in sorted(wanted)
        ),
        ignore_conflicts=True,
    )


def _existing_connections(lists: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    names = {pk: name for name, pk in lists.items()}
    fields = [field_name for field_name, _model, _key in _CONNECTIONS.values()]
    for connection in PriceListConnection.objects.filter(price_list__in=names):
        for field_name in fields:
            if (pk := getattr(connection, f"{field_name}_id")) is not None:
                yield names[connection.price_list_id], field_name, pk


def _texts(rows: Iterable[RowValues], column: str) -> set[str]:
    return {value for row in rows if isinstance(value := row.values.get(column), str)}


def _names(rows: Iterable[RowValues], column: str) -> set[str]:
    return {name for row in rows for name in _given(row, column) or ()}


def _given(row: RowValues, column: str) -> Any:
    value = row.values.get(column)
    return None if value is CLEAR else value
