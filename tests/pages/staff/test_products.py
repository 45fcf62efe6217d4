"""The back office's products: found, opened, made, changed, limited; Sam only looks."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from catalogue.models import Product, ProductImage, Variant, VariantCode
from catalogue.selectors.visibility import visible_products
from catalogue.services.search_index import reindex_products
from tests.world import World, make_product

Counting = Callable[[int], AbstractContextManager[object]]
LIST = "/staff/products/"
# Who asks and what waits cost five of them on every page.
QUERIES_LIST = 10
QUERIES = {"": 9, "versions/": 8, "pictures/": 9, "documents/": 7, "numbers/": 9, "history/": 9}


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def sam(world: World) -> Client:
    return world.client(world.sam)


def main(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def card(product: Product, part: str = "") -> str:
    return f"{LIST}{product.pk}/{part}"


def found(client: Client, query: str) -> set[str]:
    """The names in the list."""
    return set(
        re.findall(
            r'<th scope="row"><a href="[^"]*">([^<]*)</a></th>', main(client, f"{LIST}?{query}")
        )
    )


def test_everything_is_listed_also_what_nobody_may_buy(world: World, sam: Client) -> None:
    Product.objects.filter(pk=world.paper.product_id).update(is_active=False)
    page = main(sam, LIST)
    for variant in (world.dock, world.headset, world.paper):
        assert variant.product.name in page
        assert variant.sku in page
    assert "Not for sale" in page


def test_goods_are_found_by_code_brand_and_words(world: World, sam: Client) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(ean="7350000000015")
    VariantCode.objects.create(variant=world.headset, code="OLD-77")
    Product.objects.filter(pk=world.paper.product_id).update(brand="Papyrus", external_id="X-9")
    reindex_products(Product.objects.values_list("pk", flat=True))
    dock, headset, paper = (each.product.name for each in (world.dock, world.headset, world.paper))
    assert found(sam, f"q={world.dock.sku[:5].lower()}") == {dock}
    assert found(sam, "q=735000000001") == {dock}
    assert found(sam, "q=4012") == {dock}
    assert found(sam, "q=old77") == {headset}
    assert found(sam, "q=papyrus") == {paper}
    assert found(sam, "q=X-9") == {paper}
    assert found(sam, f"q={paper.split()[0][:5]}") == {paper}
    assert found(sam, "q=nosuchthing") == set()
    assert "No product fits" in main(sam, f"{LIST}?q=nosuchthing")


def test_goods_are_found_by_what_they_lack(world: World, sam: Client) -> None:
    dock, headset, paper = (each.product for each in (world.dock, world.headset, world.paper))
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=None)
    Variant.objects.filter(pk=world.headset.pk).update(stock_quantity=0)
    ProductImage.objects.create(product=paper, file="products/x.png")
    Product.objects.filter(pk=paper.pk).update(is_active=False, brand="Papyrus")
    assert found(sam, "lacks=price") == {dock.name}
    assert found(sam, "lacks=stock") == {headset.name}
    assert found(sam, "lacks=picture") == {dock.name, headset.name}
    assert found(sam, "sale=no") == {paper.name}
    assert found(sam, "sale=yes") == {dock.name, headset.name}
    assert found(sam, "brand=Papyrus") == {paper.name}
    assert found(sam, f"category={world.computers.pk}") == {dock.name} | (
        {headset.name} if headset.placements.get().category.path.startswith("datorer") else set()
    )
    assert found(sam, "lacks=nonsense&category=999") == {dock.name, headset.name, paper.name}


def test_goods_limited_to_groups_are_found(world: World, stina: Client) -> None:
    product = world.dock.product
    form = {"groups": [str(world.norrvik.pk)], "shown": str(world.norrvik.pk)}
    stina.post(card(product, "limit/"), form)
    assert found(stina, "seen_by=groups") == {product.name}
    Variant.objects.filter(pk=world.paper.pk).update(is_active=False)
    assert found(stina, "seen_by=nobody") == set()


def test_the_list_costs_the_same_for_three_and_two_hundred(
    world: World, stina: Client, django_assert_num_queries: Counting
) -> None:
    stina.get(LIST)
    with django_assert_num_queries(QUERIES_LIST):
        stina.get(LIST)
    for number in range(200):
        make_product(f"P{number:03}", f"P-{number}", "10", category=world.docks, vat=world.vat)
    with django_assert_num_queries(QUERIES_LIST):
        page = stina.get(LIST).content.decode()
    assert page.count('name="pick"') == 30
    older = re.search(r'rel="next" href="([^"#]*)', page)
    assert older is not None
    assert "P000" not in main(stina, older.group(1).replace("&amp;", "&")) or "P029" in page


def test_sam_sees_every_part_and_no_form(world: World, sam: Client) -> None:
    parts = ("", "versions/", "pictures/", "documents/", "goes-with/", "numbers/", "history/")
    for part in parts:
        page = main(sam, card(world.dock.product, part))
        assert "Only the shop&#x27;s administrators change goods and prices." in page
        assert "<form" not in page
    page = main(sam, LIST)
    assert 'name="pick"' not in page
    assert "New product" not in page


@pytest.mark.parametrize(
    "url", ["new/", "bulk/", "{p}/edit/", "{p}/limit/", "{p}/versions/new/", "versions/{v}/"]
)
def test_sam_is_refused_where_goods_are_changed(world: World, sam: Client, url: str) -> None:
    path = LIST + url.format(p=world.dock.product_id, v=world.dock.pk)
    assert sam.get(path).status_code == 403
    assert sam.post(path).status_code == 403


def test_a_part_costs_the_same_whatever_it_holds(
    world: World, stina: Client, django_assert_num_queries: Counting
) -> None:
    product = world.dock.product
    for number in range(30):
        ProductImage.objects.create(product=product, file=f"products/{number}.png")
        Variant.objects.create(product=product, sku=f"V-{number}", vat_rate=world.vat)
    for part, queries in QUERIES.items():
        stina.get(card(product, part))
        with django_assert_num_queries(queries):
            stina.get(card(product, part))


def facts(**changed: Any) -> dict[str, Any]:
    """A filled-in form of a new product."""
    return {
        "name": "Skrivbordslampa Ljus",
        "brand": "Nordock",
        "summary": "Varmt ljus",
        "description": "<p>Bra</p><script>alert(1)</script>",
        "is_active": "on",
        "first-sku": "LJ-1",
        "first-list_price_net": "1 499,50",
        "first-stock_quantity": "5",
        "first-pack_size": "1",
        "first-is_active": "on",
        "first-attribute_name": ["Colour", "", ""],
        "first-attribute_value": ["Black", "", ""],
        **changed,
    }


def new(client: Client, world: World, **changed: Any) -> Any:
    first = {"first-vat_rate": str(world.vat.pk), "categories": [str(world.office.pk)]}
    return client.post(f"{LIST}new/", facts(**first, **changed))


def test_stina_makes_a_product_with_its_first_version(world: World, stina: Client) -> None:
    response = new(stina, world)
    product = Product.objects.get(name="Skrivbordslampa Ljus")
    assert response.headers["Location"] == card(product)
    variant = product.variants.get()
    assert (variant.sku, str(variant.list_price_net)) == ("LJ-1", "1499.50")
    assert variant.attributes == {"Colour": "Black"}
    assert product in visible_products(world.actor(world.otto))
    page = main(stina, card(product))
    assert "<p>Bra</p>" in page
    assert "<script" not in page
    assert world.office.name in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first-sku", "ND-4012-GB", "Another version has that article number."),
        ("first-sku", "", "This field is required."),
        ("name", "", "This field is required."),
        ("first-list_price_net", "dyr", "dyr"),
        ("first-list_price_net", "-5", ""),
        ("first-ean", "73500A", "An EAN has 8, 12, 13 or 14 digits."),
        ("first-pack_size", "0", "greater than or equal to 1"),
        ("first-replaced_by", "NIX", "No version has the article number NIX."),
        ("first-attribute_name", ["", "", ""], "“Black” has no name."),
        ("categories", ["77777"], "77777"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_lost(
    world: World, stina: Client, field: str, value: Any, words: str
) -> None:
    form = facts(**{"first-vat_rate": str(world.vat.pk), field: value})
    response = stina.post(f"{LIST}new/", form)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert 'class="errors"' in page
    assert 'value="Nordock"' in page
    assert 'value="Black"' in page
    assert Product.objects.count() == 3


def test_a_wrong_check_digit_is_a_warning_and_goes_in(world: World, stina: Client) -> None:
    response = new(stina, world, **{"first-ean": "7350000000015"})
    assert Variant.objects.get(sku="LJ-1").ean == "7350000000015"
    assert "The check digit of the EAN is wrong." in main(stina, response.headers["Location"])


def test_a_price_of_nothing_is_no_price_and_said(world: World, stina: Client) -> None:
    response = new(stina, world, **{"first-list_price_net": "0"})
    page = main(stina, response.headers["Location"])
    assert "A price of 0 alone is no price" in page
    assert "No price" in main(
        stina, card(Product.objects.get(name__startswith="Skriv"), "versions/")
    )


def edit_form(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    form = client.get(url).context["form"]
    values = {}
    for field in form:
        value = field.value()
        if field.widget_type == "checkbox":
            value = "on" if value else None
        if value is not None:
            values[form.add_prefix(field.name)] = value
    for row in getattr(form, "attribute_rows", []):
        values.setdefault("attribute_name", []).append(row[0])
        values.setdefault("attribute_value", []).append(row[1])
    return values


def test_the_words_of_a_product_change_and_its_address_stays(world: World, stina: Client) -> None:
    product = world.dock.product
    url = card(product, "edit/")
    form = edit_form(stina, url) | {"name": "Docka", "categories": [str(world.office.pk)]}
    assert stina.post(url, form).headers["Location"] == card(product)
    product.refresh_from_db()
    assert (product.name, product.slug) == ("Docka", world.dock.sku.lower())
    assert [place.category for place in product.placements.all()] == [world.office]
    told = main(stina, card(product, "history/"))
    for words in ("Docka", "Categories", world.office.name, "Stina"):
        assert words in told


def test_whoever_saves_second_is_told_and_loses_nothing(world: World, stina: Client) -> None:
    url = card(world.dock.product, "edit/")
    mine, others = edit_form(stina, url), edit_form(stina, url)
    stina.post(url, others | {"brand": "Acme"})
    page = stina.post(url, mine | {"summary": "Mine"}).content.decode()
    assert "Somebody has changed this while you wrote." in page
    assert "Mine" in page
    world.dock.product.refresh_from_db()
    assert (world.dock.product.brand, world.dock.product.summary) == ("Acme", "")


def test_one_press_takes_a_product_off_sale_and_back(world: World, stina: Client) -> None:
    product = world.dock.product
    for on, seen in (("0", False), ("1", True)):
        stina.post(card(product, "sale/"), {"on": on})
        shown = visible_products(world.actor(world.otto)).for_sale().filter(pk=product.pk)
        assert shown.exists() is seen


def test_who_loses_sight_is_said_before_a_limit_is_saved(world: World, stina: Client) -> None:
    product, url = world.dock.product, card(world.dock.product, "limit/")
    page = stina.post(url, {"groups": [str(world.norrvik.pk)]}).content.decode()
    assert "1 customer loses sight of it" in page
    assert "with 1 person who buys" in page
    assert "Visitors who are not logged in lose sight of it too." in page
    assert "2 customers see it then." in page
    assert product in visible_products(world.actor(world.otto)), "nothing is saved yet"
    shown = re.search(r'name="shown" value="([^"]*)"', page)
    assert shown is not None
    stina.post(url, {"groups": [str(world.norrvik.pk)], "shown": shown.group(1)})
    assert product not in visible_products(world.actor(world.otto))
    assert product in visible_products(world.actor(world.nora))


def test_another_choice_than_was_shown_is_shown_first(world: World, stina: Client) -> None:
    url = card(world.dock.product, "limit/")
    page = stina.post(url, {"groups": [str(world.retail.pk)], "shown": str(world.norrvik.pk)})
    assert "customers lose sight of it" in page.content.decode()
    assert world.dock.product in visible_products(world.actor(world.nora))


def test_a_version_may_be_limited_more_than_its_product(world: World, stina: Client) -> None:
    url = f"{LIST}versions/{world.dock.pk}/limit/"
    group = str(world.norrvik.pk)
    assert "1 customer loses sight of it" in stina.post(url, {"groups": [group]}).content.decode()
    stina.post(url, {"groups": [group], "shown": group})
    assert list(world.dock.limit_groups.all()) == [world.norrvik]
    assert "Limited by group" in main(stina, card(world.dock.product, "versions/"))


def test_no_group_in_common_is_said_to_hide_it_from_all(world: World, stina: Client) -> None:
    group = str(world.norrvik.pk)
    stina.post(card(world.dock.product, "limit/"), {"groups": [group], "shown": group})
    url = f"{LIST}versions/{world.dock.pk}/limit/"
    page = stina.post(url, {"groups": [str(world.retail.pk)]}).content.decode()
    assert "Nobody would see it." in page


def test_a_version_is_added_and_changed(world: World, stina: Client) -> None:
    product = world.dock.product
    url = card(product, "versions/new/")
    form = edit_form(stina, url) | {"sku": "ND-NEW", "name": "US", "list_price_net": "1 600"}
    form["vat_rate"] = str(world.vat.pk)
    assert stina.post(url, form).headers["Location"] == card(product, "versions/")
    made = Variant.objects.get(sku="ND-NEW")
    url = f"{LIST}versions/{made.pk}/"
    form = edit_form(stina, url) | {"replaced_by": world.dock.sku.lower(), "pack_size": "4"}
    form["further_codes"] = "OLD 1\nOLD 2"
    form["attribute_name"] = ["Colour", "Ports", ""]
    form["attribute_value"] = ["Black", "12", ""]
    stina.post(url, form)
    made.refresh_from_db()
    assert (made.replaced_by, made.pack_size) == (world.dock, 4)
    assert made.attributes == {"Colour": "Black", "Ports": "12"}
    assert made.further_codes.count() == 2
    page = main(stina, card(product, "versions/"))
    assert "packs of 4" in page
    assert f"replaced by {world.dock.sku}" in page


@pytest.mark.parametrize(("written", "left"), [("100", 95), ("90", 85)])
def test_what_orders_took_while_stina_wrote_stays_taken(
    world: World, stina: Client, written: str, left: int
) -> None:
    url = f"{LIST}versions/{world.dock.pk}/"
    form = edit_form(stina, url) | {"name": "GB", "stock_quantity": written}
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=95)
    assert stina.post(url, form).status_code == 302
    world.dock.refresh_from_db()
    assert (world.dock.name, world.dock.stock_quantity) == ("GB", left)


def test_a_version_may_be_made_before_it_is_for_sale(world: World, stina: Client) -> None:
    url = card(world.dock.product, "versions/new/")
    form = edit_form(stina, url) | {"sku": "ND-NEW", "vat_rate": str(world.vat.pk)}
    del form["is_active"]
    stina.post(url, form)
    assert Variant.objects.get(sku="ND-NEW").is_active is False


def test_a_loop_of_successors_is_told_at_the_field(world: World, stina: Client) -> None:
    Variant.objects.filter(pk=world.headset.pk).update(replaced_by=world.dock)
    url = f"{LIST}versions/{world.dock.pk}/"
    page = stina.post(url, edit_form(stina, url) | {"replaced_by": world.headset.sku})
    assert "so neither would be left." in page.content.decode()
    assert page.context["form"].errors["replaced_by"]


def test_numbers_and_yes_stay_what_they_are(world: World, stina: Client) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(attributes={"Ports": 12, "Wireless": True})
    url = f"{LIST}versions/{world.dock.pk}/"
    stina.post(url, edit_form(stina, url))
    world.dock.refresh_from_db()
    assert world.dock.attributes == {"Ports": 12, "Wireless": True}


def test_a_product_nobody_has_is_not_found(world: World, stina: Client) -> None:
    for part in ("", "edit/", "versions/", "limit/", "history/"):
        assert stina.get(f"{LIST}999999/{part}").status_code == 404
