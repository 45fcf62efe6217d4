"""What the customer's card gives its people at checkout: ways to pay, accounts with carriers."""

from customers.models import (
    Customer,
    ShipperAccount,
)
from orders.models import Order
from tests.pages.staff.customer_pages import page_of, url_of
from tests.world import World


def _ordered_on(world: World, account: ShipperAccount) -> Order:
    """Otto's order from the page of the checkout, on that account."""
    client = world.client(world.otto)
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
    page = client.get("/checkout/")
    assert "DHL 123 456" in page.content.decode()
    sent = {
        "token": page.context["token"],
        "fingerprint": page.context["basket"].fingerprint,
        "address": str(world.vestby_address.pk),
        "delivery_method": world.pickup.pk,
        "payment_method": world.invoice.pk,
        "shipper_account": str(account.pk),
    }
    changed = client.post("/checkout/", sent)  # the sums are now those of these ways
    if changed.status_code != 302:
        sent["fingerprint"] = changed.context["basket"].fingerprint
        assert client.post("/checkout/", sent).status_code == 302
    order: Order = Order.objects.latest("pk")
    return order


def test_who_may_not_pay_on_account_is_not_offered_it(world: World) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(may_pay_on_account=False)
    page = page_of(world, "/my/agreed/", world.otto.user)
    assert world.card.name in page
    assert world.invoice.name not in page


def test_an_account_with_a_carrier_is_chosen_at_checkout_and_stands_on_the_order(
    world: World,
) -> None:
    client = world.client(world.sam)
    new = f"{url_of(world.vestby)}shipper-accounts/new/"
    client.post(new, {"carrier": "DHL", "number": "123 456"})
    account = ShipperAccount.objects.get()
    assert "DHL" in page_of(world, url_of(world.vestby, "addresses/"))
    twice = client.post(new, {"carrier": "dhl", "number": "123 456"})
    assert "has this account already" in twice.content.decode()
    order = _ordered_on(world, account)
    assert order.shipper_account == "DHL 123 456"
    assert "DHL 123 456" in page_of(world, f"/staff/orders/{order.number}/")
    client.post(f"{url_of(world.vestby)}shipper-accounts/{account.pk}/", {"remove": "1"})
    order.refresh_from_db()
    assert order.shipper_account == "DHL 123 456"
    assert not ShipperAccount.objects.exists()


def test_a_shipper_account_of_another_customer_is_not_here(world: World) -> None:
    account = ShipperAccount.objects.create(customer=world.school, carrier="DHL", number="1")
    path = f"{url_of(world.vestby)}shipper-accounts/{account.pk}/"
    assert world.client(world.sam).get(path).status_code == 404
    assert world.client(world.sam).post(path, {"remove": "1"}).status_code == 404
