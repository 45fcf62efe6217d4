"""Norrvik's sales by category: each line in one place, and what has none under 'Other'."""

from decimal import Decimal

from catalogue.models import Audience, Category, Product, ProductCategory, Variant
from orders.selectors.statistics import (
    GoodsFigure,
    article_inside,
)
from orders.selectors.statistics_categories import lines_in, spread_of
from tests.sales import sale
from tests.services.orders.figures import MARCH, NOON, sums
from tests.world import World, make_product


def test_what_is_gone_from_the_shop_stands_under_other(world: World) -> None:
    sale(world.nora, [(world.dock, 1), (world.paper, 2)], placed=NOON)
    product = world.dock.product
    Variant.objects.filter(pk=world.dock.pk).delete()
    Product.objects.filter(pk=product.pk).delete()
    actor = world.actor(world.greta)
    spread = spread_of(actor, MARCH)
    assert spread.other == GoodsFigure(1, Decimal("1590.00"))
    assert set(sums(world, MARCH)) == {Decimal("2168.00")}
    lines = lines_in(actor, MARCH, spread, "")
    assert [line.sku for line in lines] == ["ND-4012-GB"]
    assert article_inside(actor, "ND-4012-GB") == "Dockningsstation Nordock Pro 14"


def test_goods_without_a_category_stand_under_other(world: World) -> None:
    ProductCategory.objects.filter(product=world.paper.product).delete()
    sale(world.nora, [(world.dock, 1), (world.paper, 2)], placed=NOON)
    actor = world.actor(world.greta)
    spread = spread_of(actor, MARCH)
    assert spread.other == GoodsFigure(2, Decimal("578.00"))
    assert [line.sku for line in lines_in(actor, MARCH, spread, "")] == ["BJ-A480-K"]
    assert spread.inside("datorer").net == Decimal("1590.00")


def test_a_product_in_two_categories_counts_once_in_its_first(world: World) -> None:
    ProductCategory.objects.create(product=world.dock.product, category=world.office)
    sale(world.nora, [(world.dock, 1), (world.headset, 1)], placed=NOON)
    spread = spread_of(world.actor(world.greta), MARCH)
    assert [(each.path, each.figure.net) for each in spread.level()] == [
        ("datorer", Decimal("2980.00"))
    ]
    below = spread.level("datorer")
    assert [(each.names, each.figure.net) for each in below] == [
        (("Datorer", "Dockningsstationer"), Decimal("1590.00"))
    ]
    assert spread.by_path["datorer"].net == Decimal("1390.00")


def test_a_category_limited_to_others_is_not_told(world: World) -> None:
    """The dock's first place is a branch for Vestby alone; Norrvik reads it by its second."""
    only = Audience.objects.create(group_ids=[world.retail.pk])
    hidden = Category.objects.create(name="Hemligt", slug="hem", path="hem", audience=only)
    ProductCategory.objects.filter(product=world.paper.product).delete()
    ProductCategory.objects.create(product=world.paper.product, category=hidden)
    ProductCategory.objects.create(product=world.paper.product, category=world.office)
    sale(world.nora, [(world.paper, 1)], placed=NOON)
    spread = spread_of(world.actor(world.greta), MARCH)
    assert [each.name for each in spread.level()] == ["Kontorsmaterial"]


def test_branches_whose_names_begin_alike_are_kept_apart(world: World) -> None:
    alike = Category.objects.create(name="Datorer begagnade", slug="datorer-b", path="datorer-b")
    used = make_product("Begagnad", "US-1", "100.00", category=alike, vat=world.vat)
    sale(world.nora, [(world.dock, 1), (used, 1)], placed=NOON)
    actor = world.actor(world.greta)
    spread = spread_of(actor, MARCH)
    assert spread.inside("datorer").net == Decimal("1590.00")
    assert [line.sku for line in lines_in(actor, MARCH, spread, "datorer-b")] == ["US-1"]
