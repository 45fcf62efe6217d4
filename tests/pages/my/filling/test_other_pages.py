"""An order in somebody's own words on the other pages: no sum of nothing, and ways on."""

from orders.services.deciding import approve_order, reject_order
from orders.states import OrderStatus
from tests.pages.my.filling.form import url_of
from tests.pages.reading import page_of, read
from tests.wishes import fill, fresh, wish
from tests.world import World


def test_the_yes_without_products_is_refused_with_the_way_on(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    page = read(client, f"/my/approvals/{order.number}/")
    assert url_of(order) in page.links
    response = client.post(f"/my/approvals/{order.number}/approve/", {"version": "1"})
    assert "The order has no products yet." in page_of(response, 409).text
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


def test_nora_reads_that_ali_fills_it_in(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.nora)
    for url in (f"/my/orders/{order.number}/", "/my/orders/"):
        page = read(client, url)
        assert "No products yet: Ali fills them in" in page.text
        assert "0,00 kr" not in page.text.partition("Orders")[2]
    assert "No products yet" in read(client, "/my/").text
    assert "Fills in the products." in read(client, f"/my/orders/{order.number}/").text


def test_nora_orders_a_withdrawn_wish_again_and_an_approved_one(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.nora)
    assert client.post(f"/my/orders/{order.number}/again/").status_code == 302
    client.post(f"/my/orders/{order.number}/withdraw/")
    assert client.post(f"/my/orders/{order.number}/again/").status_code == 302
    filled = fill(shop, wish(shop, shop.nora), (shop.paper, 2), by=shop.ali)
    approve_order(actor=shop.actor(shop.ali), order_id=filled.pk, version=filled.version)
    assert client.post(f"/my/orders/{filled.number}/again/")["Location"] == "/cart/"
    assert shop.paper.product.name in read(client, "/cart/").text


def test_an_order_without_products_shows_no_sum_of_nothing(world: World) -> None:
    """Not as it waits, not once it is answered, and not to staff (A-42)."""
    order = wish(world, world.nora)
    staff = world.client(world.sam)
    waiting = ("/my/approvals/", f"/my/approvals/{order.number}/")
    for address in waiting:
        text = read(world.client(world.ali), address).text
        assert "0,00" not in text
        assert "No products yet" in text
    for address in ("/staff/orders/?view=waiting", f"/staff/orders/{order.number}/"):
        text = read(staff, address).text
        assert "0,00" not in text
        assert "No products" in text
    reject_order(actor=world.actor(world.ali), order_id=order.pk, version=1, comment="No")
    for address in (*waiting, "/my/approvals/decided/"):
        text = read(world.client(world.ali), address).text
        assert "0,00" not in text
        assert "No products" in text
