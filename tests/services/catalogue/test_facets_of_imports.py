"""What files of goods and stock do to the numbers of the lists, and taking them back."""

from pathlib import Path

from catalogue.models import FacetDue, ProductTerms
from catalogue.services.facet_due import refresh_due
from catalogue.services.filter_attributes import set_filter_attributes
from catalogue.services.import_products import ProductImport
from catalogue.services.import_stock import StockImport
from catalogue.services.listing import refresh_all_listings
from customers.actors import SYSTEM
from tests.facets import from_scratch, stored
from tests.goods import load, sheet
from tests.imports import apply_file, undo_import
from tests.world import World

HEADINGS = ["Article number", "Name", "Brand", "List price ex VAT", "Stock", "Category path"]
LAMP = ["LA-1", "Bordslampa", "Ljusa", "499,00", "3", "Nytt > Lampor"]
BULB = ["LA-2", "Glödlampa", "Ljusa", "19,50", "0", "Nytt > Lampor"]


def test_goods_of_a_file_are_counted_and_counted_off_when_it_is_taken_back(
    world: World, tmp_path: Path
) -> None:
    refresh_all_listings()
    before = stored()
    stina = world.actor(world.stina)
    path = sheet(tmp_path, HEADINGS, LAMP, BULB)
    applied = apply_file(ProductImport, path, actor=stina)
    assert stored() == from_scratch() != before
    undo_import(ProductImport, applied, actor=stina)
    assert stored() == from_scratch() == before
    assert ProductTerms.objects.count() == 3


def test_a_file_that_only_begins_or_ends_a_stock_is_counted(world: World, tmp_path: Path) -> None:
    load(ProductImport, sheet(tmp_path, HEADINGS, LAMP, BULB))
    headings = ["Article number", "Stock"]
    load(ProductImport, sheet(tmp_path, headings, ["LA-1", "0"], ["LA-2", "7"]))
    assert stored() == from_scratch()
    load(ProductImport, sheet(tmp_path, headings, ["LA-2", "6"]))
    assert stored() == from_scratch()


def test_new_attributes_of_a_file_are_counted(world: World, tmp_path: Path) -> None:
    set_filter_attributes(actor=SYSTEM, names=["Färg"])
    load(ProductImport, sheet(tmp_path, HEADINGS, LAMP))
    headings = ["Article number", "Attributes"]
    load(ProductImport, sheet(tmp_path, headings, ["LA-1", '{"Färg": "Sand"}']))
    assert stored() == from_scratch()
    assert any(what == "attribute:Färg:Sand" for _place, _audience, what in stored())


def test_the_warehouse_leaves_word_only_of_what_begins_or_ends(
    world: World, tmp_path: Path
) -> None:
    refresh_all_listings()
    headings = ["Article number", "Stock"]
    rows = [[world.dock.sku, "0"], [world.paper.sku, "7"]]
    load(StockImport, sheet(tmp_path, headings, *rows))
    assert list(FacetDue.objects.values_list("product_id", flat=True)) == [world.dock.product_id]
    assert refresh_due() == 1
    assert stored() == from_scratch()
