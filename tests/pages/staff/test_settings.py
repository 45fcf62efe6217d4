"""Settings and the mail log: administrators change, sales staff do not, secrets stay secret."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from django.test import Client

from catalogue.models import VatRate
from core.mail import enqueue
from core.models import EmailState, OutgoingEmail
from customers.actors import Actor
from customers.errors import CustomersRefused
from customers.models import ShopSettings
from customers.services.shop import ShopDetails, update_shop_settings
from orders.errors import OrderRefused
from orders.models import DeliveryMethod, Order, PaymentMethod
from orders.selectors.carts import offered_deliveries, offered_payments
from orders.services.methods import DeliveryDetails, save_delivery_method
from tests.orders import place
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]

SHOP = {
    "name": "Kontorsgrossen AB", "org_number": "556821-4470", "email": "hej@kontorsgrossen.example",
    "order_email": "", "phone": "", "opening_hours": "", "country": "SE", "currency": "SEK",
    "language": "sv", "max_total_discount_percent": "", "anonymous_sees_prices": "on",
}  # fmt: skip
DELIVERY = {
    "name": "Bud", "description": "Samma dag", "cost_net": "1 249,50", "free_from_net": "",
    "position": "3", "is_active": "on",
}  # fmt: skip


def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.mark.parametrize(
    "path",
    ["", "deliveries/", "deliveries/new/", "payments/", "payments/new/", "vat/", "vat/new/"],
)
def test_sales_staff_and_buyers_get_403_also_for_a_post(world: World, path: str) -> None:
    for who in (world.sam, world.greta):
        client = world.client(who)
        assert client.get(f"/staff/settings/{path}").status_code == 403
        assert client.post(f"/staff/settings/{path}", SHOP).status_code == 403
    assert stina(world).get(f"/staff/settings/{path}").status_code == 200


def test_the_services_refuse_sales_staff_too(world: World) -> None:
    sam: Actor = world.actor(world.sam)
    with pytest.raises(CustomersRefused):
        update_shop_settings(actor=sam, details=ShopDetails(name="X"), has_orders=False)
    with pytest.raises(OrderRefused):
        save_delivery_method(actor=sam, details=DeliveryDetails(name="X", vat_rate=world.vat))
    assert not DeliveryMethod.objects.filter(name="X").exists()


# The shop


def test_stina_changes_the_shop(world: World) -> None:
    posted = SHOP | {"max_total_discount_percent": "12,5", "currency": "NOK"}
    del posted["anonymous_sees_prices"]
    assert stina(world).post("/staff/settings/", posted).status_code == 302
    shop = ShopSettings.objects.get()
    assert (shop.name, shop.language, shop.currency) == ("Kontorsgrossen AB", "sv", "NOK")
    assert shop.max_total_discount_percent == Decimal("12.5")
    assert shop.anonymous_sees_prices is False
    assert shop.order_email == ""


@pytest.mark.parametrize(("written", "kept"), [("", None), ("0", Decimal(0))])
def test_a_blank_largest_discount_is_not_0(
    world: World, written: str, kept: Decimal | None
) -> None:
    stina(world).post("/staff/settings/", SHOP | {"max_total_discount_percent": written})
    assert ShopSettings.objects.get().max_total_discount_percent == kept


def test_the_currency_is_fixed_after_the_first_order(world: World) -> None:
    place(world, world.otto, (world.paper, 1))
    client = stina(world)
    page = client.get("/staff/settings/").content.decode()
    assert "Fixed, since orders have been placed." in page
    assert "NOK" not in page
    assert client.post("/staff/settings/", SHOP | {"currency": "NOK"}).status_code == 422
    with pytest.raises(CustomersRefused) as refused:
        update_shop_settings(
            actor=world.actor(world.stina),
            details=ShopDetails(name="X", currency="NOK"),
            has_orders=True,
        )
    assert refused.value.code == "currency"
    assert ShopSettings.objects.get().currency == "SEK"
    assert client.post("/staff/settings/", SHOP).status_code == 302, "the rest can change"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", "no address"),
        ("currency", "XXX"),
        ("language", "tlh"),
        ("country", "XX"),
        ("max_total_discount_percent", "101"),
        ("max_total_discount_percent", "-1"),
        ("max_total_discount_percent", "many"),
    ],
)
def test_what_a_shop_cannot_be_is_refused_at_its_field(
    world: World, field: str, value: str
) -> None:
    response = stina(world).post("/staff/settings/", SHOP | {field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert ShopSettings.objects.get().name == "Kontorsgrossen"


# Ways to deliver and to pay


def test_a_new_way_to_deliver_is_offered_at_once(world: World) -> None:
    posted = DELIVERY | {"vat_rate": world.vat.pk}
    assert stina(world).post("/staff/settings/deliveries/new/", posted).status_code == 302
    bud = DeliveryMethod.objects.get(name="Bud")
    assert (bud.cost_net, bud.free_from_net, bud.vat_rate) == (Decimal("1249.50"), None, world.vat)
    assert bud in offered_deliveries(world.actor(world.nora))


def test_a_way_to_deliver_limited_to_a_group_is_offered_to_that_group_only(world: World) -> None:
    posted = DELIVERY | {"vat_rate": world.vat.pk, "limit_groups": [world.retail.pk]}
    stina(world).post("/staff/settings/deliveries/new/", posted)
    bud = DeliveryMethod.objects.get(name="Bud")
    assert bud in offered_deliveries(world.actor(world.otto))
    assert bud not in offered_deliveries(world.actor(world.nora))
    page = stina(world).get("/staff/settings/deliveries/").content.decode()
    assert "Retail" in page
    assert "everyone" in page


@pytest.mark.parametrize(
    ("written", "kept", "said"),
    [("", None, "never"), ("0", Decimal("0.00"), "always"), ("2 000", Decimal("2000.00"), "2 000")],
)
def test_free_from_blank_0_and_an_amount_are_three_things(
    world: World, written: str, kept: Decimal | None, said: str
) -> None:
    address = f"/staff/settings/deliveries/{world.freight.pk}/"
    posted = DELIVERY | {"vat_rate": world.vat.pk, "free_from_net": written}
    client = stina(world)
    assert client.post(address, posted).status_code == 302
    world.freight.refresh_from_db()
    assert world.freight.free_from_net == kept
    page = client.get("/staff/settings/deliveries/").content.decode().replace("\xa0", " ")
    assert said in page


def test_a_changed_cost_leaves_placed_orders_as_agreed(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    address = f"/staff/settings/deliveries/{world.pickup.pk}/"
    stina(world).post(address, DELIVERY | {"vat_rate": world.vat_food.pk})
    agreed = Order.objects.get(pk=order.pk)
    assert (agreed.delivery_method_name, agreed.shipping_net) == ("Hämtas", Decimal("0.00"))
    assert agreed.gross == order.gross


def test_a_way_that_is_switched_off_is_offered_to_nobody(world: World) -> None:
    posted = {"name": "Faktura", "vat_rate": world.vat.pk, "position": "1", "is_on_account": "on"}
    client = stina(world)
    client.post(f"/staff/settings/payments/{world.invoice.pk}/", posted)
    assert offered_payments(world.actor(world.nora)) == [world.card]
    assert "Not offered" in client.get("/staff/settings/payments/").content.decode()


def test_a_new_way_to_pay_with_a_fee(world: World) -> None:
    posted = {
        "name": "Delbetalning",
        "vat_rate": world.vat.pk,
        "position": "9",
        "fee_net": "29",
        "is_active": "on",
    }
    stina(world).post("/staff/settings/payments/new/", posted)
    method = PaymentMethod.objects.get(name="Delbetalning")
    assert (method.fee_net, method.is_on_account) == (Decimal("29.00"), False)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("name", "", 422),
        ("name", "Hämtas", 409),
        ("cost_net", "-1", 422),
        ("cost_net", "gratis", 422),
        ("vat_rate", "999999", 422),
        ("limit_groups", ["999999"], 422),
        ("position", "-1", 422),
    ],
)
def test_what_a_method_cannot_be_is_refused_at_its_field(
    world: World, field: str, value: object, status: int
) -> None:
    posted = DELIVERY | {"vat_rate": world.vat.pk, field: value}
    response = stina(world).post("/staff/settings/deliveries/new/", posted)
    assert response.status_code == status
    assert field in response.context["form"].errors
    assert DeliveryMethod.objects.count() == 2


def test_what_is_not_there_is_404(world: World) -> None:
    for path in ("deliveries/999999/", "payments/999999/", "vat/999999/"):
        assert stina(world).get(f"/staff/settings/{path}").status_code == 404


# VAT


def test_a_new_default_rate_takes_it_from_the_old_one(world: World) -> None:
    posted = {"name": "15 % NO", "percent": "15", "is_default": "on"}
    assert stina(world).post("/staff/settings/vat/new/", posted).status_code == 302
    assert VatRate.objects.get(is_default=True).name == "15 % NO"
    assert VatRate.objects.filter(is_default=True).count() == 1


def test_the_default_is_never_given_away_to_nobody(world: World) -> None:
    address = f"/staff/settings/vat/{world.vat.pk}/"
    response = stina(world).post(address, {"name": "25 %", "percent": "25"})
    assert response.status_code == 409
    assert response.context["form"].errors["is_default"] == [
        "Make another rate the default instead."
    ]
    world.vat.refresh_from_db()
    assert world.vat.is_default


def test_a_changed_rate_leaves_placed_orders_as_agreed(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    posted = {"name": "25 %", "percent": "6", "is_default": "on"}
    stina(world).post(f"/staff/settings/vat/{world.vat.pk}/", posted)
    assert VatRate.objects.get(pk=world.vat.pk).percent == 6
    assert order.vat_rows.get().percent == 25


@pytest.mark.parametrize(
    ("posted", "field", "status"),
    [
        ({"name": "25 %", "percent": "3"}, "name", 409),
        ({"name": "Mycket", "percent": "100,01"}, "percent", 422),
        ({"name": "Inget", "percent": ""}, "percent", 422),
        ({"name": "", "percent": "3"}, "name", 422),
    ],
)
def test_what_a_rate_cannot_be_is_refused_at_its_field(
    world: World, posted: dict[str, str], field: str, status: int
) -> None:
    response = stina(world).post("/staff/settings/vat/new/", posted)
    assert response.status_code == status
    assert field in response.context["form"].errors
    assert VatRate.objects.count() == 2


# The mail log


def written(world: World, key: str = "x", *, is_secret: bool = False) -> OutgoingEmail:
    mail = enqueue(
        event_key=key,
        template="accounts/reset",
        context={"shop": world.shop, "link": "http://testserver/secret/", "person": world.nora},
        language="en",
        to=world.nora.user,
        is_secret=is_secret,
    )
    assert mail is not None
    return mail


def test_sam_finds_a_mail_and_reads_it(world: World) -> None:
    place(world, world.otto, (world.paper, 2))
    client = world.client(world.sam)
    page = client.get("/staff/mail/?q=otto").content.decode()
    mail = OutgoingEmail.objects.get(to_address="otto@example.com")
    assert mail.subject in page
    rows = page.partition("<table")[2].partition("</table>")[0]
    assert "order@kontorsgrossen.example" not in rows
    detail = client.get(f"/staff/mail/{mail.pk}/").content.decode()
    assert "Kopieringspapper" in detail
    assert mail.message_id.strip("<>") in detail


def test_staff_never_see_a_link_that_logs_somebody_in(world: World) -> None:
    mail = written(world, is_secret=True)
    for who in (world.sam, world.stina):
        page = world.client(who).get(f"/staff/mail/{mail.pk}/").content.decode()
        assert "http://testserver/secret/" not in page
        assert "its text is not shown" in page
    assert "secret" not in world.client(world.sam).get("/staff/mail/").content.decode()


def test_a_failed_mail_shows_its_error_and_is_sent_again_once(world: World) -> None:
    mail = written(world)
    OutgoingEmail.objects.update(state=EmailState.FAILED, attempts=12, last_error="550 <no> such")
    client = world.client(world.sam)
    address = f"/staff/mail/{mail.pk}/"
    page = client.get(address).content.decode()
    assert "550 &lt;no&gt; such" in page
    assert f"{address}again/" in page
    assert client.post(f"{address}again/").status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (EmailState.WAITING, 0)
    assert f"{address}again/" not in client.get(address).content.decode()
    assert client.post(f"{address}again/").status_code == 409
    assert client.post("/staff/mail/999999/again/").status_code == 404


def test_the_log_is_narrowed_by_state(world: World) -> None:
    gone, waits = written(world, "a"), written(world, "b")
    OutgoingEmail.objects.filter(pk=gone.pk).update(state=EmailState.FAILED)
    rows = world.client(world.sam).get("/staff/mail/?state=failed").context["rows"]
    assert [row.pk for row in rows] == [gone.pk]
    everything = world.client(world.sam).get("/staff/mail/?state=nonsense").context["rows"]
    assert {row.pk for row in everything} == {gone.pk, waits.pk}


def test_buyers_have_no_mail_log(world: World) -> None:
    mail = written(world)
    for path in ("/staff/mail/", f"/staff/mail/{mail.pk}/"):
        assert world.client(world.greta).get(path).status_code == 403


def test_the_log_costs_the_same_for_few_mails_and_for_many(
    world: World, django_assert_num_queries: Counting
) -> None:
    written(world)
    client = world.client(world.sam)
    client.get("/staff/mail/")
    with django_assert_num_queries(7):  # one is for the saved views of the list
        client.get("/staff/mail/")
    for number in range(40):
        written(world, f"m{number}")
    with django_assert_num_queries(7):
        client.get("/staff/mail/")
