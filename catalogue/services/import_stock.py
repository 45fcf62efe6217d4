"""Stock from a spreadsheet (`catalogue.sheets.stock_sheet`): short, and loaded every night."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.services.facet_due import stock_began_or_ended
from catalogue.services.import_base import GoodsImporter, RowRefused, refuse, texts, windows
from catalogue.sheets import STOCK, stock_sheet
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, Edit, PlanRow
from core.exchange.sheet import Sheet
from core.exchange.values import CLEAR
from core.imports.contract import FileRows, Progress
from core.imports.touched import Touched

_MODEL = Variant._meta.label_lower
# column → (field, what [clear] makes of it)
_COLUMNS: Mapping[str, tuple[str, Any]] = {
    "stock": ("stock_quantity", 0),
    "sold_only_from_stock": ("no_backorder", False),
}


class StockImport(GoodsImporter):
    """One row = one version that the shop has. Only 'in stock' hangs on it, counted afterwards."""

    name = STOCK
    models = (Variant,)

    def sheet(self) -> Sheet:
        return stock_sheet(self.currency)

    def lock(self, keys: Mapping[str, Any]) -> None:
        """Nothing: each version is written only if it still is as the plan found it."""

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        first_rows: dict[str, int] = {}
        done = 0
        for some in windows(file.rows):
            known = _known(texts(some, "article_number"))
            for row in some:
                yield _planned(row, file.match, known, first_rows)
            done += len(some)
            progress(done, done)

    def settle(self, touched: Touched) -> None:
        """It holds no lock of those who change goods, so it leaves the counting to the worker."""
        crossed = [
            pk
            for pk, old, new in touched.changed(Variant, "stock_quantity")
            if (old > 0) != (new > 0)
        ]
        for some in windows(crossed):
            rows = Variant.objects.filter(pk__in=some).order_by()
            stock_began_or_ended(rows.values_list("product_id", flat=True))


def _known(skus: set[str]) -> dict[str, dict[str, Any]]:
    """One query."""
    fields = ("pk", "product__name", *(name for name, _cleared in _COLUMNS.values()))
    rows = Variant.objects.filter(sku__in=skus).order_by()
    return {row["sku"]: row for row in rows.values("sku", *fields)}


def _planned(
    row: RowValues,
    match: HeadingMatch,
    known: Mapping[str, Mapping[str, Any]],
    first_rows: dict[str, int],
) -> PlanRow:
    sku = row.values.get("article_number") or ""
    now = known.get(sku)
    label = f"{sku} · {now['product__name']}" if now else sku
    try:
        edits, changes = _changed(row, match, sku, now, first_rows)
    except RowRefused as refused:
        problems = row.problems or (refused.problem,)
        return PlanRow(row.number, row.sheet, Action.REFUSED, sku, label, problems=problems)
    action = Action.UPDATE if edits else Action.UNCHANGED
    return PlanRow(row.number, row.sheet, action, sku, label, changes=changes, edits=edits)


def _changed(
    row: RowValues,
    match: HeadingMatch,
    sku: str,
    now: Mapping[str, Any] | None,
    first_rows: dict[str, int],
) -> tuple[tuple[Edit, ...], tuple[Change, ...]]:
    """Raises RowRefused."""
    first = first_rows.setdefault(sku, row.number) if sku else row.number
    if row.problems:
        raise RowRefused(row.problems[0])
    if first != row.number:
        message = _("The same is already in row %(number)s.") % {"number": first}
        raise refuse(match, "article_number", sku, message)
    if now is None:
        raise refuse(match, "article_number", sku, _("There is no such article."))
    before, after, changes = {}, {}, []
    for column, (name, cleared) in _COLUMNS.items():
        value = row.values.get(column)
        wanted = cleared if value is CLEAR else value
        if wanted is not None and wanted != now[name]:
            before[name], after[name] = now[name], wanted
            changes.append(Change(column, now[name], wanted))
    edits = (Edit(_MODEL, now["pk"], before, after),) if after else ()
    return edits, tuple(changes)
