"""A customer's look in its order mails and on its orders' paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from core.models import OutgoingEmail
from core.pdf import can_write_pdf
from customers.models import ShopSettings
from customers.services.profiles import ProfileDetails
from orders.papers import order_pdf
from orders.selectors.orders import order_detail_of
from tests.orders import place
from tests.services.customers.test_profiles import YELLOW, png, published
from tests.uploads import sent
from tests.world import World


def letters(world: World) -> dict[str, OutgoingEmail]:
    return {mail.template: mail for mail in OutgoingEmail.objects.all()}


def test_noras_confirmation_has_the_schools_colours_and_is_whole_without_pictures(
    world: World,
) -> None:
    published(world.actor(world.stina), world.school, YELLOW, logo=sent("logo.png", png()))
    place(world, world.nora, (world.paper, 1))
    html = letters(world)["orders/confirmed"].body_html
    assert "border-bottom:4px solid #FFC400" in html
    assert "Barn och utbildning</td>" in html
    assert 'bgcolor="#FFC400"' in html
    assert "color:#14211F;text-decoration:none" in html
    assert "#0B5563" not in html.partition("Does the button not work?")[2]
    assert "<img" not in html


def test_the_shops_own_letter_keeps_the_shops_look(world: World) -> None:
    published(world.actor(world.stina), world.school, YELLOW)
    place(world, world.nora, (world.paper, 1))
    html = letters(world)["orders/new_order"].body_html
    assert "#FFC400" not in html
    assert 'bgcolor="#0B5563"' in html


def test_ottos_mail_is_as_it_always_was(world: World) -> None:
    published(world.actor(world.stina), world.school, YELLOW)
    place(world, world.otto, (world.paper, 1), on_account=False)
    html = letters(world)["orders/confirmed"].body_html
    assert "#FFC400" not in html
    assert "border-bottom:1px solid #D9E1DE" in html
    assert 'bgcolor="#0B5563"' in html


def test_a_draft_is_in_no_mail(world: World) -> None:
    published(world.actor(world.stina), world.norrvik, ProfileDetails("#E30613"))
    place(world, world.nora, (world.paper, 1))
    assert 'bgcolor="#E30613"' in letters(world)["orders/confirmed"].body_html


@pytest.mark.skipif(not can_write_pdf(), reason="needs pango")
def test_the_paper_has_the_logo_and_without_a_look_none(world: World) -> None:
    shop = ShopSettings.objects.get()
    published(world.actor(world.stina), world.school, YELLOW, logo=sent("logo.png", png()))
    for who, pictures in ((world.nora, 1), (world.otto, 0)):
        order = place(world, who, (world.paper, 1), on_account=who is world.nora)
        written = order_pdf(order_detail_of(world.actor(who), order.number), shop)
        pages = PdfReader(BytesIO(written)).pages
        assert len(pages[0].images) == pictures
        assert "Kontorsgrossen" in pages[0].extract_text()
        # The stripe, as PDF writes a colour.
        drawn = pages[0].get_contents()
        assert drawn is not None
        stripe = b"1 .768627" in drawn.get_data().replace(b"0.7686", b".7686")
        assert stripe is (who is world.nora)
