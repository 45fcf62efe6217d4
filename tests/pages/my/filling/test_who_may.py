"""Who fills in an order in somebody's own words, and which orders are not filled in."""

from customers.models import Membership
from orders.services.deciding import reject_order
from tests.orders import place
from tests.pages.my.filling.form import field, sku, url_of
from tests.pages.reading import page_of, read
from tests.services.customers.test_visits import act
from tests.wishes import wish
from tests.world import World


def test_another_than_the_current_step_reads_why_not(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.greta)
    page = read(client, url_of(order))
    assert "The order waits for Ali Haddad." in page.text
    assert "fill" not in page.forms
    sent = {"save": "1", "version": "1", field(sku("TE-14")): "1"}
    assert "The order waits for Ali Haddad." in page_of(client.post(url_of(order), sent), 409).text
    assert not order.lines.exists()


def test_strangers_meet_404_and_buyers_403(shop: World) -> None:
    order = wish(shop, shop.nora)
    Membership.objects.filter(pk=shop.otto.pk).update(is_approver=True, is_group_admin=True)
    for method in ("get", "post"):
        assert getattr(shop.client(shop.otto), method)(url_of(order)).status_code == 404
        assert getattr(shop.client(shop.nora), method)(url_of(order)).status_code == 403


def test_nobody_fills_in_while_acting_as_ali(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = act(shop, shop.stina, shop.ali)
    assert "Nobody decides while logged in as somebody else." in read(client, url_of(order)).text
    sent = {"save": "1", "version": "1", field(sku("TE-14")): "1"}
    assert client.post(url_of(order), sent).status_code == 409
    assert not order.lines.exists()


def test_a_decided_order_is_not_filled_in(shop: World) -> None:
    order = wish(shop, shop.nora)
    reject_order(actor=shop.actor(shop.ali), order_id=order.pk, version=1, comment="Nej")
    page = read(shop.client(shop.ali), url_of(order))
    assert "This order has already been decided." in page.text


def test_an_ordinary_order_is_not_filled_in(shop: World) -> None:
    order = place(shop, shop.nora, (shop.dock, 4))
    response = shop.client(shop.ali).get(url_of(order))
    assert response["Location"] == f"/my/orders/{order.number}/"
