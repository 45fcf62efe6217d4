"""Files of goods that others wrote: other currencies and headings, the command, real catalogues."""

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import (
    Category,
    ListingRow,
    Product,
    ProductSearch,
    Variant,
    VatRate,
)
from catalogue.selectors.search import search
from catalogue.services.import_products import ProductImport
from core.imports.contract import ImportRefused
from core.imports.mappings import MappingRefused, find_mapping
from core.imports.now import Outcome
from core.models import SavedMapping
from customers.actors import ANONYMOUS
from tests.data_files import shared_data
from tests.goods import counts, sheet
from tests.goods import load as load_file
from tests.world import World

HEADINGS = ["Article number", "Name", "Brand", "List price ex VAT", "VAT %", "Category path"]
LAMP = ["LA-1", "Bordslampa Ljus", "Lumen", "499,00", "25", "Kontorsmaterial > Belysning"]


def load(path: Path, **options: Any) -> Outcome:
    return load_file(ProductImport, path, **options)


def test_prices_in_another_currency_need_a_rate(world: World, tmp_path: Path) -> None:
    mapping = tmp_path / "dollars.json"
    columns = [
        {"heading": "id", "column": "article_number"},
        {"heading": "what", "column": "name"},
        {"heading": "usd", "column": "list_price"},
    ]
    mapping.write_text(json.dumps({"currency": "USD", "columns": columns}), encoding="utf-8")
    path = sheet(tmp_path, ["id", "what", "usd"], ["U-1", "Thing", "9.99"])
    with pytest.raises(ImportRefused, match="--rate"):
        load(path, mapping=str(mapping))
    report = load(path, mapping=str(mapping), rate="10.123")
    assert Variant.objects.get(sku="U-1").list_price_net == Decimal("101.13")
    assert "Prices: 1 USD = 10.123 SEK." in report.notes


def test_a_rate_holds_for_our_own_headings_too(world: World, tmp_path: Path) -> None:
    load(sheet(tmp_path, HEADINGS, LAMP), rate="2")
    assert Variant.objects.get(sku="LA-1").list_price_net == Decimal("998.00")


def test_a_mapping_that_reads_what_the_file_lacks_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="icecat_id"):
        load(sheet(tmp_path, HEADINGS, LAMP), mapping="icecat")
    with pytest.raises(MappingRefused, match="no mapping or file"):
        load(sheet(tmp_path, HEADINGS, LAMP), mapping="nowhere")


@pytest.mark.parametrize(
    "body", ["[]", "{", '{"columns": 3}', '{"columns": [], "rates": {"SEK": "-1"}}']
)
def test_a_broken_mapping_is_refused_in_words(world: World, tmp_path: Path, body: str) -> None:
    mapping = tmp_path / "broken.json"
    mapping.write_text(body, encoding="utf-8")
    with pytest.raises(MappingRefused, match=r"broken\.json|broken"):
        load(sheet(tmp_path, HEADINGS, LAMP), mapping=str(mapping))


def test_the_command_prints_refused_rows_then_counts_and_exits_1(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path, HEADINGS, LAMP, ["B-1", "X", "", "tio", "25", ""])
    with pytest.raises(SystemExit) as ended:
        call_command("import_products", str(path))
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "3 List price ex VAT “tio”: This is not a number.",
        "Nothing is written until the refused rows are put right.",
        "create=1 update=0 unchanged=0 refused=1",
    ]
    call_command("import_products", str(path), "--skip-bad-rows")
    assert capsys.readouterr().out.splitlines()[-1] == "create=1 update=0 unchanged=0 refused=1"


def test_the_command_refuses_what_is_no_table_in_one_sentence(world: World, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    with pytest.raises(CommandError, match="picture"):
        call_command("import_products", str(path))
    with pytest.raises(CommandError, match="no longer there"):
        call_command("import_products", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="above 0"):
        call_command("import_products", str(path), "--rate", "-1")


def test_a_mapping_can_be_kept_under_a_name(world: World, tmp_path: Path) -> None:
    mapping = tmp_path / "mine.json"
    columns = [
        {"heading": "id", "column": "article_number"},
        {"heading": "what", "column": "name"},
    ]
    mapping.write_text(json.dumps({"columns": columns}), encoding="utf-8")
    path = sheet(tmp_path, ["id", "what"], ["K-1", "Kept"])
    call_command("import_products", str(path), mapping=str(mapping), save_mapping_as="supplier")
    assert SavedMapping.objects.get().name == "supplier"
    assert find_mapping("supplier", sheet="products").columns.columns[0].heading == "id"
    again = load(sheet(tmp_path, ["id", "what"], ["K-2", "Second"]))
    assert "Read with the mapping “supplier”." in again.notes


def test_a_shop_without_vat_rates_gets_its_countrys_and_is_told(db: None, tmp_path: Path) -> None:
    path = sheet(tmp_path, ["Number", "Name"], ["A", "Lamp"])
    assert load(path, dry_run=True).notes
    assert not VatRate.objects.exists()
    report = load(path)
    assert "The shop had no VAT rate; 25 % is now its default." in report.notes
    assert Variant.objects.get().vat_rate.is_default


def test_the_whole_icecat_file_goes_in_and_is_unchanged_the_second_time(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shared_data("catalogue/icecat_it_office.csv.gz")
    call_command("import_products", str(path))
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Read with the mapping “icecat”."
    assert told[1].startswith("Prices: 1 USD = 10.50 SEK.")
    assert told[-1] == "create=9681 update=0 unchanged=0 refused=0"
    toner = Variant.objects.get(sku="2067378")
    assert (toner.ean, toner.part_number, toner.list_price_net) == (
        "0012502615620",
        "LC51C",
        Decimal("188.48"),  # 17,95 USD at 10,50 = 188,475
    )
    assert toner.attributes["Printing colours"] == "Cyan"
    assert Category.objects.get().name == "IT and office"
    assert ListingRow.objects.count() == ProductSearch.objects.count() == 9681
    assert search(ANONYMOUS, "LC51C").hits[0].variant_id == toner.pk
    assert toner.product_id in search(ANONYMOUS, "brother cyan dcp-130c").product_ids
    assert search(ANONYMOUS, "wireles acces pont").corrected_from
    call_command("import_products", str(path))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "create=0 update=0 unchanged=9681 refused=0"
    )


def test_a_file_with_category_paths_made_from_best_buys_goods_goes_in(
    world: World, tmp_path: Path
) -> None:
    source = shared_data("catalogue/bestbuy_phones_accessories.jsonl")
    path = tmp_path / "bestbuy.csv.gz"
    with source.open(encoding="utf-8") as lines, gzip.open(path, "wt", newline="") as file:
        goods = [json.loads(line) for line in lines]
        writer = csv.DictWriter(file, list(goods[0]))
        writer.writeheader()
        for item in goods:
            writer.writerow(item | {"categories": " > ".join(item["categories"])})
    report = load(path)
    assert counts(report) == "create=1652 update=0 unchanged=0 refused=0"
    assert "Read with the mapping “bestbuy”." in report.notes
    prepaid = Category.objects.get(path="cell-phones/prepaid-phones/all-prepaid-phones")
    assert ListingRow.objects.filter(category=prepaid).count() > 20
    flint = Product.objects.get(name__startswith="Cricket Wireless - Alcatel OneTouch Flint")
    assert flint.variants.get().list_price_net == Decimal("524.90")  # 49,99 USD at 10,50
    assert flint.popularity == 21343
    assert counts(load(path)) == "create=0 update=0 unchanged=1652 refused=0"
