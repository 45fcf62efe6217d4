"""The prices that a planned import would bring, as the impact preview weighs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from catalogue.models import PriceList, PriceListConnection, PriceRow
from catalogue.pricing.material import Connection
from catalogue.pricing.proposed import ProposedRow
from catalogue.querysets import valid_on
from core.models import ImportEdit, ImportJob

MOST_ROWS = 5_000  # of the file, and of lists that it connects to somebody new
_CONNECTED_TO = ("customer_id", "group_id", "segment_id", "tier_id")


@dataclass(frozen=True)
class ImportedPrices:
    """What would hold on a day. `looked_at` rows of the file; `is_whole`: it has no more."""

    rows: Sequence[ProposedRow]
    connections: Sequence[Connection]
    looked_at: int
    is_whole: bool


class _Place(NamedTuple):
    price_list_id: int
    variant_id: int
    from_quantity: int


class _Span(NamedTuple):
    """A price and its days, ends included."""

    unit_net: Decimal | None
    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def last_first_day(job: ImportJob) -> date | None:
    """When the latest of its prices begins; None when it only ends or corrects. One query."""
    rows = _edits(job, PriceRow).filter(before__isnull=True)
    found = rows.order_by("-after__valid_from").values_list("after__valid_from", flat=True).first()
    return date.fromisoformat(found) if found else None


def imported_prices(job: ImportJob, *, day: date) -> ImportedPrices:
    """The file's first `MOST_ROWS` price changes, and whom its lists are newly for. Six queries."""
    edits, is_whole = _price_edits(job)
    standing, ends = _changed(edits, day)
    held: dict[_Place, ProposedRow] = {place: _row(place, None, ends=True) for place in ends}
    for place, span in (*standing, *_inserted(edits)):
        if span.holds_on(day):
            held[place] = _row(place, span.unit_net)
    connections, connects_all = _connections(job, day)
    others, reads_all = _rows_of(connections, {*held}, day)
    return ImportedPrices(
        rows=[*held.values(), *others],
        connections=connections,
        looked_at=len({edit.row_number for edit in edits}),
        is_whole=is_whole and connects_all and reads_all,
    )


def _edits(job: ImportJob, model: Any) -> Any:
    return ImportEdit.objects.filter(job=job, model=model._meta.label_lower)


def _price_edits(job: ImportJob) -> tuple[Sequence[ImportEdit], bool]:
    """Whole rows of the file only: what ends a price and what follows it belong together."""
    found = list(_edits(job, PriceRow).order_by("row_number", "pk")[: MOST_ROWS + 1])
    if len(found) <= MOST_ROWS:
        return found, True
    last = found[-1].row_number
    return [edit for edit in found if edit.row_number < last], False


def _inserted(edits: Sequence[ImportEdit]) -> list[tuple[_Place, _Span]]:
    return [
        (
            _Place(after["price_list_id"], after["variant_id"], after["from_quantity"]),
            _span(after),
        )
        for edit in edits
        if edit.before is None and (after := edit.after) is not None
    ]


def _changed(
    edits: Sequence[ImportEdit], day: date
) -> tuple[list[tuple[_Place, _Span]], set[_Place]]:
    """Stored prices as they would be, and the places of those that hold on the day now."""
    after = {edit.object_id: edit.after or {} for edit in edits if edit.before is not None}
    standing, held = [], set()
    stored = PriceRow.objects.filter(pk__in=after).values(
        "pk", *_Place._fields, "unit_net", "valid_from", "valid_until"
    )
    for row in stored:
        place = _Place(row["price_list_id"], row["variant_id"], row["from_quantity"])
        standing.append((place, _span(row | after[row["pk"]])))
        if _span(row).holds_on(day):
            held.add(place)
    return standing, held


def _span(values: Mapping[str, Any]) -> _Span:
    """From a row of the database or of an edit, where amounts and days are text."""
    price = values["unit_net"]
    return _Span(
        None if price is None else Decimal(price),
        _day(values["valid_from"]),
        _day(until) if (until := values.get("valid_until")) else None,
    )


def _day(written: str | date) -> date:
    return date.fromisoformat(written) if isinstance(written, str) else written


def _row(place: _Place, unit_net: Decimal | None, *, ends: bool = False) -> ProposedRow:
    return ProposedRow(*place, unit_net, ends)


def _connections(job: ImportJob, day: date) -> tuple[Sequence[Connection], bool]:
    """Of lists in force on the day; a list that the file makes is in force from its first."""
    found = list(_edits(job, PriceListConnection).order_by("row_number", "pk")[: MOST_ROWS + 1])
    made = {edit.object_id: edit.after for edit in _edits(job, PriceList)}
    in_force = {pk for pk, after in made.items() if after and _day(after["valid_from"]) <= day}
    wanted = {edit.after["price_list_id"] for edit in found if edit.after}
    stored = PriceList.objects.filter(valid_on(day), pk__in=wanted - {*made})
    in_force |= set(stored.values_list("pk", flat=True))
    connections = [
        Connection(after["price_list_id"], *(after.get(column) for column in _CONNECTED_TO))
        for edit in found[:MOST_ROWS]
        if (after := edit.after) and after["price_list_id"] in in_force
    ]
    return connections, len(found) <= MOST_ROWS


def _rows_of(
    connections: Sequence[Connection], said: set[_Place], day: date
) -> tuple[list[ProposedRow], bool]:
    """What else such lists hold: whoever they are newly for pays by that too."""
    lists = {connection.price_list_id for connection in connections}
    found = list(
        PriceRow.objects.valid_on(day)
        .filter(price_list__in=lists)
        .order_by("price_list", "variant", "from_quantity")
        .values_list(*_Place._fields, "unit_net")[: MOST_ROWS + 1]
    )
    rows = [ProposedRow(*row) for row in found[:MOST_ROWS] if _Place(*row[:3]) not in said]
    return rows, len(found) <= MOST_ROWS
