"""The demo's mailbox: everybody's mail, links to follow, and nothing at all outside the demo."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from core.mail import enqueue
from core.models import OutgoingEmail
from customers.models import User
from customers.services.activation import send_activation
from orders.models import Order
from tests.orders import place
from tests.world import World


def test_a_newcomer_follows_the_approval_link_from_the_mailbox(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    page = Client().get("/mailbox/").content.decode()
    mail = OutgoingEmail.objects.get(template="orders/to_approve")
    assert mail.subject.replace("\xa0", " ") in page.replace("\xa0", " ")
    assert "ali@example.com" in page

    shown = Client().get(f"/mailbox/{mail.pk}/").content.decode()
    link = re.search(r'href="(http://testserver/my/as/[^"]+)"', shown)
    assert link is not None
    response = world.client(world.ali).get(unescape(link.group(1)), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == f"/my/approvals/{order.number}/"


def test_the_newest_mail_stands_first_and_the_search_narrows(world: World) -> None:
    place(world, world.otto, (world.paper, 1))
    rows = Client().get("/mailbox/").context["page"].rows
    assert [row.pk for row in rows] == sorted((row.pk for row in rows), reverse=True)
    found = Client().get("/mailbox/?q=otto").context["page"].rows
    assert [row.to_address for row in found] == ["otto@example.com"]
    assert "No mail fits" in Client().get("/mailbox/?q=nobody-at-all").content.decode()


def test_an_activation_link_is_there_too(world: World) -> None:
    newcomer = User.objects.create_user(email="ny@example.com", first_name="Ny", last_name="Man")
    send_activation(actor=world.actor(world.stina), user=newcomer)
    mail = OutgoingEmail.objects.get(to_address="ny@example.com")
    assert mail.is_secret
    page = Client().get(f"/mailbox/{mail.pk}/").content.decode()
    link = re.search(r'href="(http://testserver/account/[^"]+)"', page)
    assert link is not None
    assert Client().get(unescape(link.group(1)), follow=True).status_code == 200


def test_the_mail_is_framed_without_script_and_its_links_open_around_the_frame(
    world: World,
) -> None:
    place(world, world.otto, (world.paper, 1))
    mail = OutgoingEmail.objects.get(to_address="otto@example.com")
    page = Client().get(f"/mailbox/{mail.pk}/")
    sandbox = re.search(r'sandbox="([^"]*)"', page.content.decode())
    assert sandbox is not None
    assert sandbox.group(1) == "allow-popups allow-top-navigation-by-user-activation"
    framed = Client().get(f"/mailbox/{mail.pk}/html/")
    assert '<base target="_top">' in framed.content.decode()
    policy = framed["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe-inline" not in page["Content-Security-Policy"], "for the framed mail only"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_what_people_write_is_shown_as_text(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    OutgoingEmail.objects.update(
        body_text="<script>alert(1)</script> javascript:alert(1)", subject="<b>Fet</b>"
    )
    assert Order.objects.filter(pk=order.pk).exists()
    mail = OutgoingEmail.objects.earliest("id")
    for address in ("/mailbox/", f"/mailbox/{mail.pk}/"):
        page = Client().get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>Fet" not in page
        assert 'href="javascript' not in page


def test_a_mail_without_html_has_no_frame(world: World) -> None:
    mail = enqueue(
        event_key="x",
        template="accounts/reset",
        context={"shop": world.shop, "link": "http://testserver/x/", "person": world.nora},
        language="en",
        to=world.nora.user,
    )
    assert mail is not None
    OutgoingEmail.objects.update(body_html="")
    assert "<iframe" not in Client().get(f"/mailbox/{mail.pk}/").content.decode()
    assert Client().get(f"/mailbox/{mail.pk}/html/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox_for_anybody(world: World, settings: Any) -> None:
    place(world, world.otto, (world.paper, 1))
    mail = OutgoingEmail.objects.earliest("id")
    assert "/mailbox/" in Client().get("/").content.decode()
    settings.DEMO_WORLD = False
    for who in (None, world.otto, world.stina):
        client = world.client(who)
        for address in ("/mailbox/", f"/mailbox/{mail.pk}/", f"/mailbox/{mail.pk}/html/"):
            assert client.get(address).status_code == 404
        assert "/mailbox/" not in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["999999/", "999999/html/"])
def test_a_mail_that_is_not_there_is_404(world: World, path: str) -> None:
    assert Client().get(f"/mailbox/{path}").status_code == 404
