"""The end of a customer: made inactive, or deleted for good."""

from decimal import Decimal

from approvals.models import ApprovalDecision
from customers.models import (
    Address,
    Customer,
    Membership,
    User,
)
from orders.models import Order
from orders.services.deciding import approve_order
from tests.orders import place
from tests.pages.staff.customer_pages import url_of
from tests.world import World, make_user


def test_deactivating_is_the_first_offer_and_can_be_taken_back(world: World) -> None:
    client, path = world.client(world.sam), f"{url_of(world.vestby)}delete/"
    page = client.get(path).content.decode()
    assert page.index("Deactivate</button>") < page.index("Delete for good</button>")
    client.post(path, {"active": "no"})
    world.vestby.refresh_from_db()
    assert not world.vestby.is_active
    client.post(path, {"active": "yes"})
    world.vestby.refresh_from_db()
    assert world.vestby.is_active


def test_a_customer_without_orders_goes_when_its_number_is_typed(world: World) -> None:
    client, path = world.client(world.sam), f"{url_of(world.vestby)}delete/"
    assert client.post(path, {"typed": "Vestby"}).context["form"].errors["typed"]
    assert Customer.objects.filter(pk=world.vestby.pk).exists()
    client.post(path, {"typed": f" {world.vestby.number} "})
    assert not Customer.objects.filter(pk=world.vestby.pk).exists()
    assert User.objects.filter(pk=world.otto.user_id).exists()


def test_orders_stay_and_orders_under_way_hinder(world: World) -> None:
    Address.objects.filter(customer=world.vestby).update(name="Lager")
    order = place(world, world.otto, (world.paper, 1))
    client, path = world.client(world.sam), f"{url_of(world.vestby)}delete/"
    typed = {"typed": world.vestby.number}
    assert "Orders are under way" in client.post(path, typed).content.decode()
    Order.objects.filter(pk=order.pk).update(status="completed")
    client.post(path, typed)
    world.vestby.refresh_from_db()
    order.refresh_from_db()
    assert not world.vestby.is_active
    assert order.customer == world.vestby
    assert order.delivery_name
    assert not world.vestby.addresses.exists()
    assert not Membership.objects.get(pk=world.otto.pk).is_active


def test_who_has_decided_on_an_order_of_another_customer_keeps_the_name_in_the_books(
    world: World,
) -> None:
    unit = Customer.objects.create(name="Ledningen", main_group=world.norrvik)
    bo = Membership.objects.create(
        user=make_user("bo@example.org", "Bo", "Ek"), customer=unit, is_approver=True
    )
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=bo)
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(bo), order_id=order.pk, version=1)
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=world.ali)

    world.client(world.sam).post(f"{url_of(unit)}delete/", {"typed": unit.number})

    unit.refresh_from_db()
    assert not unit.is_active
    assert ApprovalDecision.objects.get(request__order=order).membership == bo


def test_chains_of_other_customers_that_lead_here_are_named_before_it_goes(world: World) -> None:
    mia = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=Decimal(100),
    )
    said = world.client(world.sam).post(
        f"{url_of(world.school)}delete/", {"typed": world.school.number}
    )
    assert "Mia Ek" in said.content.decode()
    assert Customer.objects.filter(pk=world.school.pk).exists()
    mia.refresh_from_db()
    assert (mia.next_approver, mia.break_point) == (world.greta, Decimal(100))
    assert world.school.addresses.exists()
