"""Mails about orders greet whom they are for by the stored name (P-20)."""

from core.models import OutgoingEmail
from orders.services.deciding import approve_order
from tests.orders import place
from tests.world import World


def test_a_confirmation_greets_by_name_in_the_persons_language(world: World) -> None:
    world.nora.user.first_name = "Nora & Co"
    world.nora.user.save()
    place(world, world.nora, (world.paper, 1))
    mail = OutgoingEmail.objects.get(template="orders/confirmed")
    assert "Hello Nora & Co." in mail.body_text
    assert "Hello Nora &amp; Co." in mail.body_html


def test_each_mail_of_an_approval_greets_its_own_reader(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    names = {"nora@example.com": "Hello Nora.", "ali@example.com": "Hello Ali."}
    mails = list(OutgoingEmail.objects.filter(to_address__in=names))
    assert {mail.to_address for mail in mails} == set(names)
    for mail in mails:
        assert names[mail.to_address] in mail.body_text, mail.template
        assert names[mail.to_address] in mail.body_html, mail.template


def test_the_shops_own_address_has_no_name_to_greet(world: World) -> None:
    place(world, world.nora, (world.paper, 1))
    mail = OutgoingEmail.objects.get(template="orders/new_order")
    assert "Hello" not in mail.body_text
