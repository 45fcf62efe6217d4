"""Search: what each visitor finds by words, codes and near misses, and what nobody else finds."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.models import (
    EVERYONE_ID,
    Assortment,
    AssortmentItem,
    Audience,
    Product,
    ProductSearch,
    SearchWord,
    Variant,
    VariantCode,
)
from catalogue.selectors.search import SearchAnswer, search
from catalogue.selectors.suggestions import suggest
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search, reindex_products
from customers.actors import ANONYMOUS
from tests.world import World, make_product


@pytest.fixture
def shop(world: World) -> World:
    """The cast's shop with its goods in the index."""
    refresh_all_listings()
    rebuild_search()
    return world


def add(world: World, name: str, sku: str, **fields: object) -> Variant:
    variant = make_product(name, sku, "100.00", category=world.office, vat=world.vat, **fields)
    reindex_products([variant.product_id])
    return variant


def limit_to(world: World, variant: Variant) -> None:
    """Only Norrvik sees it, as the audiences' service would have written."""
    audience, _ = Audience.objects.get_or_create(group_ids=[world.norrvik.pk])
    Variant.objects.filter(pk=variant.pk).update(audience=audience)
    Product.objects.filter(pk=variant.product_id).update(audience=audience)


def names(answer: SearchAnswer) -> list[str]:
    found = Product.objects.in_bulk(answer.product_ids)
    return [found[pk].name for pk in answer.product_ids]


def found_by(world: World, text: str) -> list[str]:
    return names(search(world.actor(world.nora), text))


def test_nora_finds_a_product_by_a_word_of_its_name(shop: World) -> None:
    assert found_by(shop, "headset") == ["Headset Lyra 65 Flex UC"]


@pytest.mark.parametrize(
    "asked", ["dockningsstationer", "Dockningsstationerna", "DOCKNINGSSTATION"]
)
def test_swedish_forms_of_a_word_find_the_same(shop: World, asked: str) -> None:
    assert found_by(shop, asked) == ["Dockningsstation Nordock Pro 14"]


@pytest.mark.parametrize("asked", ["skrivere", "skriveren", "skriver"])
def test_norwegian_forms_of_a_word_find_the_same(shop: World, asked: str) -> None:
    add(shop, "Skriver Lumen 200", "LU-200")
    assert found_by(shop, asked) == ["Skriver Lumen 200"]


def test_english_plural_finds_the_singular(shop: World) -> None:
    add(shop, "Memory card 64 GB", "MC-64")
    assert found_by(shop, "memory cards") == ["Memory card 64 GB"]


def test_the_last_word_may_be_only_a_beginning(shop: World) -> None:
    assert found_by(shop, "nordock dockn") == ["Dockningsstation Nordock Pro 14"]
    # Beginnings are for the word being written; the words before it are whole.
    assert search(ANONYMOUS, "dockn headset").some_words


@pytest.mark.parametrize("asked", ["bjork", "Bjørk", "BJÖRK"])
def test_accents_do_not_matter(shop: World, asked: str) -> None:
    assert found_by(shop, asked) == ["Kopieringspapper Björk A4"]


def test_small_words_do_not_stand_in_the_way(shop: World) -> None:
    assert found_by(shop, "headset till Lyra") == ["Headset Lyra 65 Flex UC"]


def test_a_word_of_the_name_comes_before_one_of_the_description(shop: World) -> None:
    other = add(shop, "Väska", "VA-1")
    Product.objects.filter(pk=other.product_id).update(
        description="Rymmer ett headset.", popularity=5
    )
    reindex_products([other.product_id])
    assert found_by(shop, "headset") == ["Headset Lyra 65 Flex UC", "Väska"]


def test_the_whole_name_comes_first_however_unpopular(shop: World) -> None:
    for number in range(5):
        variant = add(shop, f"Headset Headset {number}", f"HH-{number}")
        Product.objects.filter(pk=variant.product_id).update(popularity=1000)
        reindex_products([variant.product_id])
    add(shop, "Headset", "H")
    assert found_by(shop, "headset")[0] == "Headset"


@pytest.mark.parametrize("asked", ["ND-4012-GB", "nd4012gb", "ND 4012 GB", "nd.4012/gb"])
def test_an_article_number_comes_first_in_any_writing(shop: World, asked: str) -> None:
    add(shop, "Kabel till ND-4012-GB", "KA-1")
    answer = search(shop.actor(shop.nora), asked)
    assert answer.exact
    assert names(answer)[0] == "Dockningsstation Nordock Pro 14"
    assert answer.hits[0].variant_id == shop.dock.pk


@pytest.mark.parametrize("asked", ["4012", "ND40", "d-4012-g"])
def test_part_of_an_article_number_is_enough(shop: World, asked: str) -> None:
    answer = search(shop.actor(shop.nora), asked)
    assert names(answer) == ["Dockningsstation Nordock Pro 14"]
    assert not answer.exact


def test_barcodes_and_part_numbers_find_the_variant(shop: World) -> None:
    pen = add(shop, "Penna", "P-1", ean="0882780985407", part_number="AIR-AP1121G")
    VariantCode.objects.create(variant=pen, code="5032037018463")
    reindex_products([pen.product_id])
    for asked in ("0882780985407", "882780985407", "air ap1121g", "5032037018463"):
        answer = search(ANONYMOUS, asked)
        assert answer.exact, asked
        assert answer.product_ids == (pen.product_id,)


@pytest.mark.parametrize("asked", ["tn-2110", "tn2110", "TN 2110", "brother tn-2110 toner"])
def test_a_model_in_the_name_is_found_in_any_writing(shop: World, asked: str) -> None:
    add(shop, "Brother TN2110 toner", "1")
    add(shop, "Brother TN-2110 toner svart", "2")
    assert len(found_by(shop, asked)) == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hedset", "headset"), ("haedset", "headset"), ("kopieringspaper", "kopieringspapper")],
)
def test_a_typing_error_shows_what_was_meant(shop: World, typed: str, meant: str) -> None:
    answer = search(shop.actor(shop.nora), typed)
    assert (answer.text, answer.corrected_from) == (meant, typed)
    assert len(answer.hits) == 1


def test_only_the_misspelt_word_is_corrected(shop: World) -> None:
    answer = search(ANONYMOUS, "lyra hedset")
    assert (answer.text, answer.corrected_from) == ("lyra headset", "lyra hedset")


def test_a_swapped_letter_in_a_short_word_is_corrected(shop: World) -> None:
    add(shop, "Dock", "D-1")
    assert search(ANONYMOUS, "dcok").text == "dock"


def test_nonsense_finds_nothing_and_suggests_nothing(shop: World) -> None:
    answer = search(ANONYMOUS, "xqzvwxqzvw")
    assert answer == SearchAnswer("xqzvwxqzvw")


@pytest.mark.parametrize("asked", ["", "  ", "-", "!!!", "'", "\\", "&|!:*", "\x00", "%", "_"])
def test_odd_questions_find_nothing_and_break_nothing(shop: World, asked: str) -> None:
    assert search(ANONYMOUS, asked).hits == ()


def test_operators_in_a_question_are_only_signs(shop: World) -> None:
    for asked in ("headset':* | 'a", "headset & !lyra", "headset <-> lyra", "(headset", "100%"):
        search(ANONYMOUS, asked)
    assert found_by(shop, "headset & lyra") == ["Headset Lyra 65 Flex UC"]


def test_a_word_finds_compounds_that_end_in_it(shop: World) -> None:
    assert found_by(shop, "papper") == ["Kopieringspapper Björk A4"]


def test_words_that_never_stand_together_show_what_holds_some(shop: World) -> None:
    answer = search(ANONYMOUS, "headset kopieringspapper")
    assert answer.some_words
    assert len(answer.hits) == 2


def test_what_is_limited_to_norrvik_is_found_by_nora_and_nobody_else(shop: World) -> None:
    limit_to(shop, shop.headset)
    reindex_products([shop.headset.product_id])
    for asked in ("headset", "LY-0650-UC", "ly-06", "Headset Lyra 65 Flex UC", "hedset", "eadset"):
        assert found_by(shop, asked) == ["Headset Lyra 65 Flex UC"], asked
        for stranger in (None, shop.otto, shop.ulla):
            answer = search(shop.actor(stranger), asked)
            assert answer.hits == (), asked
            assert answer.did_you_mean == answer.corrected_from == ""


def test_a_limited_version_is_found_only_by_those_who_may_see_it(shop: World) -> None:
    secret = Variant.objects.create(
        product=shop.dock.product,
        sku="SECRET-77",
        name="Kommunutgåva",
        list_price_net=Decimal(1),
        vat_rate=shop.vat,
    )
    audience = Audience.objects.create(group_ids=[shop.norrvik.pk])
    Variant.objects.filter(pk=secret.pk).update(audience=audience)
    reindex_products([shop.dock.product_id])
    assert search(shop.actor(shop.nora), "secret-77").hits[0].variant_id == secret.pk
    for asked in ("secret-77", "secret", "kommunutgåva"):
        assert search(shop.actor(shop.otto), asked).hits == (), asked


def test_the_role_only_agreement_narrows_search_and_suggestions(shop: World) -> None:
    shop.nora.only_agreement_assortment = True
    shop.nora.save()
    actor = shop.actor(shop.nora)
    assert search(actor, "headset").hits == ()
    agreement = Assortment.objects.create(name="Norrvik 2026")
    agreement.customers.add(shop.school)
    AssortmentItem.objects.create(assortment=agreement, variant=shop.headset)
    assert names(search(actor, "headset")) == ["Headset Lyra 65 Flex UC"]
    assert search(actor, "ND-4012-GB").hits == ()
    assert search(actor, "nordock").product_ids == (shop.headset.product_id,)  # the brand
    assert [hit.sku for hit in suggest(actor, "headset").products] == ["LY-0650-UC"]
    assert suggest(actor, "dockn").products == ()
    assert suggest(actor, "dator").categories == ()


def test_what_is_not_for_sale_is_not_found(shop: World) -> None:
    Product.objects.filter(pk=shop.headset.product_id).update(is_active=False)
    assert found_by(shop, "headset") == []
    assert found_by(shop, "LY-0650-UC") == []


def test_suggestions_name_goods_and_categories_with_something_in_them(shop: World) -> None:
    suggestions = suggest(ANONYMOUS, "dockn")
    assert names(suggestions.answer) == ["Dockningsstation Nordock Pro 14"]
    assert [hit.path for hit in suggestions.categories] == ["datorer/dockningsstationer"]
    assert suggest(ANONYMOUS, "").categories == ()


def test_the_pages_follow_each_other_without_gap_or_repeat(shop: World) -> None:
    for number in range(7):
        add(shop, f"Pärm {number}", f"PA-{number}")
    seen: list[int] = []
    after = None
    while True:
        answer = search(ANONYMOUS, "pärm", limit=3, after=after)
        seen += answer.product_ids
        if answer.next_after is None:
            break
        after = answer.next_after
    assert len(seen) == len(set(seen)) == 7
    assert answer.found == 7
    assert answer.found_all


def test_a_choice_narrows_the_hits(shop: World) -> None:
    other = add(shop, "Headset Solo", "SO-1")
    chosen = Product.objects.filter(pk=other.product_id).values("pk")
    assert len(search(ANONYMOUS, "headset").hits) == 2
    assert names(search(ANONYMOUS, "headset", among=chosen)) == ["Headset Solo"]
    assert search(ANONYMOUS, "LY-0650-UC", among=chosen).hits == ()
    limit_to(shop, other)
    assert search(ANONYMOUS, "headset", among=chosen).hits == ()


def test_a_renamed_product_is_found_by_its_new_name_only(shop: World) -> None:
    Product.objects.filter(pk=shop.headset.product_id).update(name="Hörlur Lyra")
    Variant.objects.filter(pk=shop.headset.pk).update(sku="HL-1")
    reindex_products([shop.headset.product_id])
    assert found_by(shop, "hörlur") == ["Hörlur Lyra"]
    assert found_by(shop, "flex") == []
    assert found_by(shop, "LY-0650-UC") == []
    assert not SearchWord.objects.filter(word="headset").exists()
    assert SearchWord.objects.get(word="lyra").frequency == 1


def test_indexing_twice_counts_words_once(shop: World) -> None:
    before = dict(SearchWord.objects.values_list("word", "frequency"))
    reindex_products(list(Product.objects.values_list("pk", flat=True)))
    rebuild_search()
    assert dict(SearchWord.objects.values_list("word", "frequency")) == before
    assert before["nordock"] == 3


def test_an_index_of_nothing_is_nothing(db: None) -> None:
    reindex_products([])
    assert rebuild_search() == 0
    assert search(ANONYMOUS, "anything").hits == ()


def grow(world: World, count: int) -> None:
    """`count` more products, half of them headsets, some out of sight."""
    Product.objects.bulk_create(
        Product(
            name=f"Headset nummer {number}" if number % 2 else f"Sak {number}",
            slug=f"sak-{number}",
            sort_key=f"sak {number}",
            popularity=number,
            audience_id=EVERYONE_ID,
        )
        for number in range(count)
    )
    new = Product.objects.filter(slug__startswith="sak-")
    Variant.objects.bulk_create(
        Variant(product=product, sku=f"S-{product.pk}", vat_rate=world.vat) for product in new
    )
    reindex_products(list(new.values_list("pk", flat=True)))


@pytest.mark.parametrize("size", [0, 3_000])
def test_search_asks_as_many_questions_in_a_small_shop_as_in_a_large(
    shop: World, django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for number in range(6):
        add(shop, f"Headset Basto {number}", f"BA-{number}")
    if size:
        grow(shop, size)
    nora = shop.actor(shop.nora)
    search(nora, "headset")  # the tree has changed, and Nora's groups are asked for once in a visit
    with django_assert_num_queries(2):
        assert search(nora, "headset").hits
    with django_assert_num_queries(2):
        assert search(nora, "BA-1").hits
    with django_assert_num_queries(4):
        assert search(nora, "hedset").corrected_from == "hedset"
    with django_assert_num_queries(5):
        suggest(nora, "headset")


def test_a_common_word_is_ranked_among_the_most_popular_only(shop: World) -> None:
    grow(shop, 1_200)
    answer = search(ANONYMOUS, "nummer")
    assert (answer.found, answer.found_all) == (300, False)
    assert ProductSearch.objects.get(pk=answer.product_ids[0]).popularity > 200
