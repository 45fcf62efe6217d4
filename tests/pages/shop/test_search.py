"""The search page and the suggestions under the search field, as each visitor meets them."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Assortment, AssortmentItem, Category, Product, SearchDue, Variant
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.world import World, make_product

HEADSET = "Headset Lyra 65 Flex UC"
DOCK = "Dockningsstation Nordock Pro 14"


@pytest.fixture
def shop(world: World) -> World:
    refresh_all_listings()
    rebuild_search()
    return world


def page(client: Client, text: str, **more: str) -> str:
    response = client.get(reverse("shop:search"), {"q": text, **more})
    assert response.status_code == 200
    return str(response.content.decode())


def suggested(client: Client, text: str) -> str:
    response = client.get(reverse("shop:search-suggest"), {"q": text})
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_search_is_at_its_promised_address(shop: World) -> None:
    assert reverse("shop:search") == "/search/"
    assert reverse("shop:search-suggest") == "/search/suggest"


def test_nora_finds_a_headset_at_her_price_and_can_add_it(shop: World) -> None:
    found = page(shop.client(shop.nora), "headset")
    assert HEADSET in found
    assert "1 390,00" in found.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert DOCK not in found
    assert reverse("shop:cart-add") in found


def test_the_words_stay_in_the_field(shop: World) -> None:
    assert 'value="&quot;&gt;&lt;b&gt;"' in page(shop.client(None), '"><b>')


def test_the_empty_search_asks_what_is_wanted(shop: World) -> None:
    assert "What are you looking for?" in page(shop.client(None), "")


def test_no_hits_leave_a_way_out(shop: World) -> None:
    found = page(shop.client(None), "xqzvwxqzvw")
    assert "No hits for “xqzvwxqzvw”" in found
    assert f'href="{reverse("shop:home")}"' in found


def test_a_typing_error_is_corrected_in_words(shop: World) -> None:
    found = page(shop.client(None), "hedset")
    assert "Showing results for <strong>headset</strong>." in found
    assert HEADSET in found


def test_an_article_number_is_shown_first_and_opens_that_version(shop: World) -> None:
    Variant.objects.create(
        product=shop.dock.product, sku="ND-4012-NO", vat_rate=shop.vat, list_price_net=1
    )
    rebuild_search()
    response = shop.client(None).get(reverse("shop:search"), {"q": "nd 4012 no"})
    assert response.status_code == 200  # shown, not jumped to
    assert f"/p/{shop.dock.product.slug}/?v=ND-4012-NO" in response.content.decode()


def test_what_is_limited_to_norrvik_is_seen_by_nora_alone(shop: World) -> None:
    set_limit_groups(actor=SYSTEM, target=shop.headset.product, groups=[shop.norrvik])
    for asked in ("headset", "LY-0650-UC", "hedset"):
        assert HEADSET in page(shop.client(shop.nora), asked)
        assert HEADSET in suggested(shop.client(shop.nora), asked)
        for stranger in (None, shop.otto, shop.ulla):
            for found in (
                page(shop.client(stranger), asked),
                suggested(shop.client(stranger), asked),
            ):
                assert HEADSET not in found
                assert "Showing results" not in found


def test_a_limited_category_is_not_suggested_to_others(shop: World) -> None:
    set_limit_groups(actor=SYSTEM, target=shop.docks, groups=[shop.norrvik])
    assert "/c/datorer/dockningsstationer/" in suggested(shop.client(shop.nora), "dockn")
    assert "/c/datorer/dockningsstationer/" not in suggested(shop.client(shop.otto), "dockn")


def test_an_empty_category_is_not_suggested(shop: World) -> None:
    Category.objects.create(name="Dockskåp", slug="dockskap", path="dockskap")
    assert "dockskap" not in suggested(shop.client(None), "docks")


def test_who_sees_only_the_agreement_finds_only_that(shop: World) -> None:
    shop.nora.only_agreement_assortment = True
    shop.nora.save()
    agreement = Assortment.objects.create(name="Norrvik 2026")
    agreement.customers.add(shop.school)
    AssortmentItem.objects.create(assortment=agreement, variant=shop.headset)
    client = shop.client(shop.nora)
    assert HEADSET in page(client, "nordock")
    assert DOCK not in page(client, "nordock")
    assert DOCK not in suggested(client, "nordock")
    assert "No hits" in page(client, "ND-4012-GB")


def test_suggestions_name_goods_their_numbers_and_categories(shop: World) -> None:
    found = suggested(shop.client(None), "dockn")
    assert DOCK in found
    assert "ND-4012-GB" in found
    assert "/c/datorer/dockningsstationer/" in found
    assert "<html" not in found


def test_suggestions_for_nothing_are_nothing(shop: World) -> None:
    assert suggested(shop.client(None), "").strip() == ""


def test_more_hits_follow_and_keep_the_words(shop: World) -> None:
    for number in range(30):
        make_product(f"Pärm {number}", f"PA-{number}", "10", category=shop.office, vat=shop.vat)
    rebuild_search()
    client = shop.client(None)
    first = client.get(reverse("shop:search"), {"q": "pärm", "view": "rows"})
    assert len(first.context["cards"]) == 24
    second = client.get(reverse("shop:search") + first.context["next_url"])
    assert len(second.context["cards"]) == 6
    names = {card.name for reply in (first, second) for card in reply.context["cards"]}
    assert len(names) == 30
    assert "product-rows" in second.content.decode()


def test_a_brand_can_be_chosen_and_let_go(shop: World) -> None:
    other = make_product("Headset Solo", "SO-1", "10", category=shop.office, vat=shop.vat)
    Product.objects.filter(pk=other.product_id).update(brand="Solo & Co")
    refresh_all_listings()
    rebuild_search()
    client = shop.client(None)
    chosen = page(client, "headset", brand="Solo & Co")
    assert HEADSET not in chosen
    assert "Headset Solo" in chosen
    assert "Remove filter Solo &amp; Co" in chosen
    assert "Remove filter" not in page(client, "dockningsstation", brand="Solo & Co")


@pytest.mark.parametrize(
    "query",
    [{"after": "x"}, {"after": "9" * 30}, {"brand": "\x00"}, {"q": "\x00"}, {"q": "a" * 5000}],
)
def test_odd_addresses_are_answered(shop: World, query: dict[str, str]) -> None:
    assert (
        shop.client(None).get(reverse("shop:search"), {"q": "headset"} | query).status_code == 200
    )


def test_the_page_is_never_kept_by_a_shared_cache(shop: World) -> None:
    for name in ("shop:search", "shop:search-suggest"):
        response = shop.client(shop.nora).get(reverse(name), {"q": "headset"})
        assert "private" in response["Cache-Control"]


def test_a_post_is_not_answered(shop: World) -> None:
    assert shop.client(shop.nora).post(reverse("shop:search")).status_code == 405


def test_the_page_asks_as_many_questions_for_one_hit_as_for_many(
    shop: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = shop.client(shop.nora)
    for number in range(8):
        make_product(f"Pärm {number}", f"PA-{number}", "10", category=shop.office, vat=shop.vat)
    rebuild_search()
    page(client, "pärm")
    with django_assert_max_num_queries(60) as few:
        page(client, "pärm")
    for number in range(8, 60):
        make_product(f"Pärm {number}", f"PA-{number}", "10", category=shop.office, vat=shop.vat)
    rebuild_search()
    with django_assert_max_num_queries(60) as many:
        page(client, "pärm")
    assert len(few) == len(many)


def test_staff_and_nobody_else_are_told_that_search_is_behind(shop: World) -> None:
    behind = "Search does not know all goods"
    assert behind not in page(shop.client(shop.stina), "headset")
    SearchDue.objects.create(product_id=shop.paper.product_id)
    assert behind in page(shop.client(shop.stina), "headset")
    assert behind not in page(shop.client(shop.nora), "headset")
    assert behind not in page(shop.client(None), "headset")


def test_the_page_says_what_took_the_place_of_replaced_goods(shop: World) -> None:
    Variant.objects.filter(pk=shop.headset.pk).update(is_active=False, replaced_by=shop.dock)
    rebuild_search()
    found = page(shop.client(shop.nora), "ly-0650-uc")
    assert "ly-0650-uc is no longer sold. This took its place." in found
    assert DOCK in found
