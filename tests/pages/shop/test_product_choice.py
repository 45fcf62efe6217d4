"""Choosing on the product page: versions, packs, units, and what the buyer calls the goods."""

from decimal import Decimal

import pytest
from django.test import Client

from catalogue.models import OwnArticleNumber, PriceRow, Variant
from catalogue.search.words import fold_code
from catalogue.services.visibility import refresh_audiences, set_limit_groups
from customers.actors import SYSTEM
from customers.models import Customer, CustomerGroup, ShopSettings
from orders.models import CartLine
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT, norrvik_prices
from tests.world import World


def version(world: World, sku: str, name: str, price: str | None, **fields: object) -> Variant:
    """One more version of the dock."""
    made = Variant.objects.create(
        product=world.dock.product,
        sku=sku,
        name=name,
        list_price_net=None if price is None else Decimal(price),
        vat_rate=world.vat,
        position=Variant.objects.count(),
        **fields,
    )
    refresh_audiences(product_ids=[made.product_id])
    return made


def called(world: World, number: str, owner: Customer | CustomerGroup) -> None:
    """The owner's own number of the dock."""
    whose = {"customer": owner} if isinstance(owner, Customer) else {"group": owner}
    OwnArticleNumber.objects.create(
        variant=world.dock, number=number, folded=fold_code(number), **whose
    )


def in_packs(world: World, size: int, unit: str = "") -> None:
    Variant.objects.filter(pk=world.dock.pk).update(pack_size=size, unit=unit)


def test_each_version_stands_with_its_stock_and_the_visitors_price(world: World) -> None:
    version(world, "SAND", "Sand", "1650", stock_quantity=4)
    version(world, "WHITE", "Vit", "1700", no_backorder=True)
    version(world, "OFFER", "Specialfärg", None)
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    page = read(world.client(world.nora), PRODUCT)
    assert "Sand 4 left 1 485,00 kr" in page.text
    assert "Vit Sold out 1 530,00 kr" in page.text
    assert "Specialfärg Not in stock, can be ordered" in page.text
    assert "Sand 4 left 1 650,00 kr" in read(Client(), PRODUCT).text
    assert "Art. no. SAND" in read(Client(), f"{PRODUCT}?v=SAND").text


def test_a_version_limited_to_norrvik_is_no_choice_and_no_count_for_others(world: World) -> None:
    set_limit_groups(
        actor=SYSTEM, target=version(world, "SAND", "Sand", "1650"), groups=[world.norrvik]
    )
    assert "Sand" in read(world.client(world.nora), PRODUCT).text
    for who in (world.otto, world.stina, None):
        page = read(world.client(who), f"{PRODUCT}?v=SAND")
        assert "Sand" not in page.text
        assert "Version" not in page.text
        assert "Art. no. ND-4012-GB" in page.text


def test_many_versions_fold_and_tell_how_many_are_the_visitors(world: World) -> None:
    for n in range(10):
        made = version(world, f"W-{n}", f"Längd {n}", "100")
    set_limit_groups(actor=SYSTEM, target=made, groups=[world.norrvik])
    assert "11 versions to choose from" in read(world.client(world.nora), PRODUCT).text
    page = read(world.client(world.otto), PRODUCT)
    assert "10 versions to choose from" in page.text
    assert "Längd 9" not in page.text


def test_a_version_keeps_the_quantity_at_its_own_price(world: World) -> None:
    sand = version(world, "SAND", "Sand", "1650")
    norrvik_prices(world, (10, "800.00"))
    PriceRow.objects.create(
        price_list=PriceRow.objects.get().price_list,
        variant=sand,
        from_quantity=10,
        unit_net=Decimal(900),
    )
    page = read(world.client(world.nora), f"{PRODUCT}?quantity=12")
    assert "Sand Not in stock, can be ordered 900,00 kr" in page.text
    assert f"{PRODUCT}?v=SAND&quantity=12" in page.links
    assert (
        "12 pcs = 10 800,00 kr"
        in read(world.client(world.nora), f"{PRODUCT}?v=SAND&quantity=12").text
    )


def test_goods_in_packs_start_at_a_pack_and_go_by_packs(world: World) -> None:
    in_packs(world, 6)
    client = world.client(world.nora)
    page = read(client, PRODUCT)
    assert "Sold in packs of 6 pcs · 9 540,00 kr ex VAT a pack (11 925,00 kr inc VAT)" in page.text
    assert "instead of" not in page.text
    html = client.get(PRODUCT).content.decode()
    assert 'value="6" min="6" max="99996" step="6"' in html
    client.post("/cart/add/", page.forms["/cart/add/"])
    assert CartLine.objects.get().quantity == 6


@pytest.mark.parametrize(("asked", "shown"), [("1", 6), ("7", 12), ("12", 12), ("999999", 99996)])
def test_a_quantity_between_packs_becomes_the_next_and_says_so(
    world: World, asked: str, shown: int
) -> None:
    in_packs(world, 6)
    page = read(world.client(world.nora), f"{PRODUCT}?quantity={asked}")
    assert page.inputs["quantity"] == str(shown)
    assert (f"{shown} instead of {asked}." in page.text) == (asked != str(shown))


def test_quantity_prices_of_packs_name_only_what_can_be_bought(world: World) -> None:
    in_packs(world, 6)
    norrvik_prices(world, (1, "900.00"), (4, "880.00"), (10, "800.00"), (50, "700.00"))
    page = read(world.client(world.nora), PRODUCT)
    assert "6 pcs 880,00 kr 12–48 pcs 800,00 kr 54 – pcs 700,00 kr" in page.text
    assert "900,00 kr 880,00" not in page.text  # 1–3 is less than a pack


def test_one_price_for_every_number_of_packs_is_no_table(world: World) -> None:
    in_packs(world, 6)
    norrvik_prices(world, (1, "900.00"), (4, "880.00"))
    text = read(world.client(world.nora), PRODUCT).text
    assert "880,00 kr ex VAT" in text
    assert "6 – pcs" not in text


def test_who_must_log_in_for_prices_sees_none_of_any_version_or_pack(world: World) -> None:
    version(world, "SAND", "Sand", "1650", stock_quantity=4)
    in_packs(world, 6)
    ShopSettings.objects.update(anonymous_sees_prices=False)
    page = read(Client(), f"{PRODUCT}?quantity=12")
    assert "Price after log-in" in page.text
    assert "Sold in packs of 6" in page.text
    assert "Sand 4 left" in page.text
    assert " kr" not in page.text


def test_what_one_is_called_stands_wherever_the_quantity_does(world: World) -> None:
    in_packs(world, 1, "meter")
    norrvik_prices(world, (1, "90.00"), (10, "80.00"))
    page = read(world.client(world.nora), f"{PRODUCT}?quantity=12")
    assert "ex VAT / meter" in page.text
    assert "1–9 meter 90,00 kr" in page.text
    assert "12 meter = 960,00 kr" in page.text
    assert "pcs" not in page.text.split("Why this price?")[0]


def test_the_buyers_own_number_is_the_customers_then_the_groups(world: World) -> None:
    called(world, "NK-1", world.norrvik)
    assert "Your no. NK-1" in read(world.client(world.nora), PRODUCT).text
    called(world, "BU-77", world.school)
    page = read(world.client(world.nora), PRODUCT)
    assert "Your no. BU-77" in page.text
    assert "NK-1" not in page.text
    for who in (world.otto, world.ulla, world.stina, None):
        page = read(world.client(who), PRODUCT)
        assert "Your no." not in page.text
        assert "BU-77" not in page.text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"list_price_net": None}, "Ask for price"),
        ({"stock_quantity": 0, "no_backorder": True}, "Sold out"),
    ],
)
def test_what_cannot_be_bought_has_no_cart_button_and_can_be_kept(
    world: World, changed: dict[str, object], says: str
) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(**changed)
    page = read(world.client(world.nora), PRODUCT)
    assert says in page.text
    assert "/cart/add/" not in page.forms
    assert any(link.startswith("/my/lists/add/") for link in page.links)
