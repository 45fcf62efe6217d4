"""Borders between people and organisations, tried from the wrong side and at the wrong moment."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from approvals.errors import ApprovalRefused
from approvals.models import Absence, ApprovalRequest
from customers.errors import ChainsWouldBreak
from customers.models import Address, Customer, CustomerGroup, GroupKind, Membership
from customers.selectors.chains import chains_cut_by_leaving
from customers.services.customers import change_main_group
from customers.services.memberships import Roles, end_membership, update_membership
from customers.services.users import set_active
from orders.errors import OrderRefused
from orders.models import Cart, DeliveryMethod, Order
from orders.selectors.carts import find_cart
from orders.services.deciding import approve_order
from orders.services.handling import cancel_order, handle_order, withdraw_order
from orders.services.rerouting import orders_nobody_decides, reroute_broken
from orders.states import OrderEventKind, OrderStatus
from tests.orders import fill_cart, place, send_cart
from tests.world import World, make_product

BOTH_RIGHTS = Roles(is_buyer=True, is_approver=True, is_group_admin=True)


def fresh(order: Order) -> Order:
    found: Order = Order.objects.select_related("approval__step__user").get(pk=order.pk)
    return found


def waits_for(order: Order) -> Membership | None:
    approval = fresh(order).approval
    return approval.step if approval else None


def form_of(client: Client, **changes: object) -> dict[str, object]:
    """What the checkout page would send as this visitor is shown it; the first of each choice."""
    page = client.get("/checkout/")
    form = page.context["form"]
    text = page.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    chosen = {name: form[name].value() for name in ("address", "delivery_method", "payment_method")}
    return {**chosen, **{name: hidden[name] for name in ("token", "fingerprint")}, **changes}


# --- moving, leaving, ending while an order waits ----------------------------------------------


def cuts_of(customer: Customer) -> str:
    """The yes of somebody who has read which chains the move cuts."""
    return ChainsWouldBreak(chains_cut_by_leaving(customer)).cuts


def move_school(world: World, kind: GroupKind) -> None:
    """Nora's customer leaves Norrvik; Ali and Greta stay there, at Omsorg."""
    other = CustomerGroup.objects.create(name="Annan kommun", kind=kind)
    change_main_group(
        actor=world.actor(world.stina),
        customer=world.school,
        main_group=other,
        yes_to_cuts=cuts_of(world.school),
    )


@pytest.fixture
def chain_over_two_customers(world: World) -> World:
    Membership.objects.filter(pk__in=[world.ali.pk, world.greta.pk]).update(customer=world.care)
    return world


@pytest.mark.parametrize("kind", list(GroupKind))
def test_an_approver_of_the_old_organisation_lets_go_of_an_order_that_moved(
    chain_over_two_customers: World, kind: GroupKind
) -> None:
    world = chain_over_two_customers
    order = place(world, world.nora, (world.dock, 4))
    move_school(world, kind)
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert refused.value.refusal.code == "organisation"
    assert orders_nobody_decides() == [order.pk]
    reroute_broken()
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
    assert waits_for(order) is None
    assert world.client(world.ali).get(f"/my/approvals/{order.number}/").status_code == 404


def test_nothing_of_an_order_that_moved_is_shown_to_its_old_approvers(
    chain_over_two_customers: World,
) -> None:
    """From the move on, not only when the order has found somebody else."""
    world = chain_over_two_customers
    answered = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=answered.pk, version=1)
    waiting = place(world, world.nora, (world.dock, 5))
    move_school(world, GroupKind.ORGANISATION)
    client, actor = world.client(world.ali), world.actor(world.ali)
    for order in (answered, waiting):
        for address in (f"/my/approvals/{order.number}/", f"/my/orders/{order.number}/"):
            assert client.get(address).status_code == 404
        for address in ("/my/approvals/", "/my/approvals/decided/", "/my/orders/"):
            assert str(order.number) not in client.get(address).content.decode()
    assert not ApprovalRequest.objects.for_decision_by(actor).exists()
    assert not ApprovalRequest.objects.visible_to(actor).exists()


def test_who_stands_in_sees_nothing_of_an_organisation_that_is_no_longer_theirs(
    world: World,
) -> None:
    Membership.objects.filter(pk=world.greta.pk).update(customer=world.care)
    today = timezone.localdate()
    Absence.objects.create(
        membership=world.ali, substitute=world.greta, starts_on=today, ends_on=today
    )
    order = place(world, world.nora, (world.dock, 4))
    greta = world.client(world.greta)
    assert greta.get(f"/my/approvals/{order.number}/").status_code == 200
    other = CustomerGroup.objects.create(name="Annan kommun", kind=GroupKind.ORGANISATION)
    change_main_group(
        actor=world.actor(world.stina),
        customer=world.care,
        main_group=other,
        yes_to_cuts=cuts_of(world.care),
        leave_to_shop=True,
    )
    assert greta.get(f"/my/approvals/{order.number}/").status_code == 404
    assert str(order.number) not in greta.get("/my/approvals/").content.decode()


def test_an_order_that_moved_is_given_to_the_new_organisations_administrator(
    chain_over_two_customers: World,
) -> None:
    world = chain_over_two_customers
    administrator = Membership.objects.create(
        user=world.ulla, customer=world.school, is_group_admin=True
    )
    order = place(world, world.nora, (world.dock, 4))
    move_school(world, GroupKind.ORGANISATION)
    reroute_broken()
    assert waits_for(order) == administrator
    approve_order(actor=world.actor(administrator), order_id=order.pk, version=1)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_a_waiting_order_is_never_released_by_taking_its_chain_away(world: World) -> None:
    """Nora then buys without approval, but nobody has said yes to what she already asked for."""
    order = place(world, world.nora, (world.dock, 4))
    update_membership(
        actor=world.actor(world.stina),
        membership=world.nora,
        roles=Roles.of(world.nora),
        next_approver=None,
        break_point=None,
    )
    reroute_broken()
    assert waits_for(order) == world.ali
    set_active(
        actor=world.actor(world.stina), user=world.ali.user, is_active=False, reassign_to=None
    )
    reroute_broken()
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
    assert waits_for(order) == world.greta
    approve_order(actor=world.actor(world.greta), order_id=order.pk, version=1)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_without_a_chain_the_yes_of_the_one_who_has_it_is_enough(world: World) -> None:
    order = place(world, world.nora, (world.dock, 20))  # 31 800,00: Ali, then Greta
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_a_yes_that_arrives_after_the_approver_left_does_not_count(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    still_there = world.actor(world.ali)  # the request began before
    set_active(actor=world.actor(world.stina), user=world.ali.user, is_active=False, force=True)
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=still_there, order_id=order.pk, version=1)
    assert refused.value.refusal.code == "no-right"
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("how", ["person", "connection", "customer", "right"])
def test_what_ended_during_checkout_stops_the_order(world: World, how: str) -> None:
    actor = world.actor(world.otto)
    fill_cart(actor, (world.paper, 1))
    stina = world.actor(world.stina)
    if how == "person":
        set_active(actor=stina, user=world.otto.user, is_active=False)
    elif how == "connection":
        end_membership(actor=stina, membership=world.otto)
    elif how == "right":
        update_membership(
            actor=stina,
            membership=world.otto,
            roles=Roles(is_buyer=False),
            next_approver=None,
            break_point=None,
        )
    else:
        world.vestby.is_active = False
        world.vestby.save()
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, actor, on_account=False)
    assert refused.value.reasons.codes[0] in {"inactive", "view-only"}
    assert not Order.objects.exists()


@pytest.mark.parametrize("how", ["person", "connection", "customer"])
def test_who_is_shut_out_is_out_at_the_next_click(world: World, how: str) -> None:
    client = world.client(world.otto)
    assert client.get("/my/orders/").status_code == 200
    if how == "person":
        world.otto.user.is_active = False
        world.otto.user.save()
        assert client.get("/my/orders/").status_code == 302
        return
    if how == "connection":
        world.otto.is_active = False
        world.otto.save()
    else:
        world.vestby.is_active = False
        world.vestby.save()
    assert client.get("/my/orders/").status_code == 403
    assert client.get("/checkout/").status_code == 403


# --- ids in what is posted ---------------------------------------------------------------------


@pytest.fixture
def otto_at_checkout(world: World) -> Client:
    fill_cart(world.actor(world.otto), (world.paper, 1))
    return world.client(world.otto)


def refused(client: Client, form: dict[str, object], *, because: str) -> bool:
    """Whether nothing was ordered, and the page says so at `because` ("__all__": at the top)."""
    response = client.post("/checkout/", form)
    assert set(response.context["form"].errors) == {because}
    return response.status_code in {409, 422} and not Order.objects.exists()


def test_nobody_sends_goods_to_another_customers_address(
    world: World, otto_at_checkout: Client
) -> None:
    good = form_of(otto_at_checkout)
    assert refused(otto_at_checkout, good | {"address": world.school_address.pk}, because="address")
    own = otto_at_checkout.post("/checkout/", good | {"address": world.vestby_address.pk})
    assert own.status_code == 302


def test_where_free_addresses_are_not_allowed_none_is_taken(
    world: World, otto_at_checkout: Client
) -> None:
    world.vestby.free_delivery_address = False
    world.vestby.save()
    free = {"name": "X", "street": "Y 1", "postal_code": "1", "city": "Z", "country": "NO"}
    form = form_of(otto_at_checkout, address="own", **free)
    assert refused(otto_at_checkout, form, because="address")


@pytest.mark.parametrize("which", ["delivery_method", "payment_method"])
def test_a_method_of_another_group_cannot_be_chosen(
    world: World, otto_at_checkout: Client, which: str
) -> None:
    good = form_of(otto_at_checkout)
    method = world.pickup if which == "delivery_method" else world.card
    method.limit_groups.set([world.norrvik])
    assert refused(otto_at_checkout, good | {which: method.pk}, because=which)
    assert refused(otto_at_checkout, good | {which: 10**30}, because=which)
    DeliveryMethod.objects.filter(pk=world.freight.pk).update(is_active=False)
    gone = good | {"delivery_method": world.freight.pk}
    assert refused(otto_at_checkout, gone, because="delivery_method")


def test_the_checkout_token_of_another_orders_nothing(
    world: World, otto_at_checkout: Client
) -> None:
    fill_cart(world.actor(world.nora), (world.paper, 1))
    cart = find_cart(world.actor(world.nora), "")
    assert cart is not None
    form = form_of(otto_at_checkout, token=cart.checkout_token)
    assert refused(otto_at_checkout, form, because="__all__")


def test_an_item_out_of_sight_enters_no_cart(world: World) -> None:
    secret = make_product(
        "Hemligt", "HE-1", "10.00", category=world.office, vat=world.vat, audience_id=1
    )
    client = world.client(world.otto)
    answers = {
        client.post("/cart/add/", {"variant": pk, "quantity": 1}, follow=True).content.count(
            b"Hemligt"
        )
        for pk in (secret.pk, 999_999_999)
    }
    assert answers == {0}
    assert not Cart.objects.filter(lines__isnull=False).exists()


def test_a_membership_of_another_cannot_be_chosen(world: World) -> None:
    client = world.client(world.otto)
    for pk in (world.nora.pk, 999_999_999, 10**17):
        assert client.post("/my/customer/", {"membership_id": pk}).status_code == 404
        assert client.get(f"/my/as/{pk}/").status_code == 404
    assert client.post("/my/customer/", {"membership_id": 10**30}).status_code == 404
    assert client.session["membership_id"] == world.otto.pk


def test_an_address_of_another_customer_is_not_on_this_customers_card(world: World) -> None:
    client = world.client(world.sam)
    url = f"/staff/customers/{world.vestby.pk}/addresses/{world.school_address.pk}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"name": "X"}).status_code == 404
    assert Address.objects.get(pk=world.school_address.pk).name == "Strandskolan"


def test_a_next_approver_of_another_organisation_cannot_be_posted(world: World) -> None:
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True)
    client = world.client(world.stina)
    response = client.post(
        f"/staff/memberships/{world.nora.pk}/",
        {"is_buyer": "on", "next_approver": world.otto.pk, "break_point": "1"},
    )
    assert response.status_code in {200, 409, 422}
    world.nora.refresh_from_db()
    assert world.nora.next_approver == world.ali


@pytest.mark.parametrize("version", [0, 2, 99, 10**30, -1, "x", ""])
def test_an_answer_to_another_version_decides_nothing(world: World, version: object) -> None:
    order = place(world, world.nora, (world.dock, 4))
    for way in ("approve", "reject", "change"):
        response = world.client(world.ali).post(
            f"/my/approvals/{order.number}/{way}/", {"version": version, "comment": "x"}
        )
        assert response.status_code in {409, 422}
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


# --- staff -------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", list(OrderEventKind))
def test_staff_can_push_a_waiting_order_nowhere_but_to_cancelled(
    world: World, event: OrderEventKind
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    try:
        handle_order(actor=world.actor(world.stina), order_id=order.pk, event=event)
    except OrderRefused:
        assert event != OrderEventKind.CANCELLED
        assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
    else:
        assert fresh(order).status == OrderStatus.CANCELLED


def test_a_buyer_handles_no_order(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    for who in (world.nora, world.greta, world.ulla, None):
        with pytest.raises(OrderRefused):
            handle_order(
                actor=world.actor(who), order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED
            )
    for who in (world.greta, world.ali, world.otto, None):
        with pytest.raises(OrderRefused):
            cancel_order(actor=world.actor(who), order_id=order.pk)
        with pytest.raises(OrderRefused):
            withdraw_order(actor=world.actor(who), order_id=order.pk)


def test_sales_staff_cannot_take_over_a_staff_administrator(world: World) -> None:
    client = world.client(world.sam)
    before = (world.stina.email, world.stina.password, world.stina.staff_role)
    base = f"/staff/users/{world.stina.pk}"
    client.post(f"{base}/email/", {"email": "sam2@example.com", "verified_how": "x"})
    client.post(f"{base}/reset/", {"verified_how": "x"})
    client.post(f"{base}/active/", {})
    client.post(f"{base}/staff-role/", {"staff_role": ""})
    client.post(f"/staff/users/{world.sam.pk}/staff-role/", {"staff_role": "administrator"})
    client.post(f"{base}/edit/", {"first_name": "X", "last_name": "Y"})
    world.stina.refresh_from_db()
    world.sam.refresh_from_db()
    assert (world.stina.email, world.stina.password, world.stina.staff_role) == before
    assert (world.stina.first_name, world.stina.is_active) == ("Stina", True)
    assert world.sam.staff_role == "sales"
