"""Words: their forms in two languages, compounds, slips of the finger, and what ranks first."""

import pytest

from catalogue.models import (
    LAST_TIER,
    Audience,
    Product,
    ProductSearch,
    Variant,
)
from catalogue.search.questions import clauses
from catalogue.search.words import asked_words
from catalogue.selectors import search_candidates
from catalogue.selectors.search import search
from catalogue.selectors.search_counts import count_hits
from catalogue.services import search_vectors
from catalogue.services.search_index import rebuild_search, reindex_products
from customers.actors import ANONYMOUS
from tests.world import World, make_product


@pytest.fixture
def shop(world: World) -> World:
    rebuild_search()
    return world


def add(world: World, *names: str, popularity: int = 0) -> list[int]:
    """Products of these names, found at once."""
    found = []
    for name in names:
        sku = f"X-{Variant.objects.count()}"
        variant = make_product(name, sku, "1", category=world.office, vat=world.vat)
        product = Product.objects.filter(pk=variant.product_id)
        product.update(brand="", popularity=popularity)
        reindex_products([variant.product_id])
        found.append(variant.product_id)
    return found


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        *(("Bord Ek 120", asked) for asked in ("bord", "bordet", "borden", "BORD")),
        ("Skrivare Lumen", "skrivaren"),
        ("Skrivare Lumen", "skriver"),
        ("Skriver Lumen", "skrivare"),
        ("Kontorsstolar", "kontorsstol"),
        ("Stol", "stolene"),
        ("Datorskärm 27", "skärm"),
        ("Datorskärm 27", "skarm"),
        ("Bläckpatron svart", "bläck"),
        ("Bläckpatron svart", "patron"),
        ("Bläckpatron svart", "bläckpatroner"),
        ("Häftapparat", "haftapparat"),
        ("Skjøteledning", "skjoteledning"),
        ("Skjøteledning", "skjöteledning"),
        ("Cafétermos", "cafetermos"),
        ("Käsipyyhe Łódź", "kasipyyhe lodz"),
    ],
)
def test_a_word_is_found_in_its_forms_and_letters(shop: World, name: str, asked: str) -> None:
    (wanted,) = add(shop, name)
    assert search(ANONYMOUS, asked).product_ids == (wanted,)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Tangentbord", "tangetbord"),  # lost
        ("Tangentbord", "tangentbbord"),  # added
        ("Tangentbord", "tamgentbord"),  # changed
        ("Tangentbord", "tangnetbord"),  # swapped
        ("Tangentbord", "tangetbrod"),  # two
        ("Häftapparat", "haftaparatt"),
        ("Whiteboard", "witeboard"),
    ],
)
def test_one_and_two_slips_are_put_right(shop: World, name: str, typed: str) -> None:
    (wanted,) = add(shop, name)
    answer = search(ANONYMOUS, typed)
    assert (answer.text, answer.corrected_from) == (name.lower(), typed)
    assert answer.product_ids == (wanted,)


def test_another_spelling_is_asked_about_only_when_this_visitor_finds_something(
    shop: World,
) -> None:
    (other,) = add(shop, "Väska")
    Product.objects.filter(pk=other).update(description="Rymmer ett hedset.")
    reindex_products([other])
    assert search(ANONYMOUS, "hedset").did_you_mean == "headset"
    audience, _ = Audience.objects.get_or_create(group_ids=[shop.norrvik.pk])
    Product.objects.filter(pk=shop.headset.product_id).update(audience=audience)
    reindex_products([shop.headset.product_id])
    assert search(shop.actor(shop.nora), "hedset").did_you_mean == "headset"
    assert search(shop.actor(shop.otto), "hedset").did_you_mean == ""


@pytest.mark.parametrize(
    ("asked", "first", "then"),
    [
        ("headset lyra", "Headset Lyra 65 Flex UC", "Lyra fodral till headset"),
        ("bärbar dator", "Bärbar dator Nord 14", "Dator som inte är bärbar"),
        ("dator", "Dator Nord", "Bordsställ och fäste till skärm och dator"),
        ("bord", "Bord", "Bordsskiva"),
        ("skrivare", "Skrivare Lumen 200", "Skriver Lumen 200"),
    ],
)
def test_the_thing_itself_comes_before_what_goes_with_it(
    shop: World, asked: str, first: str, then: str
) -> None:
    add(shop, then, first)
    names = {product.pk: product.name for product in Product.objects.all()}
    found = [names[pk] for pk in search(ANONYMOUS, asked).product_ids]
    assert found.index(first) < found.index(then)


def test_of_two_alike_the_one_that_sells_comes_first(shop: World) -> None:
    (seldom,) = add(shop, "Pärm röd")
    (often,) = add(shop, "Pärm blå", popularity=50)
    assert search(ANONYMOUS, "pärm").product_ids == (often, seldom)


def test_what_is_new_is_found_before_the_index_is_cut_anew(shop: World) -> None:
    (new,) = add(shop, "Dammsugare", popularity=9)
    assert ProductSearch.objects.get(pk=new).tier == LAST_TIER
    assert search(ANONYMOUS, "dammsugare").product_ids == (new,)


def test_the_most_popular_are_in_the_first_tier(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    popular, common = add(shop, "Såg", popularity=9), add(shop, "Yxa")
    assert search_vectors.settle_tiers() == 2  # the cast's own goods are there already
    assert set(ProductSearch.objects.values_list("tier", flat=True)) == {0}
    monkeypatch.setattr(search_vectors, "_SETTLE", search_vectors._SETTLE.replace("8000", "1"))
    search_vectors.settle_tiers()
    in_first = ProductSearch.objects.filter(tier=0).values_list("pk", flat=True)
    assert list(in_first) == popular
    assert ProductSearch.objects.get(pk__in=common).tier == 1


def test_a_word_is_found_in_all_tiers_together(shop: World) -> None:
    goods = add(shop, *(f"Yxa {number}" for number in range(8)))
    for place, pk in enumerate(goods):
        ProductSearch.objects.filter(pk=pk).update(tier=place % (LAST_TIER + 1))
    assert set(search(ANONYMOUS, "yxa").product_ids) == set(goods)
    assert count_hits(ANONYMOUS, "yxa") == 8
    assert count_hits(ANONYMOUS, "yxa", most=5) == 6


def test_an_index_that_is_behind_shows_nothing_that_became_limited(shop: World) -> None:
    audience, _ = Audience.objects.get_or_create(group_ids=[shop.norrvik.pk])
    Product.objects.filter(pk=shop.headset.product_id).update(audience=audience)
    assert search(shop.actor(shop.otto), "headset").hits == ()


def test_staff_meet_goods_for_anybody_by_their_words(shop: World) -> None:
    audience, _ = Audience.objects.get_or_create(group_ids=[shop.norrvik.pk])
    Product.objects.filter(pk=shop.headset.product_id).update(audience=audience)
    reindex_products([shop.headset.product_id])
    question = clauses(asked_words("headset"))
    assert search_candidates.ids_with_words(question, most=9) == [shop.headset.product_id]
