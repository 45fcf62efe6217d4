"""Many products at once: picked, what to change, what that comes to, done."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from adminpanel.views import product_bulk
from catalogue.models import Product, Variant
from catalogue.selectors.visibility import visible_products
from tests.world import World

URL = "/staff/products/bulk/"


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def token(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert match is not None, name
    return match.group(1)


def picked(client: Client, *variants: Variant) -> str:
    """The signed choice of these products."""
    page = client.post(URL, {"pick": [str(variant.product_id) for variant in variants]})
    return token(page.content.decode(), "chosen")


def look(client: Client, chosen: str, **what: Any) -> Any:
    return client.post(URL, {"chosen": chosen, "step": "look", **what})


def apply(client: Client, chosen: str, page: Any, **what: Any) -> Any:
    mark = token(page.content.decode(), "mark")
    return client.post(URL, {"chosen": chosen, "step": "apply", "mark": mark, **what})


def test_stina_raises_two_prices_after_seeing_them(world: World, stina: Client) -> None:
    chosen = picked(stina, world.dock, world.paper)
    what = {"price_way": "raise", "price_percent": "2,5"}
    page = look(stina, chosen, **what)
    text = page.content.decode()
    assert "2 products change" in text
    for words in ("289,00", "296,23", "629,75", "Nothing is changed yet."):
        assert words in text
    world.paper.refresh_from_db()
    assert world.paper.list_price_net == Decimal(289)
    response = apply(stina, chosen, page, **what)
    assert response.headers["Location"] == "/staff/products/"
    prices = dict(Variant.objects.values_list("sku", "list_price_net"))
    assert prices[world.paper.sku] == Decimal("296.23")
    assert prices[world.headset.sku] == Decimal(1390), "it was not picked"
    history = stina.get(f"/staff/products/{world.paper.product_id}/history/").content.decode()
    assert "296,23" in history


def test_all_that_fit_the_filter_are_changed_and_no_others(world: World, stina: Client) -> None:
    Product.objects.filter(pk=world.paper.product_id).update(brand="Papyrus")
    page = stina.post(URL, {"all": "1", "asked": "brand=Papyrus&sort=name"}).content.decode()
    assert "Change 1 product<" in page
    chosen = token(page, "chosen")
    apply(stina, chosen, look(stina, chosen, sale="off"), sale="off")
    assert set(Product.objects.filter(is_active=False)) == {world.paper.product}


def test_more_than_may_be_changed_at_once_is_said(
    world: World, stina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_bulk, "MOST_PRODUCTS", 2)
    page = stina.post(URL, {"all": "1", "asked": ""}).content.decode()
    assert "More than 2 products fit" in page
    assert "Change 2 products" in page


def test_a_limit_is_set_on_many(world: World, stina: Client) -> None:
    chosen = picked(stina, world.dock, world.paper)
    what = {"limit": "groups", "groups": [str(world.norrvik.pk)]}
    apply(stina, chosen, look(stina, chosen, **what), **what)
    seen = set(visible_products(world.actor(world.otto)))
    assert seen == {world.headset.product}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, "Choose at least one thing to change."),
        ({"price_way": "raise"}, "Write by how many per cent."),
        ({"price_percent": "5"}, "Choose whether to raise or to lower them."),
        ({"price_way": "raise", "price_percent": "fem"}, 'class="errors"'),
        ({"price_way": "lower", "price_percent": "100"}, "lowered by at most 99 %."),
        ({"limit": "groups"}, "Choose at least one group."),
        ({"vat_rate": "77777"}, "77777"),
    ],
)
def test_a_choice_that_says_nothing_is_told(
    world: World, stina: Client, what: dict[str, str], words: str
) -> None:
    response = look(stina, picked(stina, world.dock), **what)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_what_somebody_changed_meanwhile_is_shown_anew(world: World, stina: Client) -> None:
    chosen = picked(stina, world.dock, world.paper)
    what = {"price_way": "raise", "price_percent": "10"}
    page = look(stina, chosen, **what)
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=Decimal(300))
    response = apply(stina, chosen, page, **what)
    assert response.status_code == 409
    assert "Somebody has changed some of these products." in response.content.decode()
    assert "330,00" in response.content.decode()
    world.dock.refresh_from_db()
    assert world.dock.list_price_net == Decimal(1590), "nothing is half done"
    apply(stina, chosen, response, **what)
    world.paper.refresh_from_db()
    assert world.paper.list_price_net == Decimal(330)


def test_nothing_picked_and_a_forged_choice_lead_back(world: World, stina: Client) -> None:
    forms: list[dict[str, Any]] = [
        {},
        {"pick": ["x"]},
        {"chosen": "forged", "step": "apply"},
        {"all": "1", "asked": "category=abc"},
    ]
    for form in forms:
        assert stina.post(URL, form).headers["Location"] == "/staff/products/"
    assert stina.get(URL).headers["Location"] == "/staff/products/"


def test_the_choice_comes_back_filled_in(world: World, stina: Client) -> None:
    chosen = picked(stina, world.dock)
    page = stina.post(URL, {"chosen": chosen, "step": "back", "brand": "Acme"}).content.decode()
    assert 'value="Acme"' in page
