"""The back office's tree: folded and unfolded, grown, ordered, moved, limited, cut."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Category, FilterAttribute, ProductCategory
from catalogue.services.categories import create_category, move_category
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.orders import fill_cart
from tests.pages.reading import page_of, read
from tests.pages.shop.browsing import agree
from tests.world import World, make_product

LIST = "/staff/categories/"
FILTERS = "/staff/filters/"
QUERIES_LIST = 8
QUERIES_LIMIT = 30


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def url(category: Category, what: str = "") -> str:
    return f"{LIST}{category.pk}/{what}"


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, values)


def test_only_the_open_levels_are_on_the_page(world: World, stina: Client) -> None:
    page = read(stina, LIST)
    assert "Datorer" in page.text
    assert "Dockningsstationer" not in page.text
    opened = read(stina, f"{LIST}?open={world.computers.pk}")
    assert "Dockningsstationer" in opened.text
    assert "Close Datorer" in opened.text
    assert f"{LIST}#c-{world.computers.pk}" in opened.links  # closes it again


def test_an_address_with_nonsense_in_it_is_the_closed_tree(world: World, stina: Client) -> None:
    page = read(stina, f"{LIST}?open=x,999999999999999999999999,²,-1")
    assert "Datorer" in page.text


def test_the_tree_costs_the_same_whatever_lies_in_closed_branches(
    world: World, stina: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [
        Category(name=f"Gren {n}", slug=f"g{n}", path=f"kontorsmaterial/g{n}", parent=world.office)
        for n in range(400)
    ]
    for row in rows:
        row.save()
    read(stina, LIST)
    with django_assert_num_queries(QUERIES_LIST):
        closed = read(stina, LIST)
    assert "Gren 1" not in closed.text
    with django_assert_num_queries(QUERIES_LIST):
        opened = read(stina, f"{LIST}?open={world.office.pk}")
    assert opened.text.count("Gren ") >= 100
    assert "There are more here" in opened.text
    assert "Gren 399" not in opened.text


def test_a_category_is_found_by_part_of_its_name_with_its_way(world: World, stina: Client) -> None:
    page = read(stina, f"{LIST}?q=dockning")
    assert "Datorer / Dockningsstationer" in page.text
    assert "Kontorsmaterial" not in page.text
    assert "No category fits" in read(stina, f"{LIST}?q=finnsinte").text


def test_products_of_a_branch_are_counted_up_to_a_bound(
    world: World, stina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = " ".join(read(stina, LIST).text.split())
    assert "Datorer 2 everyone" in row
    monkeypatch.setattr("catalogue.selectors.staff_tree.MOST_COUNTED", 1)
    assert "Datorer 1+ everyone" in " ".join(read(stina, LIST).text.split())


def test_stina_makes_a_category_below_another_with_a_drawing(world: World, stina: Client) -> None:
    page = read(stina, f"{LIST}new/?under={world.computers.pk}")
    assert "Below Datorer" in page.text
    response = post(
        stina, f"{LIST}new/?under={world.computers.pk}", name="Kablar", pictogram="cable"
    )
    made = Category.objects.get(name="Kablar")
    assert (made.parent, made.path, made.pictogram) == (world.computers, "datorer/kablar", "cable")
    assert response["Location"] == f"{LIST}?open={world.computers.pk}#c-{made.pk}"


def test_a_category_without_a_name_or_with_an_unknown_drawing_is_refused(
    world: World, stina: Client
) -> None:
    page = page_of(post(stina, f"{LIST}new/", name="", pictogram="cable"))
    assert "name" in page.fields_in_error
    page = page_of(post(stina, f"{LIST}new/", name="Kablar", pictogram="dragon"))
    assert "dragon" in page.text
    assert not Category.objects.filter(name="Kablar").exists()


def test_a_new_name_keeps_the_address(world: World, stina: Client) -> None:
    post(stina, url(world.docks, "edit/"), name="Dockor", pictogram="dock")
    world.docks.refresh_from_db()
    assert (world.docks.name, world.docks.path) == ("Dockor", "datorer/dockningsstationer")


def test_sisters_change_places_without_script(world: World, stina: Client) -> None:
    def order() -> list[str]:
        rows = Category.objects.filter(parent=None).order_by("position", "name")
        return [row.name for row in rows]

    assert order() == ["Datorer", "Kontorsmaterial"]
    response = post(stina, url(world.office, "step/"), up="1", open=f"{world.computers.pk}")
    assert order() == ["Kontorsmaterial", "Datorer"]
    assert response["Location"] == f"{LIST}?open={world.computers.pk}#c-{world.office.pk}"
    post(stina, url(world.office, "step/"), up="1")  # already first
    assert order() == ["Kontorsmaterial", "Datorer"]
    post(stina, url(world.office, "step/"), down="1")
    assert order() == ["Datorer", "Kontorsmaterial"]


def test_a_move_shows_what_it_changes_and_then_does_it(world: World, stina: Client) -> None:
    found = read(stina, url(world.docks, "move/?q=kontor"))
    assert f"?to={world.office.pk}" in found.links
    assert f"?to={world.docks.pk}" not in read(stina, url(world.docks, "move/")).links
    set_limit_groups(actor=SYSTEM, target=world.office, groups=[world.norrvik])
    seen = read(stina, url(world.docks, f"move/?to={world.office.pk}"))
    assert "/c/kontorsmaterial/dockningsstationer/" in seen.text
    assert "Inherited from Kontorsmaterial Norrviks kommun" in seen.text
    assert "1 product disappears (1 variant) for 1 customer: Vestby Elektro" in seen.text
    world.docks.refresh_from_db()
    assert world.docks.path == "datorer/dockningsstationer"  # only shown so far
    post(stina, url(world.docks, "move/"), to=world.office.pk)
    world.docks.refresh_from_db()
    assert world.docks.path == "kontorsmaterial/dockningsstationer"


def test_a_move_into_itself_is_refused_with_the_reason(world: World, stina: Client) -> None:
    usb = create_category(actor=SYSTEM, name="USB", parent=world.docks)
    seen = read(stina, url(world.docks, f"move/?to={usb.pk}"))
    assert "cannot be put inside itself" in seen.text
    assert url(world.docks, "move/") not in seen.forms
    page = page_of(post(stina, url(world.docks, "move/"), to=usb.pk))
    assert "cannot be put inside itself" in page.text


def test_an_earlier_address_leads_to_the_new_one_for_who_may_see_it(world: World) -> None:
    move_category(actor=SYSTEM, category=world.docks, parent=world.office)
    nora, otto = world.client(world.nora), world.client(world.otto)
    for client in (nora, otto):
        response = client.get("/c/datorer/dockningsstationer/")
        assert response.status_code == 302
        assert response["Location"] == "/c/kontorsmaterial/dockningsstationer/"
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    assert nora.get("/c/datorer/dockningsstationer/").status_code == 302
    for client in (otto, Client()):
        response = client.get("/c/datorer/dockningsstationer/")
        assert response.status_code == 404
        assert b"kontorsmaterial/dock" not in response.content


def test_what_a_limit_hides_is_shown_before_it_is_saved(world: World, stina: Client) -> None:
    fill_cart(world.actor(world.otto), (world.dock, 1))
    agreement = agree(world, None, world.dock)
    agreement.customers.add(world.vestby)
    address = url(world.docks, "limit/")
    look = page_of(post(stina, address, groups=[world.norrvik.pk], look="1"))
    assert "1 product disappears (1 variant) for 1 customer: Vestby Elektro" in look.text
    assert "Visitors who are not logged in lose them too" in look.text
    assert "Carts: 1 (1 line) – Otto Moen" in look.text
    assert "Agreement Norrvik 2024–2027 : 1 item – Vestby Elektro" in look.text
    assert not world.docks.limit_groups.exists()
    post(stina, address, groups=[world.norrvik.pk], seen=str(world.norrvik.pk), save="1")
    assert list(world.docks.limit_groups.all()) == [world.norrvik]


def test_another_choice_than_the_one_seen_is_shown_first(world: World, stina: Client) -> None:
    page = page_of(
        post(
            stina,
            url(world.docks, "limit/"),
            groups=[world.norrvik.pk],
            seen=str(world.retail.pk),
            save="1",
        )
    )
    assert "1 product disappears" in page.text
    assert not world.docks.limit_groups.exists()


def test_a_limit_that_nobody_passes_is_said_aloud(world: World, stina: Client) -> None:
    set_limit_groups(actor=SYSTEM, target=world.computers, groups=[world.norrvik])
    page = page_of(post(stina, url(world.docks, "limit/"), groups=[world.retail.pk], look="1"))
    assert "Nobody can see this." in page.text
    assert "Inherited from Datorer Norrviks kommun" in page.text
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.retail])
    assert "Nobody can see this." in read(stina, url(world.docks)).text
    assert "Nobody" in read(stina, f"{LIST}?open={world.computers.pk}").text
    assert "Nobody can see this." not in read(stina, url(world.computers)).text


def test_taking_a_limit_away_shows_who_sees_more(world: World, stina: Client) -> None:
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    page = page_of(post(stina, url(world.docks, "limit/"), look="1"))
    assert "1 product appears (1 variant) for 1 customer: Vestby Elektro" in page.text
    assert "No goods for sale disappear" in page.text


def test_goods_that_stand_elsewhere_too_stay_visible(world: World, stina: Client) -> None:
    ProductCategory.objects.create(product=world.dock.product, category=world.office)
    page = page_of(post(stina, url(world.docks, "limit/"), groups=[world.norrvik.pk], look="1"))
    assert "No goods for sale disappear for anybody" in page.text


def test_the_preview_costs_the_same_for_many_goods(
    world: World, stina: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(world, None, world.dock)
    fill_cart(world.actor(world.otto), (world.dock, 1))
    address, values = url(world.docks, "limit/"), {"groups": [world.norrvik.pk], "look": "1"}
    stina.post(address, values)
    with django_assert_num_queries(QUERIES_LIMIT):
        stina.post(address, values)
    for n in range(20):
        more = make_product(f"Docka {n}", f"D-{n}", "10", category=world.docks, vat=world.vat)
        fill_cart(world.actor(world.otto), (more, 1))
    with django_assert_num_queries(QUERIES_LIMIT):
        page = page_of(stina.post(address, values))
    assert "21 products disappear (21 variants) for 1 customer" in page.text


def test_an_empty_category_is_deleted(world: World, stina: Client) -> None:
    usb = create_category(actor=SYSTEM, name="USB", parent=world.docks)
    assert "It is empty" in read(stina, url(usb, "delete/")).text
    post(stina, url(usb, "delete/"))
    assert not Category.objects.filter(pk=usb.pk).exists()


def test_one_that_holds_goods_says_where_they_go_first(world: World, stina: Client) -> None:
    page = read(stina, url(world.docks, "delete/"))
    assert "1 product right in it" in page.text
    refused = page_of(post(stina, url(world.docks, "delete/")))
    assert "Say where its contents go" in refused.text
    asked = read(stina, url(world.docks, f"delete/?to={world.office.pk}"))
    assert "Move all it holds to Kontorsmaterial" in asked.text
    post(stina, url(world.docks, "delete/"), to=world.office.pk)
    assert not Category.objects.filter(pk=world.docks.pk).exists()
    assert world.dock.product.categories.get() == world.office
    response = Client().get("/c/datorer/dockningsstationer/")
    assert response["Location"] == "/c/kontorsmaterial/"


def test_sam_sees_the_tree_and_changes_nothing(world: World) -> None:
    sam = world.client(world.sam)
    for page in (read(sam, LIST), read(sam, url(world.docks))):
        assert not [link for link in page.links if "/new/" in link or "/move/" in link]
        assert not [form for form in page.forms if "/step/" in form]
    assert sam.get(f"{LIST}new/").status_code == 403
    for what in ("edit/", "step/", "move/", "limit/", "delete/"):
        assert post(sam, url(world.docks, what), name="X", down="1").status_code == 403
    world.docks.refresh_from_db()
    assert world.docks.name == "Dockningsstationer"


def test_what_is_not_there_is_404(world: World, stina: Client) -> None:
    for what in ("", "edit/", "move/", "limit/", "delete/"):
        assert stina.get(f"{LIST}999999/{what}").status_code == 404
    assert stina.get(f"{LIST}new/?under=999999").status_code == 404


def test_stina_chooses_what_lists_can_be_filtered_by(world: World, stina: Client) -> None:
    world.dock.attributes = {"Garanti": "3 år", "Färg": "Grå"}
    world.dock.save()
    page = read(stina, FILTERS)
    assert "Garanti 1" in page.text
    stina.post(FILTERS, {"names": "Garanti\r\n\r\nFärg\r\nGaranti"})
    names = list(FilterAttribute.objects.values_list("name", flat=True))
    assert names == ["Garanti", "Färg"]
    assert read(stina, FILTERS).forms[""]["names"].split() == ["Garanti", "Färg"]


def test_too_many_filters_are_refused_and_nothing_is_lost(world: World, stina: Client) -> None:
    written = "\n".join(f"Namn{n}" for n in range(21))
    page = page_of(stina.post(FILTERS, {"names": written}))
    assert page.fields_in_error == ["names"]
    assert "Namn20" in page.forms[""]["names"]
    assert not FilterAttribute.objects.exists()
    assert world.client(world.sam).get(FILTERS).status_code == 403


def test_a_filter_that_no_goods_have_is_asked_about_and_saved_after_a_yes(
    world: World, stina: Client
) -> None:
    world.dock.attributes = {"Garanti": "3 år"}
    world.dock.save()
    page = page_of(stina.post(FILTERS, {"names": "Garanti\ngarrantie\nXyz"}))
    assert page.fields_in_error == ["unknown_ok"]
    assert "“garrantie” (did you mean “Garanti”?), “Xyz”" in page.text
    assert page.forms[""]["names"].split() == ["Garanti", "garrantie", "Xyz"]
    assert not FilterAttribute.objects.exists()
    yes = {"unknown_ok": page.inputs["unknown_ok"]}
    # A yes for these is none for others, and neither is any other word.
    for names, said in (("Xyz\nAbc", yes), ("garrantie\nXyz", {"unknown_ok": "on"})):
        page = page_of(stina.post(FILTERS, {"names": names} | said))
        assert page.fields_in_error == ["unknown_ok"]
    assert not FilterAttribute.objects.exists()
    assert stina.post(FILTERS, {"names": "Garanti\ngarrantie\nXyz"} | yes).status_code == 302
    assert FilterAttribute.objects.count() == 3
    # What was saved once is not asked about again.
    assert stina.post(FILTERS, {"names": "Xyz\nGaranti"}).status_code == 302


def test_a_known_filter_asks_nothing(world: World, stina: Client) -> None:
    world.dock.attributes = {"Garanti": "3 år"}
    world.dock.save()
    assert stina.post(FILTERS, {"names": "Garanti"}).status_code == 302
    assert stina.post(FILTERS, {"names": ""}).status_code == 302
    assert not FilterAttribute.objects.exists()
