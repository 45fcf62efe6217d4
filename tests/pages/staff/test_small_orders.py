"""Rules for small orders: administrators say them, the cart and the order show them."""

from decimal import Decimal as D

from customers.models import Segment
from orders.models import Order, SmallOrderRule
from tests.orders import fill_cart, place
from tests.services.orders.test_small_orders import ask
from tests.world import World

LIST = "/staff/settings/small-orders/"


def test_stina_sets_a_rule_for_a_group_changes_it_and_takes_it_away(world: World) -> None:
    stina = world.client(world.stina)
    assert "Orders of any size" in stina.get(LIST).text
    posted = {
        "level": "group", "name": "norrviks kommun", "value_net": "1 500,00", "fee_net": "49",
        "vat_rate": world.vat.pk,
    }  # fmt: skip
    assert stina.post(f"{LIST}new/", posted).status_code == 302
    rule = SmallOrderRule.objects.get()
    assert (rule.group, rule.value_net, rule.fee_net) == (world.norrvik, D(1500), D(49))
    page = stina.get(LIST)
    assert "Norrviks kommun" in page.text
    assert "49,00" in page.text
    changed = {"value_net": "200", "fee_net": "", "vat_rate": world.vat.pk}
    assert stina.post(f"{LIST}{rule.pk}/", changed).status_code == 302
    rule.refresh_from_db()
    assert (rule.value_net, rule.fee_net, rule.vat_rate) == (D(200), None, None)
    assert "is refused" in stina.get(LIST).text
    assert stina.post(f"{LIST}{rule.pk}/delete/").status_code == 302
    assert not SmallOrderRule.objects.exists()
    assert stina.get(f"{LIST}{rule.pk}/").status_code == 404


def test_a_segment_by_name_and_a_customer_by_number(world: World) -> None:
    segment = Segment.objects.create(name="Skolor")
    stina = world.client(world.stina)
    for level, name in (("segment", "skolor"), ("customer", world.school.number), ("shop", "")):
        posted = {"level": level, "name": name, "value_net": "300", "vat_rate": world.vat.pk}
        assert stina.post(f"{LIST}new/", posted).status_code == 302
    rules = SmallOrderRule.objects.order_by("pk")
    assert [rule.of for rule in rules] == [segment, world.school, None]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(world: World) -> None:
    stina = world.client(world.stina)
    base = {"level": "group", "name": "Norrviks kommun", "value_net": "300", "fee_net": ""}
    base["vat_rate"] = str(world.vat.pk)
    for field, value in (("name", "Nobody"), ("name", ""), ("value_net", "-1"), ("level", "x")):
        answer = stina.post(f"{LIST}new/", base | {field: value})
        assert answer.status_code == 422, (field, value)
        assert answer.context["form"].errors.keys() == {field}
    ask(world, "1", of=world.norrvik)
    answer = stina.post(f"{LIST}new/", base)
    assert answer.status_code == 409
    assert answer.context["form"].errors.keys() == {"name"}


def test_sales_staff_and_buyers_get_403(world: World) -> None:
    rule = ask(world, "1")
    for who in (world.sam, world.greta):
        client = world.client(who)
        for path in ("", "new/", f"{rule.pk}/"):
            assert client.get(LIST + path).status_code == 403
        assert client.post(f"{LIST}{rule.pk}/delete/").status_code == 403
    assert SmallOrderRule.objects.exists()


def test_the_cart_says_how_much_is_left_and_the_checkout_shows_the_fee(world: World) -> None:
    ask(world, "500", "49")
    fill_cart(world.actor(world.nora), (world.paper, 1))
    nora = world.client(world.nora)
    cart = nora.get("/cart/").text
    assert "Small-order fee" in cart
    assert "211,00\u00a0kr more of goods ex VAT and there is no small-order fee." in cart
    checkout = nora.get("/checkout/").text
    assert "Small-order fee" in checkout
    assert "49,00" in checkout


def test_the_cart_refuses_an_order_that_is_too_small_and_says_how_much(world: World) -> None:
    ask(world, "500")
    fill_cart(world.actor(world.nora), (world.paper, 1))
    cart = world.client(world.nora).get("/cart/").text
    assert cart.count("211,00\u00a0kr more is needed") == 1
    assert "disabled>To the checkout" in cart
    stranger = world.client(None)
    stranger.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
    assert "211,00\u00a0kr more is needed" in stranger.get("/cart/").text


def test_the_order_shows_the_fee_to_buyer_and_staff_and_on_paper(world: World) -> None:
    ask(world, "500", "49")
    order = place(world, world.nora, (world.paper, 1))
    for who, url in (
        (world.nora, f"/my/orders/{order.number}/"),
        (world.stina, f"/staff/orders/{order.number}/"),
    ):
        page = world.client(who).get(url)
        assert page.status_code == 200
        assert "Small-order fee" in page.text
    assert Order.objects.get().payment_fee_net == 0


def test_permissions_tell_whether_a_method_is_offered_and_why(world: World) -> None:
    """Sam asks about Nora, and no group that he may not see is named."""
    segment = Segment.objects.create(name="Skolor")
    world.freight.limit_segments.add(segment)
    sam = world.client(world.sam)
    asked = {"person": "nora@example.com", "kind": "method", "what": "frakt, pall"}
    answer = sam.get("/staff/permissions/", asked).context["form"].answer
    assert not answer.allowed
    assert str(answer.rule).startswith("Limited:")
    segment.customers.add(world.school)
    page = sam.get("/staff/permissions/", asked)
    assert page.context["form"].answer.allowed
    assert "Skolor" not in page.text
    answer = sam.get("/staff/permissions/", asked | {"what": "Faktura"}).context["form"].answer
    assert answer.allowed
    world.school.may_pay_on_account = False
    world.school.save()
    answer = sam.get("/staff/permissions/", asked | {"what": "Faktura"}).context["form"].answer
    assert not answer.allowed
    unknown = sam.get("/staff/permissions/", asked | {"what": "Nope"})
    assert unknown.context["form"].errors.keys() == {"what"}
