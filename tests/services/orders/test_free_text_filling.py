"""An order in somebody's own words is filled in or taken back: its cost, who decides, refusals.

Nora's break point is 5 000, then Ali's 20 000, then Greta.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from approvals.errors import ApprovalRefused
from approvals.models import RequestState
from catalogue.models import Assortment, AssortmentItem
from catalogue.services.visibility import set_limit_groups
from core.models import OutgoingEmail
from customers.actors import SYSTEM
from customers.models import Customer, Membership
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.limits import outstanding_of, standing_of
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import reject_order
from orders.services.handling import withdraw_order
from orders.states import OrderStatus
from tests.orders import place
from tests.services.orders.test_placing import limit, mails
from tests.wishes import approve, fill, fresh, wish
from tests.world import World


def change(world: World, order: Order, by: Membership, **what: object) -> Order:
    order.refresh_from_db()
    return change_order(
        actor=world.actor(by),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(**what),  # type: ignore[arg-type]
    )


def test_nobody_says_yes_to_nothing(world: World) -> None:
    order = wish(world, world.nora)
    with pytest.raises(ApprovalRefused) as caught:
        approve(world, order, world.ali)
    assert caught.value.refusal.code == "no-lines"
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
    assert not order.approval.decisions.exists()  # type: ignore[union-attr]


def test_ali_fills_in_at_noras_prices_with_delivery_and_one_mail(world: World) -> None:
    limit(world.nora, "60000")
    Customer.objects.filter(pk=world.school.pk).update(discount_percent=Decimal(10))
    order = wish(world, world.nora, delivery=world.freight)
    order = fill(world, order, (world.dock, 2), (world.headset, 1), by=world.ali)

    assert [line.unit_net for line in order.lines.all()] == [Decimal(1431), Decimal(1251)]
    assert (order.goods_net, order.shipping_net) == (Decimal(4113), Decimal(149))
    assert order.value_net == Decimal(4262)
    assert order.gross == Decimal("5327.50")
    assert standing_of(world.nora).reserved == Decimal(4262)
    assert outstanding_of(world.school) == order.gross
    assert mails("orders/changed") == ["nora@example.com"]
    event = order.events.get(kind="changed")
    assert event.details["value_net"] == ["0.00", "4262.00"]
    assert [line["quantity"] for line in event.details["lines"]] == [[0, 2], [0, 1]]
    assert order.version == 2
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert mails("orders/new_order") == []


def test_freight_is_free_from_the_methods_limit_when_it_is_filled_in(world: World) -> None:
    world.freight.free_from_net = Decimal(3000)
    world.freight.save()
    order = wish(world, world.nora, delivery=world.freight)
    order = fill(world, order, (world.dock, 1), by=world.ali)
    assert order.shipping_net == Decimal(149)
    order = fill(world, order, (world.headset, 2), by=world.ali)
    assert order.shipping_net == 0


def test_the_payments_fee_comes_with_the_products_and_stays_as_it_was_then(world: World) -> None:
    world.invoice.fee_net = Decimal(29)
    world.invoice.save()
    order = wish(world, world.nora, delivery=world.freight)
    assert order.fees_net == 0
    order = fill(world, order, (world.dock, 1), by=world.ali)
    assert order.fees_net == Decimal(29)
    world.invoice.fee_net = Decimal(99)
    world.invoice.save()
    world.freight.cost_net = Decimal(900)
    world.freight.save()
    order = fill(world, order, (world.headset, 1), by=world.ali)
    assert (order.fees_net, order.shipping_net) == (Decimal(29), Decimal(149))


def test_within_noras_own_break_point_ali_still_decides_and_alone(world: World) -> None:
    order = fill(world, wish(world, world.nora), (world.paper, 1), by=world.ali)
    assert order.approval is not None
    assert order.approval.step == world.ali
    order = approve(world, order, world.ali)
    assert order.status == OrderStatus.UNPROCESSED
    assert mails("orders/confirmed") == ["nora@example.com"]
    assert mails("orders/new_order") == ["order@kontorsgrossen.example"]


def test_over_alis_break_point_greta_decides_after_him(world: World) -> None:
    order = fill(world, wish(world, world.nora), (world.dock, 13), by=world.ali)
    order = approve(world, order, world.ali)
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.approval is not None
    assert order.approval.step == world.greta
    assert approve(world, order, world.greta).status == OrderStatus.UNPROCESSED


def test_beyond_the_limit_nothing_is_saved_and_the_numbers_are_said(world: World) -> None:
    limit(world.nora, "3000")
    order = wish(world, world.nora)
    with pytest.raises(OrderRefused) as caught:
        fill(world, order, (world.dock, 2), by=world.ali)
    assert caught.value.reasons.codes == ("limit_exceeded",)
    assert "180,00" in str(caught.value.reasons.reason)
    assert not order.lines.exists()
    assert fresh(order).version == 1
    assert standing_of(world.nora).remaining == Decimal(3000)
    assert mails("orders/changed") == []


def test_beyond_the_credit_nothing_is_saved(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(allowed_outstanding=Decimal(3000))
    order = wish(world, world.nora)
    with pytest.raises(OrderRefused) as caught:
        fill(world, order, (world.dock, 2), by=world.ali)
    assert caught.value.reasons.codes == ("credit_exceeded",)
    assert "975,00" in str(caught.value.reasons.reason)
    assert not order.lines.exists()


def test_a_limit_lowered_after_the_filling_stops_the_yes(world: World) -> None:
    terms = limit(world.nora, "60000")
    order = fill(world, wish(world, world.nora), (world.dock, 2), by=world.ali)
    terms.amount = Decimal(1000)
    terms.save()
    with pytest.raises(OrderRefused) as caught:
        approve(world, order, world.ali)
    assert caught.value.reasons.codes == ("limit_exceeded",)
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


def test_what_nora_may_not_see_cannot_be_filled_in(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.retail])
    order = wish(world, world.nora)
    with pytest.raises(OrderRefused) as caught:
        fill(world, order, (world.dock, 1), by=world.ali)
    assert caught.value.reasons.codes == ("gone",)


def test_who_sees_only_the_agreement_gets_only_what_it_holds(world: World) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(only_agreement_assortment=True)
    agreement = Assortment.objects.create(
        name="Avtal", valid_from=timezone.localdate() - timedelta(days=1)
    )
    agreement.customers.add(world.school)
    AssortmentItem.objects.create(
        assortment=agreement, variant=world.headset, contract_price_net=Decimal(1000)
    )
    order = wish(world, world.nora)
    with pytest.raises(OrderRefused) as caught:
        fill(world, order, (world.headset, 1), (world.dock, 1), by=world.ali)
    assert caught.value.reasons.codes == ("gone",)
    assert not order.lines.exists()
    order = fill(world, order, (world.headset, 1), by=world.ali)
    assert order.lines.get().unit_net == Decimal(1000)


def test_only_the_one_whose_turn_it_is_fills_in(world: World) -> None:
    order = wish(world, world.nora)
    for who in (world.nora, world.greta, world.otto):
        with pytest.raises(ApprovalRefused):
            fill(world, order, (world.dock, 1), by=who)
    with pytest.raises(ApprovalRefused) as caught:
        change_order(
            actor=world.actor(world.ali, acted_by=world.sam),
            order_id=order.pk,
            version=1,
            change=OrderChange(added={world.dock.pk: 1}),
        )
    assert caught.value.refusal.code == "acting"
    assert not order.lines.exists()


def test_a_reference_is_mended_before_there_are_products(world: World) -> None:
    order = wish(world, world.nora, delivery=world.freight)
    change(world, order, world.ali, texts={"cost_centre": "4410"})
    order = fresh(order)
    assert order.cost_centre == "4410"
    assert order.value_net == 0


def test_noras_words_stay(world: World) -> None:
    order = fill(world, wish(world, world.nora), (world.dock, 1), by=world.ali)
    with pytest.raises(OrderRefused) as caught:
        change(world, order, world.ali, texts={"comment": " "})
    assert caught.value.reasons.codes == ("text",)


def test_the_last_product_is_exchanged_but_not_only_taken_away(world: World) -> None:
    order = fill(world, wish(world, world.nora), (world.dock, 1), by=world.ali)
    line = order.lines.get()
    with pytest.raises(OrderRefused) as caught:
        change(world, order, world.ali, quantities={line.pk: 0})
    assert caught.value.reasons.codes == ("empty",)
    change(world, order, world.ali, quantities={line.pk: 0}, added={world.paper.pk: 2})
    assert [each.sku for each in order.lines.all()] == [world.paper.sku]


# Taking back


def test_nora_withdraws_a_wish_and_nothing_is_left(world: World) -> None:
    order = wish(world, world.nora)
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    order = fresh(order)
    assert order.status == OrderStatus.WITHDRAWN
    assert order.approval is not None
    assert order.approval.state == RequestState.WITHDRAWN
    with pytest.raises(ApprovalRefused):
        fill(world, order, (world.dock, 1), by=world.ali)


def test_ali_says_no_to_a_wish_and_nora_hears_why(world: World) -> None:
    limit(world.nora, "60000")
    order = wish(world, world.nora)
    reject_order(
        actor=world.actor(world.ali), order_id=order.pk, version=1, comment="Vi har en i förrådet"
    )
    assert fresh(order).status == OrderStatus.REJECTED
    told = OutgoingEmail.objects.get(template="orders/rejected")
    assert "Vi har en i förrådet" in told.body_text
    assert standing_of(world.nora).remaining == Decimal(60000)


def test_after_a_no_the_filled_sum_goes_back(world: World) -> None:
    limit(world.nora, "60000")
    order = fill(world, wish(world, world.nora), (world.dock, 2), by=world.ali)
    reject_order(actor=world.actor(world.ali), order_id=order.pk, version=2, comment="Nej")
    assert standing_of(world.nora).remaining == Decimal(60000)


def test_an_ordinary_order_asks_nothing_more_of_a_yes(world: World) -> None:
    terms = limit(world.nora, "60000")
    order = place(world, world.nora, (world.dock, 4))
    terms.amount = Decimal(1000)
    terms.save()
    assert approve(world, order, world.ali).status == OrderStatus.UNPROCESSED
