"""The page of add-ons: what there is, one click to switch, taken back, and who did it."""

import re
from typing import Any

import pytest

from core.undo import ticket_in
from customers.add_ons import PARTS, AddOn
from customers.models import AddOnSwitch, ShopSettings
from tests.world import World

PAGE = "/staff/settings/add-ons/"
SITE = f"{PAGE}{AddOn.CUSTOMER_SITE.value}/"

pytestmark = pytest.mark.django_db


def ticket_of(answer: Any) -> str:
    return next(filter(None, (ticket_in(each.tags) for each in answer.context["messages"])))


def test_stina_reads_each_part_with_its_number_and_words(world: World) -> None:
    page = world.client(world.stina).get(PAGE).content.decode()
    for part in PARTS:
        assert f'id="part-{part.number.value}"' in page
        assert str(part.number.value) in page


def test_stina_switches_off_takes_it_back_and_the_page_says_who(world: World) -> None:
    stina = world.client(world.stina)
    answer = stina.post(SITE, {"becomes": "off"}, follow=True)
    assert not ShopSettings.objects.get().is_on(AddOn.CUSTOMER_SITE)
    page = answer.content.decode()
    assert "A customer&#x27;s own site is off." in page
    row = re.search(r'<tr id="part-844">.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "Stina Falk" in row[0]
    assert 'value="on"' in row[0]
    back = stina.post(f"/staff/undo/{ticket_of(answer)}/", follow=True)
    assert "A customer&#x27;s own site is on." in back.content.decode()
    assert ShopSettings.objects.get().is_on(AddOn.CUSTOMER_SITE)
    assert AddOnSwitch.objects.get().is_on


def test_what_somebody_switched_back_meanwhile_is_not_switched_again(world: World) -> None:
    stina = world.client(world.stina)
    answer = stina.post(SITE, {"becomes": "off"}, follow=True)
    stina.post(SITE, {"becomes": "on"})
    late = stina.post(f"/staff/undo/{ticket_of(answer)}/")
    assert late.status_code == 409
    twice = stina.post(SITE, {"becomes": "on"}, follow=True)
    assert "This part is on already." in twice.content.decode()
    assert ShopSettings.objects.get().is_on(AddOn.CUSTOMER_SITE)


def test_sam_and_buyers_neither_see_nor_switch(world: World) -> None:
    for who in (world.sam, world.nora, world.greta):
        client = world.client(who)
        assert client.get(PAGE).status_code == 403
        assert client.post(SITE, {"becomes": "off"}).status_code == 403
    assert ShopSettings.objects.get().closed_add_ons == []


def test_an_unknown_number_is_no_part_and_a_click_by_get_does_nothing(world: World) -> None:
    stina = world.client(world.stina)
    assert stina.post(f"{PAGE}4711/", {"becomes": "off"}).status_code == 404
    assert stina.get(SITE).status_code == 405
    assert ShopSettings.objects.get().closed_add_ons == []


def test_the_page_costs_the_same_however_many_are_switched(
    world: World, django_assert_num_queries: Any
) -> None:
    stina = world.client(world.stina)
    for number in (AddOn.CUSTOMER_SITE, AddOn.DOCUMENTS, AddOn.PURCHASE_LIMIT):
        stina.post(f"{PAGE}{number.value}/", {"becomes": "off"})
    stina.get(PAGE)
    with django_assert_num_queries(7):
        stina.get(PAGE)
