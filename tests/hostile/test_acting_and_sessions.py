"""Being logged in as another, and sessions: nothing slips from one person to the next."""

from decimal import Decimal

import pytest
from django.test import Client

from approvals.errors import ApprovalRefused
from customers.models import Membership, User
from customers.services.memberships import end_membership
from customers.services.passwords import set_temporary_password
from customers.services.users import set_active
from orders.models import Cart
from orders.selectors.carts import find_cart
from orders.services.deciding import approve_order
from orders.services.rerouting import reroute_broken
from orders.states import OrderStatus
from tests.hostile.test_borders import fresh, waits_for
from tests.orders import fill_cart, place
from tests.services.customers.test_visits import act
from tests.world import PASSWORD, World


def test_who_acts_stays_at_the_customer_the_visit_was_opened_for(world: World) -> None:
    second = Membership.objects.create(user=world.nora.user, customer=world.vestby)
    client = act(world, world.sam, world.nora)
    assert client.post("/my/customer/", {"membership_id": second.pk}).status_code == 404
    assert client.get(f"/my/as/{second.pk}/?next=/cart/").status_code == 404
    assert client.get(f"/my/as/{world.nora.pk}/?next=/cart/").status_code == 302
    assert client.session["membership_id"] == world.nora.pk


def test_a_visit_never_slips_into_another_connection_of_the_same_person(world: World) -> None:
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    client = act(world, world.sam, world.nora)
    end_membership(actor=world.actor(world.stina), membership=world.nora)
    assert client.get("/my/orders/").status_code == 403
    assert b"Vestby" not in client.get("/").content


def test_a_new_password_for_the_one_who_acts_ends_the_visit_as_another(world: World) -> None:
    client = act(world, world.sam, world.nora)
    assert client.get("/my/").status_code == 200
    set_temporary_password(
        actor=world.actor(world.stina),
        user=world.sam,
        new="korrekt häst batteri 9",
        verified_how="i dörren",
        reason="No mail on the phone",
    )
    assert client.get("/my/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_nothing_is_decided_while_acting_however_it_is_posted(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = act(world, world.sam, world.ali)
    for way in ("approve", "reject", "change"):
        response = client.post(
            f"/my/approvals/{order.number}/{way}/",
            {"version": 1, "comment": "x", f"quantity-{order.lines.get().pk}": 5},
        )
        assert response.status_code in {409, 422}, way
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
    assert fresh(order).version == 1


def test_an_order_placed_while_acting_names_both_and_the_placer_never_decides(
    world: World,
) -> None:
    """Sam has a connection of his own, with every right; it does not help him here."""
    own = Membership.objects.create(
        user=world.sam, customer=world.school, is_approver=True, is_group_admin=True
    )
    order = place(world, world.nora, (world.dock, 4), acted_by=world.sam)
    assert (order.orderer, order.placed_by) == (world.nora.user, world.sam)
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=own)
    set_active(actor=world.actor(world.stina), user=world.ali.user, is_active=False, force=True)
    reroute_broken()
    assert waits_for(order) == world.greta
    for staff_role, code in (("sales", "staff"), ("", "own")):  # also after he left the reseller
        User.objects.filter(pk=world.sam.pk).update(staff_role=staff_role)
        with pytest.raises(ApprovalRefused) as refused:
            approve_order(actor=world.actor(own), order_id=order.pk, version=1)
        assert refused.value.refusal.code == code


# --- sessions ----------------------------------------------------------------------------------


def log_in(client: Client, email: str, **more: str) -> object:
    return client.post("/account/login/", {"username": email, "password": PASSWORD, **more})


def test_logging_in_gives_a_session_that_nobody_knew_before(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
    before = client.cookies["sessionid"].value
    log_in(client, "otto@example.com")
    assert client.cookies["sessionid"].value != before
    known = Client()
    known.cookies["sessionid"] = before
    assert known.get("/my/").status_code == 302
    assert "cart_token" not in client.session


def test_logging_in_as_another_takes_nothing_of_the_first_along(world: World) -> None:
    client = world.client(world.nora)
    client.get(f"/my/as/{world.nora.pk}/")
    log_in(client, "otto@example.com")
    assert "membership_id" not in client.session
    assert client.get("/my/orders/").context["actor"].customer == world.vestby


def test_a_strangers_cart_joins_only_the_first_who_logs_in(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 3})
    token = client.session["cart_token"]
    other = Client()
    other.get("/cart/")
    session = other.session
    session["cart_token"] = token
    session.save()
    other.cookies["sessionid"] = session.session_key or ""
    log_in(client, "otto@example.com")
    log_in(other, "nora@example.com")
    assert find_cart(world.actor(world.nora), "") is None or not Cart.objects.filter(
        user=world.nora.user, lines__isnull=False
    )
    assert Cart.objects.get(user=world.otto.user).lines.get().quantity == 3


def test_joining_without_a_strangers_cart_touches_nobodys(world: World) -> None:
    from_nora = world.actor(world.nora)
    fill_cart(from_nora, (world.paper, 2))
    client = Client()
    log_in(client, "otto@example.com")
    assert Cart.objects.get(user=world.nora.user).lines.get().quantity == 2
    assert not Cart.objects.filter(user=world.otto.user).exists()


def test_a_limit_is_not_widened_by_a_second_connection(world: World) -> None:
    """Price, limit and route are those of the current membership only."""
    second = Membership.objects.create(user=world.nora.user, customer=world.vestby)
    waiting = place(world, world.nora, (world.dock, 4))
    straight = place(world, second, (world.dock, 4), on_account=False)
    assert waiting.status == OrderStatus.AWAITING_APPROVAL
    assert straight.status == OrderStatus.UNPROCESSED
    assert straight.customer == world.vestby
    client = world.client(second)
    assert client.get(f"/my/orders/{waiting.number}/").status_code == 404
    assert straight.value_net == Decimal("6360.00")
