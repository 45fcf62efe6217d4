"""Placing an order: where it goes, what it reserves, who is told, what is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from approvals.models import ApprovalRequest
from core.models import OutgoingEmail
from customers.models import Membership, PurchaseLimit
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged, OrderRefused
from orders.models import LimitEntry, Order
from orders.selectors.carts import basket_of, find_cart
from orders.selectors.limits import standing_of
from orders.services.placing import place_order
from orders.states import OrderStatus
from tests.orders import details, fill_cart, place, send_cart
from tests.world import World


def limit(membership: Membership, amount: str) -> PurchaseLimit:
    return PurchaseLimit.objects.create(
        membership=membership,
        amount=Decimal(amount),
        starts_on=timezone.localdate().replace(day=1),
        recurrence="monthly",
    )


def mails(template: str) -> list[str]:
    return sorted(
        OutgoingEmail.objects.filter(template=template).values_list("to_address", flat=True)
    )


def test_nora_within_her_break_point_orders_straight_from_the_shop(world: World) -> None:
    order = place(world, world.nora, (world.headset, 3))  # 4 170,00

    assert order.status == OrderStatus.UNPROCESSED
    assert order.value_net == Decimal("4170.00")
    assert order.gross == Decimal("5212.50")
    assert order.approval is None
    assert mails("orders/confirmed") == ["nora@example.com"]
    assert mails("orders/new_order") == ["order@kontorsgrossen.example"]
    world.headset.refresh_from_db()
    assert world.headset.stock_quantity == 97


def test_nora_over_her_break_point_waits_for_ali_and_the_shop_hears_nothing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))  # 6 360,00

    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.approval is not None
    assert order.approval.step == world.ali
    assert mails("orders/to_approve") == ["ali@example.com"]
    assert mails("orders/sent_for_approval") == ["nora@example.com"]
    assert mails("orders/new_order") == []
    world.dock.refresh_from_db()
    assert world.dock.stock_quantity == 100, "a waiting order takes no stock"


def test_shipping_counts_towards_the_break_point(world: World) -> None:
    world.nora.break_point = Decimal("4318.99")
    world.nora.save()
    actor = world.actor(world.nora)
    fill_cart(actor, (world.headset, 3))
    cart = find_cart(actor, "")
    assert cart is not None
    basket = basket_of(actor, cart, shop_settings(), delivery=world.freight, payment=world.invoice)
    placed = place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=basket.fingerprint,
        details=replace(details(world), delivery_method_id=world.freight.pk),
    )
    assert placed.order.value_net == Decimal("4319.00")
    assert placed.order.status == OrderStatus.AWAITING_APPROVAL


def test_the_same_checkout_twice_gives_the_first_order(world: World) -> None:
    actor = world.actor(world.nora)
    fill_cart(actor, (world.headset, 1))
    cart = find_cart(actor, "")
    assert cart is not None
    basket = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice)
    sent = {
        "actor": actor,
        "token": cart.checkout_token,
        "fingerprint": basket.fingerprint,
        "details": details(world),
    }
    first = place_order(**sent)  # type: ignore[arg-type]
    second = place_order(**sent)  # type: ignore[arg-type]

    assert first.is_new
    assert not second.is_new
    assert second.order == first.order
    assert Order.objects.count() == 1


def test_another_persons_checkout_does_not_lead_to_their_order(world: World) -> None:
    nora = world.actor(world.nora)
    fill_cart(nora, (world.headset, 1))
    token = find_cart(nora, "").checkout_token  # type: ignore[union-attr]
    first = send_cart(world, nora).order
    assert first.checkout_token == token
    for other in (world.ali, world.otto):
        fill_cart(world.actor(other), (world.headset, 1))
        with pytest.raises(CartChanged):
            place_order(
                actor=world.actor(other), token=token, fingerprint="", details=details(world)
            )
    assert Order.objects.count() == 1


def test_a_price_that_changed_since_it_was_shown_is_asked_again(world: World) -> None:
    actor = world.actor(world.nora)
    fill_cart(actor, (world.headset, 1))
    cart = find_cart(actor, "")
    assert cart is not None
    shown = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice)
    world.headset.list_price_net = Decimal("1400.00")
    world.headset.save()
    with pytest.raises(CartChanged):
        place_order(
            actor=actor,
            token=cart.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world),
        )
    assert Order.objects.count() == 0
    again = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice)
    assert [line.has_changed_price for line in again.lines] == [True]


def test_a_waiting_order_reserves_the_purchase_limit(world: World) -> None:
    limit(world.nora, "10000.00")
    place(world, world.nora, (world.dock, 4))  # 6 360,00 waits
    standing = standing_of(world.nora)
    assert (standing.used, standing.reserved) == (Decimal("0.00"), Decimal("6360.00"))
    assert standing.remaining == Decimal("3640.00")


def test_exactly_the_limit_may_be_bought_and_not_one_ore_more(world: World) -> None:
    limit(world.nora, "4170.00")
    place(world, world.nora, (world.headset, 3))
    fill_cart(world.actor(world.nora), (world.paper, 1))
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, world.actor(world.nora))
    assert refused.value.reasons.codes == ("limit_exceeded",)
    assert "Greta Sandström" in refused.value.reasons.reason
    assert Order.objects.count() == 1


def test_a_limit_of_zero_means_nothing_may_be_bought(world: World) -> None:
    limit(world.otto, "0.00")
    fill_cart(world.actor(world.otto), (world.paper, 1))
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, world.actor(world.otto))
    assert refused.value.reasons.codes == ("limit_zero",)


def test_the_limit_is_the_memberships_own(world: World) -> None:
    limit(world.nora, "100.00")
    elsewhere = Membership.objects.create(user=world.nora.user, customer=world.care)
    order = place(world, elsewhere, (world.headset, 1))
    assert order.customer == world.care


def test_credit_counts_what_waits_and_includes_vat(world: World) -> None:
    world.school.allowed_outstanding = Decimal("10000.00")
    world.school.save()
    place(world, world.nora, (world.dock, 4))  # 7 950,00 inc VAT waits
    fill_cart(world.actor(world.greta), (world.dock, 2))  # 3 975,00 inc VAT
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, world.actor(world.greta))
    assert refused.value.reasons.codes == ("credit_exceeded",)
    assert send_cart(world, world.actor(world.greta), on_account=False).is_new


def test_every_reason_is_shown_at_once(world: World) -> None:
    limit(world.nora, "100.00")
    world.school.allowed_outstanding = Decimal(0)
    world.school.save()
    world.ali.is_approver = world.greta.is_group_admin = world.greta.is_approver = False
    for membership in (world.ali, world.greta):
        membership.save()
    fill_cart(world.actor(world.nora), (world.dock, 4))
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, world.actor(world.nora))
    assert refused.value.reasons.codes == ("limit_exceeded", "credit_none", "nobody_to_approve")
    assert ApprovalRequest.objects.count() == Order.objects.count() == 0
    assert LimitEntry.objects.count() == OutgoingEmail.objects.count() == 0


def test_someone_who_may_only_look_cannot_order(world: World) -> None:
    fill_cart(world.actor(world.nora), (world.paper, 1))
    world.nora.is_buyer = False
    world.nora.save()
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, world.actor(world.nora))
    assert refused.value.reasons.codes == ("view-only",)


def test_a_variant_sold_only_from_stock_is_refused_beyond_it(world: World) -> None:
    world.paper.no_backorder = True
    world.paper.stock_quantity = 2
    world.paper.save()
    fill_cart(world.actor(world.otto), (world.paper, 3))
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, world.actor(world.otto))
    assert refused.value.reasons.codes == ("stock",)


def test_staff_order_for_nora_by_her_rules_and_both_names_stand_on_it(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), acted_by=world.sam)
    assert (order.orderer, order.placed_by) == (world.nora.user, world.sam)
    assert order.approval is not None
    assert order.approval.step == world.ali
    event = order.events.get()
    assert (event.user, event.acted_by) == (world.nora.user, world.sam)


def test_history_names_who_placed_the_order(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1), acted_by=world.sam)
    history = order.history.order_by("pgh_id")  # type: ignore[attr-defined]
    context = history.first().pgh_context
    assert context.metadata["action"] == "order.place"
    assert context.metadata["user"] == world.nora.user.pk
    assert context.metadata["acted_by"] == world.sam.pk


def test_an_order_remembers_how_its_price_came_about(world: World) -> None:
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    world.school.discount_percent = Decimal(5)
    world.school.save()
    order = place(world, world.nora, (world.dock, 1))
    line = order.lines.get()
    assert line.unit_net == Decimal("1359.45")  # 1 590 − 10 % − 5 %
    assert [step["kind"] for step in line.price_steps] == [
        "list",
        "group_percent",
        "customer_percent",
    ]
    world.school.discount_percent = Decimal(50)
    world.school.save()
    line.refresh_from_db()
    assert line.unit_net == Decimal("1359.45")
