"""The kept sum of what each person has ordered for: what counts, and that it follows the orders."""

from decimal import Decimal
from io import StringIO

from django.core.management import call_command
from django.db.models import Sum

from customers.models import Membership, User, UserSales, UserSalesAt
from orders.models import Order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order, handle_order
from orders.services.kept_sales import recount_sales
from orders.states import OrderEventKind, OrderStatus
from tests.orders import place
from tests.world import World, make_user

ZERO = Decimal("0.00")


def kept(who: Membership) -> tuple[Decimal, int]:
    row = UserSales.objects.get(user=who.user)
    return row.value_net, row.order_count


def summed(who: Membership) -> tuple[Decimal, int]:
    """What the rule itself says, order by order."""
    sales = Order.objects.sales().filter(orderer=who.user)
    return sales.aggregate(sum=Sum("value_net"))["sum"] or ZERO, sales.count()


def kept_at(who: Membership) -> Decimal:
    return UserSalesAt.objects.get(user=who.user, customer=who.customer).value_net


def test_a_new_person_has_sold_nothing_and_has_a_row(db: None) -> None:
    person = make_user("ny@example.com", "Ny", "Person")
    assert UserSales.objects.get(user=person).value_net == ZERO


def test_noras_own_order_counts_at_once(world: World) -> None:
    order = place(world, world.nora, (world.paper, 2))
    assert kept(world.nora) == (order.value_net, 1)
    assert kept_at(world.nora) == order.value_net
    second = place(world, world.nora, (world.headset, 1))
    assert kept(world.nora) == (order.value_net + second.value_net, 2)


def test_an_order_counts_when_ali_has_approved_and_not_before(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    assert kept(world.nora) == (ZERO, 0)
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    assert kept(world.nora) == (order.value_net, 1)
    assert kept(world.ali) == (ZERO, 0)


def test_a_rejected_order_never_counts(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    reject_order(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, comment="Nej"
    )
    assert kept(world.nora) == (ZERO, 0)


def test_a_cancelled_order_counts_no_longer_and_a_shipped_one_still(world: World) -> None:
    gone, shipped = (place(world, world.nora, (world.paper, n)) for n in (1, 3))
    stina = world.actor(world.stina)
    cancel_order(actor=stina, order_id=gone.pk)
    for event in (OrderEventKind.PROCESSING_STARTED, OrderEventKind.SHIPPED):
        handle_order(actor=stina, order_id=shipped.pk, event=event)
    assert kept(world.nora) == (shipped.value_net, 1)
    assert kept_at(world.nora) == shipped.value_net


def test_each_status_counts_as_the_rule_of_sales_says(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    for status in OrderStatus.values:
        Order.objects.filter(pk=order.pk).update(status=status)
        assert kept(world.nora) == summed(world.nora), status
    assert summed(world.nora) == (ZERO, 0), "the last of the statuses is cancelled"


def test_many_orders_moved_by_one_statement_are_all_counted(world: World) -> None:
    for who in (world.nora, world.otto, world.nora):
        place(world, who, (world.paper, 2))
    Order.objects.update(
        goods_net=100, shipping_net=0, fees_net=0, value_net=100, gross=125, vat_total=25
    )
    assert kept(world.nora) == (Decimal(200), 2)
    assert kept(world.otto) == (Decimal(100), 1)
    Order.objects.filter(orderer=world.nora.user).update(orderer=world.ali.user)
    assert kept(world.nora) == (ZERO, 0)
    assert kept(world.ali) == (Decimal(200), 2)


def test_recounting_mends_what_is_wrong_and_says_how_many(world: World) -> None:
    order = place(world, world.nora, (world.paper, 2))
    assert recount_sales() == 0
    UserSales.objects.filter(user=world.nora.user).update(value_net=7)
    UserSales.objects.filter(user=world.otto.user).update(order_count=3)
    UserSales.objects.filter(user=world.ulla).delete()
    UserSalesAt.objects.create(user=world.ulla, customer=world.care, value_net=9, order_count=1)
    out = StringIO()
    call_command("recount_sales", stdout=out)
    assert out.getvalue().strip() == "corrected=4"
    assert kept(world.nora) == (order.value_net, 1) == summed(world.nora)
    assert kept(world.otto) == (ZERO, 0)
    assert UserSales.objects.count() == User.objects.count()
    assert recount_sales() == 0
