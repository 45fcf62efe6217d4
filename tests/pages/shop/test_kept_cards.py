"""Cards that were drawn are kept for whoever sees the same: nothing of one visitor is another's."""

import re
from decimal import Decimal

from catalogue.models import Variant
from tests.world import World

CATEGORY = "/c/datorer/dockningsstationer/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NEXT = re.compile(r'name="next" value="([^"]+)"')


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
        html = client.get(address).content.decode()
        shown = {back.replace("&amp;", "&") for back in NEXT.findall(html)}
        assert address in shown


def test_the_same_card_is_drawn_in_each_language(world: World) -> None:
    client = world.client(world.nora)
    words = {}
    for language in ("en", "sv", "nb", "en"):
        world.nora.user.language = language
        world.nora.user.save()
        words[language] = client.get(CATEGORY).content.decode()
    assert "ex VAT" in words["en"]
    assert "ex moms" in words["sv"]
    assert "ekskl. mva." in words["nb"]


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
