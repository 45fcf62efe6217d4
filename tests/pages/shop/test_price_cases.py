"""What buyers of other shops expect of prices, with their sums (volume, versions, lists, freight).

Freight and fees are told from the basket that a checkout shows: percentages never touch them.
"""

from decimal import Decimal

import pytest

from catalogue.models import PriceList, Variant
from catalogue.selectors.prices import quote
from catalogue.services.prices import PriceDraft, set_prices
from customers.actors import Actor
from customers.models import Customer, CustomerGroup
from customers.selectors.shop import shop_settings
from orders.models import WishList
from orders.selectors.baskets import Basket
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart, join_anonymous_cart
from orders.services.lists import make_list, save_to_list
from tests.orders import fill_cart, place
from tests.pages.reading import read
from tests.prices import list_in_force
from tests.world import World, make_product


@pytest.fixture
def pen(world: World) -> Variant:
    """List 4,80; from 5 4,20, from 10 3,60, from 20 2,40 for Norrvik."""
    made = make_product("Penna", "PE-1", "4.80", category=world.office, vat=world.vat)
    rows = [(made, 5, "4.20"), (made, 10, "3.60"), (made, 20, "2.40")]
    list_in_force(world, "Volym", world.norrvik, rows=rows)
    return made


def basket(world: World) -> Basket:
    actor = world.actor(world.nora)
    cart = find_cart(actor, "")
    assert cart is not None
    return basket_of(actor, cart, shop_settings(), delivery=world.freight, payment=world.invoice)


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(1, "4.80"), (4, "4.80"), (5, "4.20"), (9, "4.20"), (10, "3.60"), (20, "2.40"), (99, "2.40")],
)
def test_a_volume_price_holds_from_its_quantity(
    world: World, pen: Variant, quantity: int, price: str
) -> None:
    fill_cart(world.actor(world.nora), (pen, quantity))
    assert [line.unit_net for line in basket(world).lines] == [Decimal(price)]


def test_the_sum_of_what_is_added_twice_decides_the_volume_price(
    world: World, pen: Variant
) -> None:
    nora = world.actor(world.nora)
    fill_cart(nora, (pen, 3))
    assert basket(world).lines[0].unit_net == Decimal("4.80")
    fill_cart(nora, (pen, 2))
    line = basket(world).lines[0]
    assert (line.quantity, line.unit_net) == (5, Decimal("4.20"))


def test_a_cart_from_before_log_in_is_joined_and_its_sum_decides(
    world: World, pen: Variant
) -> None:
    nora = world.actor(world.nora)
    fill_cart(nora, (pen, 6))
    add_to_cart(actor=Actor(), session_token="before", variant_id=pen.pk, quantity=4)
    join_anonymous_cart(actor=nora, session_token="before")
    line = basket(world).lines[0]
    assert (line.quantity, line.unit_net) == (10, Decimal("3.60"))


def test_each_version_has_its_own_struck_price(world: World) -> None:
    """The product 100 (was 200), its blue version 15 (was 50)."""
    plain = make_product("Mugg", "MU-1", "200", category=world.office, vat=world.vat)
    Variant.objects.filter(pk=plain.pk).update(name="Vit")
    blue = Variant.objects.create(
        product=plain.product,
        sku="MU-2",
        name="Blå",
        list_price_net=Decimal(50),
        vat_rate=world.vat,
        position=1,
    )
    list_in_force(world, "Rea", world.norrvik, rows=[(plain, 1, "100"), (blue, 1, "15")])
    nora = world.client(world.nora)
    for sku, now, was in (("MU-1", "100,00", "200,00"), ("MU-2", "15,00", "50,00")):
        html = nora.get(f"/p/mu-1/?v={sku}").content.decode()
        struck = html.split("<s>", 1)[1].split("</s>", 1)[0].replace("\u00a0", " ")
        assert was in struck
        assert f"{now} kr" in html.replace("\u00a0", " ")


def test_an_open_list_is_priced_anew_when_the_group_or_a_price_changes(
    world: World, pen: Variant
) -> None:
    nora = world.actor(world.nora)
    made = make_list(actor=nora, name="Skolstart")
    save_to_list(actor=nora, variant_id=pen.pk, quantity=10, list_id=made.pk)
    url = f"/my/lists/{WishList.objects.get().pk}/"
    client = world.client(world.nora)
    assert "36,00" in read(client, url).text
    CustomerGroup.objects.filter(pk=world.norrvik.pk).update(discount_percent=50)
    assert "18,00" in read(client, url).text
    prices = [PriceDraft(pen, Decimal("3.00"), 10)]
    volume = PriceList.objects.get(name="Volym")
    set_prices(actor=world.actor(world.stina), price_list=volume, prices=prices)
    assert "15,00" in read(client, url).text
    Customer.objects.filter(pk=world.school.pk).update(main_group=world.retail)
    assert "48,00" in read(client, url).text


@pytest.mark.parametrize(("percent", "goods"), [(10, "1431.00"), (100, "0.01")])
def test_a_discount_stops_above_nothing_and_touches_neither_freight_nor_fee(
    world: World, percent: int, goods: str
) -> None:
    """10 % of the items is 10 % of their sum; freight 149,00 and the fee stay (K-26, K-27)."""
    world.invoice.fee_net = Decimal("25.00")
    world.invoice.save()
    fill_cart(world.actor(world.nora), (world.dock, 1))
    before = basket(world).totals
    Customer.objects.filter(pk=world.school.pk).update(discount_percent=percent)
    after = basket(world).totals
    assert before.goods_net == Decimal("1590.00")
    assert after.goods_net == Decimal(goods)
    for totals in (before, after):
        assert (totals.shipping_net, totals.fees_net) == (Decimal("149.00"), Decimal("25.00"))
        assert totals.value_net == totals.goods_net + Decimal("174.00")


def test_two_discounts_of_a_hundred_per_cent_never_turn_into_money_back(world: World) -> None:
    CustomerGroup.objects.filter(pk=world.norrvik.pk).update(discount_percent=100)
    Customer.objects.filter(pk=world.school.pk).update(discount_percent=100)
    answer = quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk]
    assert answer.unit_net == Decimal("0.01")


def test_an_order_placed_at_a_price_keeps_it(world: World, pen: Variant) -> None:
    order = place(world, world.nora, (pen, 10))
    prices = [PriceDraft(pen, Decimal("9.00"), 10)]
    volume = PriceList.objects.get(name="Volym")
    set_prices(actor=world.actor(world.stina), price_list=volume, prices=prices)
    assert order.lines.get().unit_net == Decimal("3.60")
