"""Cards that were drawn are kept for whoever sees the same: nothing of one visitor is another's."""

import re
from decimal import Decimal

from django.test import Client

from catalogue.models import Variant
from catalogue.services.goods import goods_changed
from tests.pages.shop.browsing import PRODUCT, agree
from tests.world import World

CATEGORY = "/c/datorer/dockningsstationer/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NEXT = re.compile(r'name="next" value="([^"]+)"')
CARD = re.compile(r'<article class="product-(?:card|row)">.*?</article>', re.DOTALL)


def cards(html: str) -> str:
    """Those of the page alone: its frame has the same words, and forms with the same fields."""
    found = "".join(CARD.findall(html))
    assert found
    return found


def test_each_visitor_has_a_token_of_their_own_in_every_form(world: World) -> None:
    found = []
    for who in (world.nora, world.otto, world.nora):
        response = world.client(who).get(CATEGORY)
        tokens = set(TOKEN.findall(response.content.decode()))
        assert len(tokens) == 1
        assert "token-" not in response.content.decode()
        found.append(tokens.pop())
    assert len(set(found)) == 3


def test_adding_leads_back_to_the_address_one_is_at(world: World) -> None:
    client = world.client(world.nora)
    for address in (CATEGORY, f"{CATEGORY}?sort=price&view=rows", "/c/datorer/?sort=newest"):
        shown = set(NEXT.findall(cards(client.get(address).content.decode())))
        assert shown == {address.replace("&", "&amp;")}


def test_the_same_card_is_drawn_in_each_language(world: World) -> None:
    client = world.client(world.nora)
    words = {}
    for language in ("en", "sv", "nb", "en"):
        world.nora.user.language = language
        world.nora.user.save()
        words[language] = cards(client.get(CATEGORY).content.decode())
    assert "ex VAT" in words["en"]
    assert "ex moms" in words["sv"]
    assert "ekskl. mva." in words["nb"]
    assert "ex VAT" not in words["sv"] + words["nb"]


def test_a_new_price_or_stock_is_another_card(world: World) -> None:
    client = world.client(world.otto)
    assert "1 590,00" in client.get(CATEGORY).content.decode().replace("\xa0", " ")
    Variant.objects.filter(pk=world.dock.pk).update(
        list_price_net=Decimal("1601.00"), stock_quantity=3
    )
    page = client.get(CATEGORY).content.decode().replace("\xa0", " ")
    assert "1 601,00" in page
    assert "3 left" in page
    assert "1 590,00" not in page


def badges(client: Client, address: str) -> set[str]:
    """The addresses of the goods whose card says that they are in the agreement."""
    drawn = CARD.findall(client.get(address).content.decode())
    assert len(drawn) == 2
    return {
        re.findall(r'<h2[^>]*><a href="([^"]+)"', card)[0]
        for card in drawn
        if "badge-agreement" in card
    }


def test_a_card_in_a_list_says_what_is_agreed_and_only_to_whom_it_is_for(world: World) -> None:
    other = Variant.objects.get(pk=world.dock.pk)
    other.pk, other.sku, other.position = None, "ND-SAND", 2  # of two versions one is agreed
    other.save()
    goods_changed([world.dock.product_id])
    agree(world, None, world.dock)
    for address in ("/c/datorer/", "/c/datorer/?view=rows"):
        assert badges(world.client(world.nora), address) == {PRODUCT}
        assert badges(world.client(world.otto), address) == set()
        assert badges(Client(), address) == set()
