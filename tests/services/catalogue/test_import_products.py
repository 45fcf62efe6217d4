"""Goods from spreadsheets: what goes in, what is refused and why, and that it is all or nothing."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from catalogue.models import (
    Category,
    ListingRow,
    Product,
    Variant,
    VariantCode,
)
from catalogue.selectors.search import search
from catalogue.services.import_products import ProductImport
from catalogue.services.visibility import set_limit_groups
from core.exchange.writer import Value, write_xlsx
from core.imports.contract import ImportRefused
from core.imports.now import Outcome
from customers.actors import ANONYMOUS, SYSTEM
from tests.goods import counts, reasons, sheet, written
from tests.goods import load as load_file
from tests.imports import plan_file
from tests.world import World

HEADINGS = ["Article number", "Name", "Brand", "List price ex VAT", "VAT %", "Category path"]
LAMP = ["LA-1", "Bordslampa Ljus", "Lumen", "499,00", "25", "Kontorsmaterial > Belysning"]
BULB = ["LA-2", "Glödlampa", "Lumen", "19,50", "25", "Kontorsmaterial > Belysning"]


def load(path: Path, **options: Any) -> Outcome:
    return load_file(ProductImport, path, **options)


def test_new_goods_go_in_and_are_listed_and_found(world: World, tmp_path: Path) -> None:
    report = load(sheet(tmp_path, HEADINGS, LAMP, BULB))
    assert counts(report) == "create=2 update=0 unchanged=0 refused=0"
    lamp = Variant.objects.get(sku="LA-1")
    assert (lamp.list_price_net, lamp.vat_rate, lamp.is_active) == (
        Decimal("499.00"),
        world.vat,
        True,
    )
    assert lamp.product.slug == "bordslampa-ljus-la-1"
    assert lamp.product.sort_key
    lights = Category.objects.get(path="kontorsmaterial/belysning")
    assert lights.parent == world.office
    assert ListingRow.objects.filter(category=world.office, product=lamp.product).exists()
    assert search(ANONYMOUS, "bordslampa").product_ids == (lamp.product_id,)


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, LAMP, BULB)
    load(path)
    events = apps.get_model("catalogue.VariantEvent").objects
    written = events.count()
    assert counts(load(path)) == "create=0 update=0 unchanged=2 refused=0"
    assert events.count() == written


def test_one_changed_price_updates_one_row_and_says_from_what_to_what(
    world: World, tmp_path: Path
) -> None:
    load(sheet(tmp_path, HEADINGS, LAMP, BULB))
    dearer = [*BULB[:3], "24,90", *BULB[4:]]
    report = load(sheet(tmp_path, HEADINGS, LAMP, dearer))
    assert counts(report) == "create=0 update=1 unchanged=1 refused=0"
    (row,) = written(report)
    (change,) = row.changes
    assert (change.field, change.old, change.new) == ("list_price", "19.50", "24.90")
    assert Variant.objects.get(sku="LA-2").list_price_net == Decimal("24.90")


def test_a_missing_column_and_a_blank_cell_leave_what_is_there(
    world: World, tmp_path: Path
) -> None:
    load(sheet(tmp_path, HEADINGS, LAMP))
    report = load(
        sheet(tmp_path, ["Article number", "List price ex VAT", "Stock"], ["LA-1", "", "7"])
    )
    assert counts(report) == "create=0 update=1 unchanged=0 refused=0"
    lamp = Variant.objects.get(sku="LA-1")
    assert (lamp.list_price_net, lamp.stock_quantity) == (Decimal("499.00"), 7)
    assert lamp.product.brand == "Lumen"


def test_zero_is_not_blank_and_clear_empties(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, HEADINGS, LAMP, BULB))
    load(
        sheet(tmp_path, ["Article number", "List price ex VAT"], ["LA-1", "0"], ["LA-2", "[clear]"])
    )
    assert Variant.objects.get(sku="LA-1").list_price_net == Decimal("0.00")
    assert Variant.objects.get(sku="LA-2").list_price_net is None


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (["Artikelnummer", "Namn", "Pris ex moms", "Moms %"], ["N-1", "Lampa", "10,00", "25"]),
        (["Varenummer", "Navn", "Listepris eks mva", "Mva %"], ["N-1", "Lampe", "10,00", "25"]),
        (["Number", "Name", "List price ex VAT", "VAT %"], ["N-1", "Lamp", "10.00", "25 %"]),
    ],
)
def test_headings_are_known_in_three_languages(
    world: World, tmp_path: Path, headings: list[str], row: list[str]
) -> None:
    load(sheet(tmp_path, headings, row))
    assert Variant.objects.get(sku="N-1").list_price_net == Decimal("10.00")


def test_rows_with_one_external_number_are_versions_of_one_product(
    world: World, tmp_path: Path
) -> None:
    headings = ["Article number", "External number", "Name", "Version name"]
    load(sheet(tmp_path, headings, ["T-S", "T", "Tröja", "S"], ["T-M", "T", "", "M"]))
    product = Product.objects.get(external_id="T")
    assert [(row.sku, row.name) for row in product.variants.all()] == [("T-S", "S"), ("T-M", "M")]
    report = load(sheet(tmp_path, headings, ["T-L", "T", "Tröja", "L"]))
    assert counts(report) == "create=1 update=0 unchanged=0 refused=0"
    assert product.variants.get(sku="T-L").position == 2


def test_versions_that_contradict_each_other_are_refused(world: World, tmp_path: Path) -> None:
    headings = ["Article number", "External number", "Name"]
    report = load(sheet(tmp_path, headings, ["T-S", "T", "Tröja"], ["T-M", "T", "Byxa"]))
    assert reasons(report) == [(3, "Name", "Row 2 says “Tröja” of the same product.")]


def test_an_article_never_moves_to_another_product(world: World, tmp_path: Path) -> None:
    headings = ["Article number", "External number", "Name"]
    load(sheet(tmp_path, headings, ["T-S", "T", "Tröja"], ["B-S", "B", "Byxa"]))
    report = load(sheet(tmp_path, headings, ["T-S", "B", "Byxa"]))
    assert reasons(report) == [(2, "External number", "Article T-S belongs to product T.")]


def test_every_bad_cell_is_named_with_row_and_column(world: World, tmp_path: Path) -> None:
    report = load(
        sheet(
            tmp_path,
            [*HEADINGS, "EAN"],
            ["", *LAMP[1:], ""],
            ["A-1", "", *LAMP[2:], ""],
            ["A-2", "X", "", "tio", "25", "", ""],
            ["A-3", "X", "", "1", "17", "", ""],
            ["A-4", "X", "", "1", "25", "A > > B", "ABC"],
            ["A-5", "X", "", "1", "25", "A", "ABC"],
            ["A-6", "X", "", "1", "25", "A", ""],
            ["A-6", "X", "", "1", "25", "A", ""],
        )
    )
    assert report.job_id is None
    assert reasons(report) == [
        (2, "Article number", "This must be filled in."),
        (3, "Name", "This is needed for a new row."),
        (4, "List price ex VAT", "This is not a number."),
        (5, "VAT %", "The shop has no VAT rate of 17 %."),
        (6, "Category path", "A category in the path has no name."),
        (7, "EAN", "An EAN has 8, 12, 13 or 14 digits."),
        (9, "Article number", "The same is already in row 8."),
    ]


def test_one_refused_row_holds_back_all_of_them(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, LAMP, ["B-1", "X", "", "tio", "25", ""])
    assert load(path).job_id is None
    assert not Variant.objects.filter(sku="LA-1").exists()
    assert not Category.objects.filter(path="kontorsmaterial/belysning").exists()
    report = load(path, skip_bad_rows=True)
    assert counts(report) == "create=1 update=0 unchanged=0 refused=1"
    assert Variant.objects.filter(sku="LA-1").exists()


def test_a_version_whose_product_is_named_in_a_refused_row_is_refused_too(
    world: World, tmp_path: Path
) -> None:
    headings = ["Article number", "External number", "Name", "VAT %"]
    path = sheet(tmp_path, headings, ["T-S", "T", "Tröja", "17"], ["T-M", "T", "", "25"])
    assert counts(load(path, skip_bad_rows=True)) == "create=0 update=0 unchanged=0 refused=2"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(world: World, tmp_path: Path) -> None:
    report = load(sheet(tmp_path, HEADINGS, LAMP), dry_run=True)
    assert counts(report) == "create=1 update=0 unchanged=0 refused=0"
    assert not Variant.objects.filter(sku="LA-1").exists()


def test_barcodes_stay_text_and_odd_ones_are_told_but_kept(world: World, tmp_path: Path) -> None:
    headings = ["Article number", "Name", "EAN"]
    report = load(
        sheet(
            tmp_path,
            headings,
            ["A-1", "Ett", "0012502615620"],
            ["A-2", "Två", "5032037018463|0735858213547|12"],
            ["A-3", "Tre", "5032037018464"],
        )
    )
    assert Variant.objects.get(sku="A-1").ean == "0012502615620"
    second = Variant.objects.get(sku="A-2")
    assert second.ean == "5032037018463"
    assert set(second.further_codes.values_list("code", flat=True)) == {"0735858213547", "12"}
    assert Variant.objects.get(sku="A-3").ean == "5032037018464"
    assert list(report.notes) == [
        "3 EAN “12”: The check digit is wrong. Kept as it is.",
        "4 EAN “5032037018464”: The check digit is wrong. Kept as it is.",
    ]
    assert search(ANONYMOUS, "0735858213547").exact
    again = load(sheet(tmp_path, headings, ["A-2", "Två", "0735858213547"]))
    assert counts(again) == "create=0 update=1 unchanged=0 refused=0"
    assert not VariantCode.objects.filter(variant=second).exists()


def test_excel_goes_in_as_csv_does(world: World, tmp_path: Path) -> None:
    path = tmp_path / "goods.xlsx"
    rows: list[list[Value]] = [["007", "Bond", "", Decimal("12.50"), 25, "A/B"]]
    write_xlsx(path, sheet_title="Varor", headings=HEADINGS, rows=rows)
    assert counts(load(path)) == "create=1 update=0 unchanged=0 refused=0"
    assert Variant.objects.get(sku="007").list_price_net == Decimal("12.50")
    assert Category.objects.filter(path="a/b").exists()


def test_a_category_is_told_by_its_name_whatever_the_letter_case(
    world: World, tmp_path: Path
) -> None:
    load(sheet(tmp_path, HEADINGS, [*LAMP[:5], "KONTORSMATERIAL/belysning; Datorer"]))
    load(sheet(tmp_path, HEADINGS, [*BULB[:5], "Kontorsmaterial > Belysning"]))
    assert Category.objects.filter(parent=world.office).count() == 1
    lamp = Product.objects.get(variants__sku="LA-1")
    assert set(lamp.categories.values_list("path", flat=True)) == {
        "kontorsmaterial/belysning",
        "datorer",
    }


def test_a_moved_product_leaves_its_old_category(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, HEADINGS, LAMP))
    report = load(sheet(tmp_path, HEADINGS, [*LAMP[:5], "Datorer"]))
    assert counts(report) == "create=0 update=1 unchanged=0 refused=0"
    lamp = Product.objects.get(variants__sku="LA-1")
    assert list(lamp.categories.all()) == [world.computers]
    assert not ListingRow.objects.filter(category=world.office, product=lamp).exists()


def test_goods_put_under_a_limited_category_are_limited_from_the_first_moment(
    world: World, tmp_path: Path
) -> None:
    set_limit_groups(actor=SYSTEM, target=world.office, groups=[world.norrvik])
    load(sheet(tmp_path, HEADINGS, LAMP))
    assert search(ANONYMOUS, "bordslampa").hits == ()
    assert search(world.actor(world.otto), "LA-1").hits == ()
    assert len(search(world.actor(world.nora), "bordslampa").hits) == 1


def test_what_is_no_longer_active_is_gone_from_lists_and_search(
    world: World, tmp_path: Path
) -> None:
    load(sheet(tmp_path, HEADINGS, LAMP))
    load(sheet(tmp_path, ["Article number", "Active"], ["LA-1", "nej"]))
    assert search(ANONYMOUS, "bordslampa").hits == ()
    assert not ListingRow.objects.filter(product__variants__sku="LA-1").exists()


def test_two_names_that_give_one_address_get_two(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, ["Number", "Name"], ["A/1", "Lampa"], ["A-1", "Lampa"], ["A 1", "Lampa"]))
    slugs = Product.objects.filter(name="Lampa").values_list("slug", flat=True)
    assert len(set(slugs)) == 3


def test_nora_may_not_load_goods(world: World, tmp_path: Path) -> None:
    path = sheet(tmp_path, HEADINGS, LAMP)
    for who in (world.nora, world.greta, world.sam, None):
        with pytest.raises(ImportRefused, match="Only the shop's administrators"):
            plan_file(ProductImport, path, actor=world.actor(who))
    assert not Variant.objects.filter(sku="LA-1").exists()
