"""Stock from the warehouse: a short sheet, every night, of versions that the shop has."""

from pathlib import Path

from catalogue.models import Variant
from catalogue.services.import_stock import StockImport
from tests.goods import counts, load, reasons, sheet
from tests.imports import apply_file, tables_of, undo_import
from tests.world import World

HEADINGS = ["Artikelnummer", "Saldo", "Sold only from stock"]


def test_stock_is_set_and_blank_is_not_zero(world: World, tmp_path: Path) -> None:
    dock, paper = world.dock, world.paper
    Variant.objects.filter(pk=paper.pk).update(stock_quantity=9)
    path = sheet(tmp_path, HEADINGS, [dock.sku, "0", "ja"], [paper.sku, "", "nej"])
    assert counts(load(StockImport, path)) == "create=0 update=1 unchanged=1 refused=0"
    dock.refresh_from_db()
    paper.refresh_from_db()
    assert (dock.stock_quantity, dock.no_backorder) == (0, True)
    assert (paper.stock_quantity, paper.no_backorder) == (9, False)


def test_what_the_shop_lacks_or_comes_twice_is_refused(world: World, tmp_path: Path) -> None:
    sku = world.dock.sku
    path = sheet(tmp_path, HEADINGS, ["NONE", "1", ""], [sku, "många", ""], [sku, "1", ""])
    assert reasons(load(StockImport, path)) == [
        (2, "Artikelnummer", "There is no such article."),
        (3, "Saldo", "This is not a number."),
        (4, "Artikelnummer", "The same is already in row 3."),
    ]


def test_taken_back_but_for_what_was_counted_again(world: World, tmp_path: Path) -> None:
    stina = world.actor(world.stina)
    before = tables_of("catalogue.Variant")
    path = sheet(tmp_path, HEADINGS, [world.dock.sku, "3", "ja"], [world.paper.sku, "4", ""])
    applied = apply_file(StockImport, path, actor=stina)
    undone = undo_import(StockImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 2, "kept": 0}
    assert tables_of("catalogue.Variant") == before
    applied = apply_file(StockImport, path, actor=stina)
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=2)
    undone = undo_import(StockImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 1, "kept": 1}
    world.dock.refresh_from_db()
    assert (world.dock.stock_quantity, world.dock.no_backorder) == (2, True)
