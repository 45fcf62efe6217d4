"""What is exported goes in again and changes nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from catalogue.exports import variants_asked
from catalogue.models import (
    Assortment,
    AssortmentItem,
    Category,
    PriceList,
    PriceListConnection,
    PriceRow,
    ProductCategory,
    Variant,
    VariantCode,
)
from catalogue.selectors.exports import product_rows
from catalogue.services.search_index import reindex_products
from core.exchange.reader import read_table
from customers.models import CustomerGroup
from tests.world import World


@pytest.mark.parametrize("name", ["goods.csv", "goods.xlsx"])
def test_goods_come_back_unchanged(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    odd = Category.objects.create(name="TV/Video", slug="tv", path="tv")
    ProductCategory.objects.create(product=world.dock.product, category=odd)
    VariantCode.objects.create(variant=world.dock, code="5032037018463")
    Variant.objects.filter(pk=world.dock.pk).update(
        ean="0012502615620", attributes={"Colour": "=1+1", "Ports": 12}, part_number="+46"
    )
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=None, is_active=False)
    path = tmp_path / name
    call_command("export_products", str(path))
    assert capsys.readouterr().out == "rows=3\n"
    call_command("import_products", str(path))
    assert capsys.readouterr().out.splitlines()[-1] == "create=0 update=0 unchanged=3 refused=0"


@pytest.mark.parametrize("name", ["prices.csv", "prices.xlsx"])
def test_prices_come_back_unchanged(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    norrvik = PriceList.objects.create(name="Norrvik")
    PriceListConnection.objects.create(price_list=norrvik, group=world.norrvik)
    for quantity, price in ((1, "1490"), (10, "1390")):
        PriceRow.objects.create(
            price_list=norrvik, variant=world.dock, from_quantity=quantity, unit_net=Decimal(price)
        )
    path = tmp_path / name
    call_command("export_prices", str(path))
    call_command("import_prices", str(path))
    assert capsys.readouterr().out.splitlines() == [
        "rows=2",
        "create=0 update=0 unchanged=2 refused=0",
    ]


@pytest.mark.parametrize("kind", ["categories", "assortments", "stock"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_categories_agreements_and_stock_come_back_unchanged(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, ending: str
) -> None:
    odd = Category.objects.create(name="Mus; tangentbord > annat", slug="mus", path="mus")
    odd.limit_groups.set([world.norrvik, world.retail])
    agreement = Assortment.objects.create(name="=Avtal; A/B", valid_from=date(2026, 1, 1))
    agreement.groups.set([CustomerGroup.objects.create(name='Vård; "omsorg", Väst')])
    agreement.customers.set([world.school, world.vestby])
    for variant, price in ((world.dock, Decimal("0.00")), (world.paper, None)):
        AssortmentItem.objects.create(
            assortment=agreement, variant=variant, contract_price_net=price
        )
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=-3, no_backorder=True)
    path = tmp_path / f"{kind}.{ending}"
    call_command(f"export_{kind}", str(path))
    rows = int(capsys.readouterr().out.removeprefix("rows="))
    assert rows > 1
    call_command(f"import_{kind}", str(path))
    assert capsys.readouterr().out == f"create=0 update=0 unchanged={rows} refused=0\n"


def test_goods_are_exported_as_the_list_is_narrowed(world: World) -> None:
    stina = world.actor(world.stina)
    reindex_products([world.dock.product_id, world.headset.product_id])
    found = variants_asked(stina, {"category": world.computers.path, "q": "4012"})
    (row,) = product_rows(stina, found)
    assert row[0] == world.dock.sku
    assert not variants_asked(stina, {"q": world.dock.sku, "active": "no"}).exists()


def test_every_connection_of_a_list_comes_along(world: World, tmp_path: Path) -> None:
    both = PriceList.objects.create(name="Both")
    PriceListConnection.objects.create(price_list=both, group=world.norrvik)
    PriceListConnection.objects.create(price_list=both, customer=world.vestby)
    PriceRow.objects.create(price_list=both, variant=world.dock, unit_net=Decimal(1))
    PriceRow.objects.create(price_list=both, variant=world.paper, unit_net=Decimal(1))
    path = tmp_path / "prices.csv"
    call_command("export_prices", str(path))
    PriceListConnection.objects.all().delete()
    call_command("import_prices", str(path))
    assert both.connections.count() == 2
    assert len(read_table(path).rows) == 2
