"""Price rows from a spreadsheet (`catalogue.sheets.price_sheet`). Old rows are only ended."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from catalogue.models import PriceList, PriceListConnection, PriceRow
from catalogue.services.import_base import GoodsImporter
from catalogue.services.import_buyers import Buyers
from catalogue.services.import_price_rows import Draft, Reading, Standing
from catalogue.services.import_spool import Spool
from catalogue.sheets import PRICES, price_sheet
from core.exchange.plan import Action, Change, Edit, PlanRow
from core.exchange.sheet import Sheet
from core.imports.contract import FileRows, Progress
from core.imports.new_ids import NewIds

_LIST = PriceList._meta.label_lower
_ROW = PriceRow._meta.label_lower
_CONNECTION = PriceListConnection._meta.label_lower
_A_DAY = timedelta(days=1)
_COLUMNS = {
    "customer_number": "customer_id",
    "group": "group_id",
    "segment": "segment_id",
    "tier": "tier_id",
}


class PriceImport(GoodsImporter):
    """One row = one unit price from a quantity, in a list that is connected to whom it is for.

    A changed price ends the row that held before it, so a past day's price can still be told.
    """

    name = PRICES
    models = (PriceList, PriceRow, PriceListConnection)

    def sheet(self) -> Sheet:
        return price_sheet(self.currency)

    def lock(self, keys: Mapping[str, Any]) -> None:
        lists = PriceList.objects.filter(pk__in=keys.get("lists", ())).order_by("pk")
        list(lists.select_for_update(no_key=True).values_list("pk", flat=True))

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        lists = keys.get("lists", ())
        return (
            PriceList.objects.filter(pk__in=lists).values_list("pk", "name"),
            PriceRow.objects.filter(price_list__in=lists).values_list(
                "pk", "variant_id", "from_quantity", "valid_from", "valid_until"
            ),
            PriceListConnection.objects.filter(price_list__in=lists).values_list(
                "price_list_id", *_COLUMNS.values()
            ),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        reading = Reading(file.match, Buyers(file.match))
        with Spool[Draft | PlanRow]() as spool:
            count = reading.read(file, spool)
            self.keys["lists"] = sorted(reading.lists.values())
            planner = _Planner(reading, self.ids, file.sheet_name)
            done = 0
            for drafts in spool.take():
                for draft in drafts:
                    yield planner.row(draft) if isinstance(draft, Draft) else draft
                done += len(drafts)
                progress(done, count)


class _Planner:
    def __init__(self, reading: Reading, ids: NewIds, sheet_name: str) -> None:
        self.reading = reading
        self.ids = ids
        self.sheet_name = sheet_name
        self._made: dict[str, int] = {}
        self._connected = _connections(reading.lists.values())

    def row(self, draft: Draft) -> PlanRow:
        edits: list[Edit] = []
        changes: list[Change] = []
        list_id = self._list(draft.place[0], edits)
        is_new = draft.held is None
        if not draft.is_same:
            self._price(draft, list_id, edits, changes)
        self._connect(draft, list_id, edits, changes)
        action = Action.CREATE if is_new else Action.UPDATE
        name, _variant_id, quantity = draft.place
        return PlanRow(
            draft.number,
            self.sheet_name,
            action if edits else Action.UNCHANGED,
            f"{name}|{draft.sku}|{quantity}|{draft.day.isoformat()}",
            f"{name}: {draft.sku}",
            changes=tuple(changes),
            edits=tuple(edits),
        )

    def _list(self, name: str, edits: list[Edit]) -> int:
        """A new one is valid from the first day that the file speaks of."""
        found = self.reading.lists.get(name) or self._made.get(name)
        if found is None:
            found = self._made[name] = self.ids.next(PriceList)
            begins = self.reading.list_starts[name].isoformat()
            edits.append(Edit(_LIST, found, None, {"name": name, "valid_from": begins}))
        return found

    def _price(self, draft: Draft, list_id: int, edits: list[Edit], changes: list[Change]) -> None:
        starts = self.reading.starts[draft.place]
        until = self._until(draft, starts)
        held = draft.held
        if held is not None and draft.corrects:
            self._correct(draft, held, until, edits, changes)
            return
        if held is not None and not _begins_between(starts, held.valid_from, draft.day):
            before = {"valid_until": _iso(held.valid_until)}
            after = {"valid_until": _iso(draft.day - _A_DAY)}
            edits.append(Edit(_ROW, held.pk, before, after))
        _name, variant_id, quantity = draft.place
        row = {
            "price_list_id": list_id,
            "variant_id": variant_id,
            "from_quantity": quantity,
            "unit_net": str(draft.price),
            "valid_from": draft.day.isoformat(),
        }
        if until is not None:
            row["valid_until"] = until.isoformat()
        edits.append(Edit(_ROW, self.ids.next(PriceRow), None, row))
        old_price = None if held is None or held.unit_net is None else str(held.unit_net)
        old_day = None if held is None else _iso(held.valid_from)
        changes.append(Change("price", old_price, str(draft.price)))
        changes.append(Change("valid_from", old_day, draft.day.isoformat()))
        if until is not None:
            changes.append(Change("valid_until", None, until.isoformat()))

    def _until(self, draft: Draft, starts: list[date]) -> date | None:
        """The stated end, or the day before a later price begins if that is sooner."""
        ends = draft.ends
        if draft.keeps_end and draft.corrects and draft.held is not None:
            ends = draft.held.valid_until
        place = bisect_right(starts, draft.day)
        later = starts[place] if place < len(starts) else None
        ahead = [day - _A_DAY for day in (later, draft.next_start) if day is not None]
        return min([*ahead, ends] if ends else ahead, default=None)

    def _correct(
        self,
        draft: Draft,
        held: Standing,
        until: date | None,
        edits: list[Edit],
        changes: list[Change],
    ) -> None:
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        if held.unit_net != draft.price:
            before["unit_net"] = None if held.unit_net is None else str(held.unit_net)
            after["unit_net"] = str(draft.price)
            changes.append(Change("price", before["unit_net"], after["unit_net"]))
        if held.valid_until != until:
            before["valid_until"], after["valid_until"] = _iso(held.valid_until), _iso(until)
            changes.append(Change("valid_until", before["valid_until"], after["valid_until"]))
        if after:
            edits.append(Edit(_ROW, held.pk, before, after))

    def _connect(
        self, draft: Draft, list_id: int, edits: list[Edit], changes: list[Change]
    ) -> None:
        for column, pk, name in draft.buyers:
            if (list_id, column, pk) in self._connected:
                continue
            self._connected.add((list_id, column, pk))
            after = {"price_list_id": list_id, _COLUMNS[column]: pk}
            edits.append(Edit(_CONNECTION, self.ids.next(PriceListConnection), None, after))
            changes.append(Change(column, None, name))


def _begins_between(starts: list[date], first: date, before: date) -> bool:
    """Whether the file itself begins a price from the first of the days to the day before."""
    place = bisect_left(starts, first)
    return place < len(starts) and starts[place] < before


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _connections(list_ids: Iterable[int]) -> set[tuple[int, str, int]]:
    """(price list, column, id) of all that they are connected to. One query."""
    found = set()
    rows = PriceListConnection.objects.filter(price_list__in=list_ids)
    for list_id, *ids in rows.values_list("price_list_id", *_COLUMNS.values()):
        for column, pk in zip(_COLUMNS, ids, strict=True):
            if pk is not None:
                found.add((list_id, column, pk))
    return found
