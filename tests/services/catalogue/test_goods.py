"""Staff build the catalogue: goods, prices and agreements, one by one."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from catalogue.errors import CatalogueRefused
from catalogue.models import (
    NOBODY_ID,
    Assortment,
    AssortmentItem,
    Category,
    ListingRow,
    PriceRow,
    Product,
    ProductImage,
    ProductSearch,
    Variant,
)
from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import visible_products, visible_variants
from catalogue.services.assortments import (
    ItemDraft,
    connect_assortment,
    create_assortment,
    disconnect_assortment,
    put_in_assortment,
    take_out_of_assortment,
)
from catalogue.services.categories import change_category, create_category, move_category
from catalogue.services.prices import (
    PriceDraft,
    connect_price_list,
    create_price_list,
    disconnect_price_list,
    end_prices,
    set_prices,
)
from catalogue.services.products import (
    ProductDraft,
    VariantDraft,
    add_picture,
    add_variant,
    change_product,
    change_variant,
    create_product,
    place_product,
)
from catalogue.services.visibility import set_limit_groups
from customers.actors import Actor
from customers.models import Segment
from tests.goods import paths
from tests.world import World

# Goods


def draft(world: World, sku: str, price: str | None = "100.00", **fields: str) -> VariantDraft:
    return VariantDraft(
        sku=sku,
        list_price_net=None if price is None else Decimal(price),
        vat_rate=world.vat,
        **fields,  # type: ignore[arg-type]
    )


def test_a_new_product_is_listed_and_found_at_once(world: World, stina: Actor) -> None:
    product = create_product(
        actor=stina,
        draft=ProductDraft(
            name="Ämnet Öst", variants=[draft(world, "A-1")], categories=[world.docks]
        ),
    )
    assert product.slug == "amnet-ost"
    assert product in visible_products(world.actor(world.otto))
    assert paths(product) == {"datorer", "datorer/dockningsstationer"}
    assert ProductSearch.objects.filter(product=product).exists()


def test_a_product_in_a_limited_category_is_never_shown_to_others(
    world: World, stina: Actor
) -> None:
    set_limit_groups(actor=stina, target=world.docks, groups=[world.norrvik])
    product = create_product(
        actor=stina,
        draft=ProductDraft("Ny docka", [draft(world, "A-1")], categories=[world.docks]),
    )
    assert product not in visible_products(world.actor(world.otto))
    assert product in visible_products(world.actor(world.nora))
    place_product(actor=stina, product=product, categories=[world.office])
    assert product in visible_products(world.actor(world.otto))
    assert paths(product) == {"kontorsmaterial"}


@pytest.mark.parametrize("skus", [["ND-4012-GB"], ["A-1", "A-1"]])
def test_an_article_number_is_given_once(world: World, stina: Actor, skus: list[str]) -> None:
    with pytest.raises(CatalogueRefused, match="article-number-taken"):
        create_product(actor=stina, draft=ProductDraft("X", [draft(world, sku) for sku in skus]))
    assert not Product.objects.filter(name="X").exists()


def test_a_product_needs_a_version(world: World, stina: Actor) -> None:
    with pytest.raises(CatalogueRefused, match="no-variant"):
        create_product(actor=stina, draft=ProductDraft("X", []))


def test_what_is_taken_off_sale_leaves_every_list(world: World, stina: Actor) -> None:
    change_product(
        actor=stina,
        product=world.dock.product,
        name="Docka",
        brand="",
        summary="",
        description="",
        is_active=False,
    )
    assert paths(world.dock.product) == set()
    assert not visible_variants(Actor()).filter(pk=world.dock.pk).exists()


def test_the_last_version_off_sale_takes_its_product_along(world: World, stina: Actor) -> None:
    change_variant(
        actor=stina, variant=world.dock, draft=draft(world, "ND-4012-GB"), is_active=False
    )
    world.dock.product.refresh_from_db()
    assert world.dock.product.audience_id == NOBODY_ID
    assert paths(world.dock.product) == set()
    add_variant(actor=stina, product=world.dock.product, draft=draft(world, "ND-4013", "9.00"))
    assert world.dock.product in visible_products(Actor())
    row = ListingRow.objects.filter(product=world.dock.product).first()
    assert row is not None
    assert row.list_price_net == Decimal("9.00")


def test_a_new_list_price_moves_the_product_in_the_order(world: World, stina: Actor) -> None:
    change_variant(
        actor=stina, variant=world.dock, draft=draft(world, "ND-4012-GB", "7.50"), is_active=True
    )
    rows = ListingRow.objects.filter(product=world.dock.product)
    assert set(rows.values_list("list_price_net", flat=True)) == {Decimal("7.50")}


def test_pictures_come_in_the_order_they_were_added(world: World, stina: Actor) -> None:
    for name in ("a.png", "b.png"):
        add_picture(actor=stina, product=world.dock.product, file=ContentFile(b"x"), name=name)
    positions = ProductImage.objects.values_list("position", flat=True)
    assert list(positions) == [0, 1]


# Prices


TODAY = date(2026, 5, 4)


def held(world: World, on: date, quantity: int = 1) -> str:
    answer = quote(world.actor(world.nora), {world.dock.pk: quantity}, on=on)
    return str(answer[world.dock.pk].unit_net)


def test_a_price_is_ended_never_overwritten(world: World, stina: Actor) -> None:
    made = create_price_list(
        actor=stina, name="NK", connected_to=[world.norrvik], valid_from=date(2026, 1, 1)
    )
    for day, amount in ((date(2026, 1, 1), "1500"), (TODAY, "1400")):
        set_prices(
            actor=stina,
            price_list=made,
            prices=[PriceDraft(world.dock, Decimal(amount))],
            valid_from=day,
        )
    assert held(world, TODAY - timedelta(days=1)) == "1500.00"
    assert held(world, TODAY) == "1400.00"
    assert PriceRow.objects.count() == 2


def test_a_price_set_before_a_later_one_holds_until_then(world: World, stina: Actor) -> None:
    made = create_price_list(
        actor=stina, name="NK", connected_to=[world.school], valid_from=date(2026, 1, 1)
    )
    for day, amount in ((TODAY, "1400"), (date(2026, 2, 1), "1450")):
        set_prices(
            actor=stina,
            price_list=made,
            prices=[PriceDraft(world.dock, Decimal(amount))],
            valid_from=day,
        )
    assert held(world, date(2026, 2, 1)) == "1450.00"
    assert held(world, TODAY) == "1400.00"
    assert held(world, date(2026, 1, 31)) == "1590.00"


def test_the_same_day_is_corrected_and_the_same_price_left_alone(
    world: World, stina: Actor
) -> None:
    made = create_price_list(actor=stina, name="NK", connected_to=[world.norrvik])
    for amount in ("1400", "1300", "1300"):
        set_prices(actor=stina, price_list=made, prices=[PriceDraft(world.dock, Decimal(amount))])
    row = PriceRow.objects.get()
    assert row.unit_net == Decimal("1300.00")
    tomorrow = timezone.localdate() + timedelta(days=1)
    set_prices(
        actor=stina,
        price_list=made,
        prices=[PriceDraft(world.dock, Decimal(1300))],
        valid_from=tomorrow,
    )
    assert PriceRow.objects.count() == 1


def test_ended_prices_give_the_normal_price(world: World, stina: Actor) -> None:
    made = create_price_list(
        actor=stina, name="NK", connected_to=[world.norrvik], valid_from=date(2026, 1, 1)
    )
    set_prices(
        actor=stina,
        price_list=made,
        prices=[PriceDraft(world.dock, Decimal(5)), PriceDraft(world.dock, Decimal(4), 10)],
        valid_from=date(2026, 1, 1),
    )
    end_prices(actor=stina, price_list=made, variants=[world.dock], last_day=TODAY)
    assert held(world, TODAY, 10) == "4.00"
    assert held(world, TODAY + timedelta(days=1), 10) == "1590.00"


def test_a_list_holds_for_whom_it_is_connected_to(world: World, stina: Actor) -> None:
    made = create_price_list(actor=stina, name="NK")
    set_prices(actor=stina, price_list=made, prices=[PriceDraft(world.dock, Decimal(5))])
    today = timezone.localdate()
    assert held(world, today) == "1590.00"
    connect_price_list(actor=stina, price_list=made, buyer=world.school)
    connect_price_list(actor=stina, price_list=made, buyer=world.school)
    assert held(world, today) == "5.00"
    disconnect_price_list(actor=stina, price_list=made, buyer=world.school)
    assert held(world, today) == "1590.00"


# Agreements


def test_an_agreement_is_filled_changed_and_emptied(world: World, stina: Actor) -> None:
    schools = Segment.objects.create(name="Skolor")
    schools.customers.add(world.school)
    made = create_assortment(actor=stina, name="Norrvik 24", holders=[schools])
    for amount in (None, Decimal(900)):
        put_in_assortment(actor=stina, assortment=made, items=[ItemDraft(world.dock, amount)])
    assert AssortmentItem.objects.count() == 1
    assert held(world, timezone.localdate()) == "900.00"
    disconnect_assortment(actor=stina, assortment=made, holders=[schools])
    assert held(world, timezone.localdate()) == "1590.00"
    connect_assortment(actor=stina, assortment=made, holders=[world.school, world.norrvik])
    assert held(world, timezone.localdate()) == "900.00"
    take_out_of_assortment(actor=stina, assortment=made, variants=[world.dock])
    assert held(world, timezone.localdate()) == "1590.00"


def test_an_agreement_ends_after_it_begins(world: World, stina: Actor) -> None:
    with pytest.raises(CatalogueRefused, match="ends-before-start"):
        create_assortment(
            actor=stina, name="X", valid_from=TODAY, valid_until=TODAY - timedelta(days=1)
        )
    assert not Assortment.objects.exists()


# Refusals

CHANGES: dict[str, Callable[[World, Actor], object]] = {
    "create a category": lambda world, who: create_category(actor=who, name="X"),
    "change a category": lambda world, who: change_category(
        actor=who, category=world.docks, name="X", pictogram="", position=1
    ),
    "move a category": lambda world, who: move_category(
        actor=who, category=world.docks, parent=None
    ),
    "create a product": lambda world, who: create_product(
        actor=who, draft=ProductDraft("X", [draft(world, "X")])
    ),
    "change a product": lambda world, who: change_product(
        actor=who,
        product=world.dock.product,
        name="X",
        brand="",
        summary="",
        description="",
        is_active=False,
    ),
    "place a product": lambda world, who: place_product(
        actor=who, product=world.dock.product, categories=[]
    ),
    "add a variant": lambda world, who: add_variant(
        actor=who, product=world.dock.product, draft=draft(world, "X")
    ),
    "change a variant": lambda world, who: change_variant(
        actor=who, variant=world.dock, draft=draft(world, "X"), is_active=False
    ),
    "add a picture": lambda world, who: add_picture(
        actor=who, product=world.dock.product, file=ContentFile(b"x"), name="x.png"
    ),
    "create a price list": lambda world, who: create_price_list(actor=who, name="X"),
    "create an agreement": lambda world, who: create_assortment(actor=who, name="X"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("who", ["nora", "greta", "sam", "stranger"])
def test_only_the_shops_administrators_change_the_catalogue(
    world: World, change: str, who: str
) -> None:
    before = (Variant.objects.count(), Category.objects.count(), ListingRow.objects.count())
    with pytest.raises(CatalogueRefused, match="no-right"):
        CHANGES[change](world, world.actor(None if who == "stranger" else getattr(world, who)))
    after = (Variant.objects.count(), Category.objects.count(), ListingRow.objects.count())
    assert before == after


def test_every_change_names_who_made_it(world: World, stina: Actor) -> None:
    change_variant(
        actor=stina, variant=world.dock, draft=draft(world, "ND-4012-GB", "5.00"), is_active=True
    )
    event = world.dock.history.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["user"] == world.stina.pk
    assert event.pgh_context.metadata["action"] == "variant.change"
    assert event.list_price_net == Decimal("5.00")
