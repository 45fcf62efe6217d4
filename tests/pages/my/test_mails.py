"""The order mails as their readers get them: what they say, and that the link opens the page."""

import re

from django.conf import settings

from core.models import OutgoingEmail
from customers.models import Membership, User
from orders.models import Order
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order
from orders.services.rerouting import reroute_broken
from tests.orders import place
from tests.pages.reading import page_of
from tests.services.customers.test_visits import act
from tests.world import World


def newest(template: str) -> OutgoingEmail:
    found = OutgoingEmail.objects.filter(template=template).order_by("-pk").first()
    assert found is not None, template
    return found


def link_of(mail: OutgoingEmail) -> str:
    """The one address a mail leads to, the same in both of its forms."""
    plain = set(re.findall(rf"{settings.SITE_URL}\S+", mail.body_text))
    card = set(re.findall(rf'href="({settings.SITE_URL}[^"]+)"', mail.body_html))
    assert plain == card
    (address,) = plain
    return str(address).removeprefix(settings.SITE_URL)


def opens(world: World, mail: OutgoingEmail, expected: str) -> None:
    """The reader logs in, at whichever membership, and the link opens the order."""
    person = User.objects.get(email=mail.to_address)
    page = page_of(world.client(person).get(link_of(mail), follow=True))
    assert expected in page.text


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_every_mails_link_opens_the_order_for_its_reader(world: World) -> None:
    for who in (world.nora, world.ali, world.greta):
        Membership.objects.create(user=who.user, customer=world.care)
    order = place(world, world.nora, (world.dock, 13))
    opens(world, newest("orders/sent_for_approval"), f"Order {order.number}")
    opens(world, newest("orders/to_approve"), "Approve 20 670,00 kr")
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    opens(world, newest("orders/step_approved"), f"Order {order.number}")
    opens(world, newest("orders/to_approve"), "Approve 20 670,00 kr")
    assert newest("orders/to_approve").to_address == "greta@example.com"
    approve_order(actor=world.actor(world.greta), order_id=order.pk, version=order.version)
    opens(world, newest("orders/confirmed"), f"Order {order.number}")
    assert link_of(newest("orders/new_order")) == f"/staff/orders/{order.number}/"
    cancel_order(actor=world.actor(world.nora), order_id=order.pk)
    opens(world, newest("orders/handled"), "Cancelled")
    assert link_of(newest("orders/cancelled_by_customer")) == f"/staff/orders/{order.number}/"


def test_an_administrator_who_is_told_of_a_new_approver_may_open_the_order(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    other = Membership.objects.create(user=world.ulla, customer=world.care, is_group_admin=True)
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    assert reroute_broken() == 1
    mail = OutgoingEmail.objects.get(template="orders/rerouted", to_user_id=other.user_id)
    assert "It now waits for Greta Sandström." in mail.body_text
    opens(world, mail, f"Order {order.number}")


def test_who_placed_it_for_nora_gets_a_link_of_their_own(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), acted_by=world.greta.user)
    mails = OutgoingEmail.objects.filter(template="orders/sent_for_approval")
    assert {mail.to_address for mail in mails} == {"nora@example.com", "greta@example.com"}
    for mail in mails:
        opens(world, mail, f"Order {order.number}")


def test_a_change_says_old_and_new_line_by_line(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.headset, 1))
    dock, headset = order.lines.all()
    type(world.dock).objects.filter(pk=world.dock.pk).update(list_price_net="1600.00")
    change = OrderChange(
        quantities={dock.pk: 5, headset.pk: 0},
        added={world.paper.pk: 2},
        texts={"goods_marking": "Sal 3"},
    )
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=change,
        comment="Fem räcker",
    )
    mail = newest("orders/changed")
    assert mail.to_address == "nora@example.com"
    card = re.sub(r"<[^>]+>", " ", mail.body_html)
    for body in (mail.body_text, card):
        words = " ".join(body.replace("\u00a0", " ").split())
        for part in ("4 → 5 pcs", "1 → 0 pcs", "0 → 2 pcs", "Fem räcker", "– → Sal 3"):
            assert part in words, part
        assert re.search(r"1 590,00 kr\s*→\s*1 600,00 kr", words)
        assert "It still waits for Ali Haddad." in words
        assert "8 578,00 kr" in words


def test_a_no_carries_who_and_why(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    reject_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        comment="Vi har <b>redan</b>",
    )
    mail = newest("orders/rejected")
    assert "Ali Haddad: Vi har <b>redan</b>" in mail.body_text
    assert "&lt;b&gt;redan" in mail.body_html
    assert "Nothing is sent to the shop." in mail.body_html
    opens(world, mail, f"Order {order.number}")


def test_a_name_stands_in_the_subject_as_it_is_written(world: World) -> None:
    world.nora.user.last_name = "O'Brien & Co"
    world.nora.user.save()
    place(world, world.nora, (world.dock, 4))
    mail = newest("orders/to_approve")
    assert mail.subject.startswith("Nora O'Brien & Co asks you to approve an order for")
    assert "O'Brien & Co" in mail.body_text


def test_approvers_and_shop_read_the_orderers_message(world: World) -> None:
    client = act(world, world.stina, world.nora)
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 4})
    sent = page_of(client.get("/checkout/")).forms["checkout"]
    client.post("/checkout/", sent | {"comment": "Behövs före lov"})
    mail = newest("orders/to_approve")
    assert "Behövs före lov" in mail.body_html
    assert "Nora Lindqvist: Behövs före lov" in mail.body_text
    order = fresh(Order.objects.get())
    assert order.placed_by == world.stina
