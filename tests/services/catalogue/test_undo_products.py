"""An import of goods taken back: everything as it was, but for what was changed or used since."""

from pathlib import Path

import pytest
from django.db import connection

from catalogue.models import Category, ListingRow, Product, SearchDue, SearchWord, Variant
from catalogue.selectors.search import search
from catalogue.selectors.search_state import search_is_behind
from catalogue.services import search_index
from catalogue.services.import_products import ProductImport
from catalogue.services.search_index import index_next_due, rebuild_search
from core.imports.rows import rows_of
from customers.actors import ANONYMOUS
from orders.models import Cart, CartLine
from tests.goods import sheet
from tests.imports import Planned, apply_file, tables_of, undo_import
from tests.world import World

HEADINGS = ["Article number", "Name", "List price ex VAT", "Category path", "EAN", "Active"]
LAMP = ["LA-1", "Bordslampa Ljus", "499,00", "Nytt > Lampor", "5032037018463|0735858213547", ""]
BULB = ["LA-2", "Glödlampa", "19,50", "Nytt > Lampor", "", ""]
TABLES = (
    *("catalogue.Category", "catalogue.Product", "catalogue.ProductCategory"),
    *("catalogue.Variant", "catalogue.VariantCode", "catalogue.SearchCode"),
)


def derived() -> list[list[object]]:
    """What lists and search are read from, without the numbers of its rows."""
    with connection.cursor() as cursor:
        found: list[list[object]] = []
        for columns, table in (
            ("category_id, audience_id, product_id, sort_key, list_price_net", "listingrow"),
            ("product_id, vector, words, name_folded, popularity", "productsearch"),
            ("word, frequency", "searchword"),
        ):
            cursor.execute(f"SELECT {columns} FROM catalogue_{table} ORDER BY {columns}")
            found.append(list(cursor.fetchall()))
        return found


def apply(world: World, path: Path) -> Planned:
    return apply_file(ProductImport, path, actor=world.actor(world.stina))


def undo(world: World, applied: Planned) -> Planned:
    return undo_import(ProductImport, applied, actor=world.actor(world.stina))


def kept(undone: Planned) -> dict[str, str]:
    return {row.label: row.kept_because for row in rows_of(undone.job, kept=True)}


@pytest.fixture
def mixed(world: World, tmp_path: Path) -> Path:
    """Two new products in a new branch; the dock renamed, dearer, off sale and moved there."""
    dock = ["ND-4012-GB", "Docka", "1 700,00", "Nytt > Lampor", "5032037018463", "nej"]
    rebuild_search()
    return sheet(tmp_path, HEADINGS, LAMP, BULB, dock)


def test_taken_back_everything_is_as_it_was(world: World, mixed: Path) -> None:
    before, of_search = tables_of(*TABLES), derived()
    applied = apply(world, mixed)
    assert applied.summary_line() == "create=2 update=1 unchanged=0 refused=0"
    assert search(ANONYMOUS, "bordslampa").hits
    undone = undo(world, applied)
    assert undone.job.undone == {"undone": 3, "kept": 0}
    assert tables_of(*TABLES) == before
    assert derived() == of_search
    assert not search(ANONYMOUS, "bordslampa").hits


def test_a_product_edited_since_is_kept_and_named(world: World, mixed: Path) -> None:
    applied = apply(world, mixed)
    Variant.objects.filter(sku="LA-2").update(list_price_net=7)
    undone = undo(world, applied)
    # The lamp's row made the branch in which the bulb lies.
    assert undone.job.undone == {"undone": 1, "kept": 2}
    assert kept(undone)["Glödlampa"] == "Changed since."
    assert not Product.objects.filter(name="Docka").exists()
    assert Category.objects.filter(path="nytt/lampor").exists()
    assert search(ANONYMOUS, "glödlampa").hits


def test_a_product_in_a_cart_is_kept(world: World, tmp_path: Path) -> None:
    rebuild_search()
    applied = apply(world, sheet(tmp_path, HEADINGS, LAMP, [*BULB[:3], "", "", ""]))
    cart = Cart.objects.create(user=world.nora.user, customer=world.nora.customer)
    CartLine.objects.create(cart=cart, variant=Variant.objects.get(sku="LA-2"), quantity=1)
    undone = undo(world, applied)
    assert undone.job.undone == {"undone": 1, "kept": 1}
    assert list(kept(undone)) == ["Glödlampa"]
    assert not Variant.objects.filter(sku="LA-1").exists()
    assert not ListingRow.objects.filter(product__name="Bordslampa Ljus").exists()


def test_a_large_import_is_indexed_by_the_worker_part_by_part(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "MOST_AT_ONCE", 2)
    rows = [[f"K-{n}", f"Sak {n}", "1", "Datorer", "", ""] for n in range(5)]
    applied = apply(world, sheet(tmp_path, HEADINGS, *rows))
    assert search_is_behind()
    assert not search(ANONYMOUS, "sak").hits
    assert ListingRow.objects.filter(product__name__startswith="Sak").count() == 5
    assert index_next_due()
    assert len(search(ANONYMOUS, "sak").hits) == 2
    undone = undo(world, applied)
    assert undone.job.undone == {"undone": 5, "kept": 0}
    assert not SearchDue.objects.exists()
    assert not SearchWord.objects.filter(word="sak").exists()
