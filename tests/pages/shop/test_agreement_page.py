"""The agreement assortment, and those who see nothing else."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Assortment, AssortmentItem, ProductCategory, Variant
from catalogue.selectors.assortments import AgreementAsked, agreement_page
from catalogue.services.goods import goods_changed
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM, Actor
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT, agree, sees_only_the_agreement
from tests.world import World, make_product

QUERIES = 13


def test_the_agreement_is_shown_by_category_with_pictures_and_its_prices(world: World) -> None:
    agree(world, "1111.00", world.dock, world.paper)
    client = world.client(world.nora)
    page = read(client, "/assortment/")
    assert "Norrvik 2024–2027" in page.text
    assert "Datorer / Dockningsstationer" in page.text
    assert "Kontorsmaterial" in page.text
    assert page.text.count("1 111,00 kr ex VAT") >= 2
    assert "Headset" not in page.text
    html = client.get("/assortment/").content.decode()
    assert html.count('class="pictogram pictogram-56') == 2
    assert "/assortment/" in read(client, "/c/datorer/").links  # the menu's entry


def test_who_has_no_agreement_has_no_menu_entry_and_no_page(world: World) -> None:
    agree(world, None, world.dock)
    otto = world.client(world.otto)
    assert "/assortment/" not in read(otto, "/").links
    page = read(otto, "/assortment/", 404)
    assert "Vestby Elektro has no agreement" in page.text
    assert "Dockningsstation" not in page.text


def test_an_agreement_needs_a_membership(world: World) -> None:
    assert Client().get("/assortment/").status_code == 302
    for who in (world.ulla, world.sam):
        assert world.client(who).get("/assortment/").status_code == 403


def test_an_agreement_never_shows_what_is_limited_to_others(world: World) -> None:
    agree(world, None, world.dock, world.paper)
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    page = read(world.client(world.nora), "/assortment/")
    assert "Dockningsstation" not in page.text
    assert "Kopieringspapper" in page.text


def test_a_long_agreement_comes_in_pages(world: World) -> None:
    variants = [
        make_product(f"Vara {n:02}", f"V-{n}", "1", category=world.docks, vat=world.vat)
        for n in range(6)
    ]
    agree(world, None, *variants, world.paper)
    nora = world.actor(world.nora)
    seen: list[str] = []
    after: int | None = None
    for _page in range(4):
        page = agreement_page(nora, after=after, size=3)
        seen += [glance.offer.sku for part in page.categories for glance in part.glances]
        after = page.next_after
        if after is None:
            break
    assert seen == [*(f"V-{n}" for n in range(6)), "BJ-A480-K"]


def walked(world: World, size: int, **asked: Any) -> tuple[list[str], list[int]]:
    """All that paging shows, and how many goods each page held."""
    actor = world.actor(world.nora)
    seen, sizes, after = [], [], None
    for _page in range(40):
        page = agreement_page(actor, asked=AgreementAsked(**asked), after=after, size=size)
        found = [glance.offer.sku for part in page.categories for glance in part.glances]
        seen += found
        sizes.append(len(found))
        after = page.next_after
        if after is None:
            return seen, sizes
    raise AssertionError("the pages never end")


def test_every_size_of_page_shows_the_same_goods_in_the_same_order(world: World) -> None:
    """Names that are alike, two categories, and one that stands in none."""
    goods = [
        make_product("Samma" if n % 2 else f"Vara {n}", f"V-{n}", "1", category=home, vat=world.vat)
        for n, home in enumerate([world.docks, world.docks, world.docks, world.office] * 3)
    ]
    ProductCategory.objects.filter(product=goods[0].product).delete()
    goods_changed([goods[0].product_id])
    agree(world, None, *goods, world.paper)
    whole, sizes = walked(world, 100)
    assert sizes == [13]
    assert len(set(whole)) == 13
    assert whole[-1] == "V-0"  # stands in no category
    for size in (1, 2, 3, 5, 12, 13):
        paged, sizes = walked(world, size)
        assert paged == whole
        assert all(count == size for count in sizes[:-1])
    part = world.docks.parent_id
    inside, _sizes = walked(world, 2, part=part)
    assert inside == [sku for sku in whole if sku in {f"V-{n}" for n in (1, 2, 4, 5, 6, 8, 9, 10)}]


def test_a_page_after_what_has_left_the_agreement_begins_anew(world: World) -> None:
    agree(world, None, world.dock, world.paper)
    actor = world.actor(world.nora)
    for after in (world.headset.pk, 999_999_999):
        page = agreement_page(actor, after=after, size=1)
        assert [g.offer.sku for part in page.categories for g in part.glances] == ["ND-4012-GB"]


def rows_read(actor: Actor, after: int | None = None) -> tuple[int, int]:
    """How many statements the page asks, and how many rows they answer."""
    counted: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        counted.append(max(context["cursor"].rowcount, 0))
        return answer

    with connection.execute_wrapper(count):
        agreement_page(actor, after=after, size=5)
    return len(counted), sum(counted)


def test_a_page_reads_as_much_of_a_long_agreement_as_of_a_short(world: World) -> None:
    made = agree(world, None, *_goods(world, 0, 12))
    actor = world.actor(world.nora)
    agreement_page(actor)
    short = rows_read(actor)
    fifth = agreement_page(actor, size=5).next_after
    short_second = rows_read(actor, fifth)
    for variant in _goods(world, 12, 60):
        AssortmentItem.objects.create(assortment=made, variant=variant)
    assert rows_read(actor) == short
    assert rows_read(actor, fifth) == short_second


def _goods(world: World, first: int, last: int) -> list[Variant]:
    return [
        make_product(f"Vara {n:02}", f"V-{n:02}", "1", category=world.docks, vat=world.vat)
        for n in range(first, last)
    ]


def test_who_sees_only_the_agreement_is_led_there_and_nowhere_else(world: World) -> None:
    agree(world, None, world.paper)
    client = sees_only_the_agreement(world)
    front = client.get("/")
    assert front.status_code == 302
    assert front["Location"] == "/assortment/"
    for url in ("/c/datorer/", "/c/kontorsmaterial/", PRODUCT, f"/why/{world.dock.pk}/"):
        read(client, url, 404)
    page = read(client, "/p/bj-a480-k/")
    assert not [link for link in page.links if link.startswith("/c/")]
    assert "/cart/add/" in page.forms


def test_who_sees_only_the_agreement_sees_only_its_versions(world: World) -> None:
    Variant.objects.create(
        product=world.paper.product, sku="A3", name="A3", vat_rate=world.vat, stock_quantity=5
    )
    agree(world, None, world.paper)
    page = read(sees_only_the_agreement(world), "/p/bj-a480-k/?v=A3")
    assert "A3" not in page.text


def test_who_sees_only_the_agreement_keeps_to_it_when_it_has_ended(world: World) -> None:
    client = sees_only_the_agreement(world)
    read(client, "/assortment/", 404)
    read(client, PRODUCT, 404)


def test_several_agreements_of_one_group_can_be_looked_at_one_by_one(world: World) -> None:
    agree(world, "1111.00", world.dock)
    second = Assortment.objects.create(
        name="Papper 2026", valid_until=timezone.localdate() + timedelta(days=30)
    )
    second.groups.add(world.norrvik)
    AssortmentItem.objects.create(assortment=second, variant=world.paper)
    client = world.client(world.nora)
    page = read(client, "/assortment/")
    assert "Dockningsstation" in page.text
    assert "Kopieringspapper" in page.text
    assert "Papper 2026 valid until" in page.text
    address = f"?agreement={second.pk}"
    assert address in page.links
    chosen = read(client, f"/assortment/{address}")
    assert "Kopieringspapper" in chosen.text
    assert "Dockningsstation" not in chosen.text


def test_an_agreement_of_others_cannot_be_chosen(world: World) -> None:
    agree(world, None, world.dock)
    theirs = Assortment.objects.create(name="Vestby")
    theirs.customers.add(world.vestby)
    AssortmentItem.objects.create(assortment=theirs, variant=world.paper)
    page = read(world.client(world.nora), f"/assortment/?agreement={theirs.pk}")
    assert "Kopieringspapper" not in page.text
    assert "Vestby" not in page.text
    assert "Nothing in the agreement fits" in page.text


def test_the_agreement_is_searched_and_narrowed_to_contract_prices(world: World) -> None:
    made = agree(world, "1111.00", world.dock)
    AssortmentItem.objects.create(assortment=made, variant=world.paper)
    client = world.client(world.nora)
    for query, seen in (
        ("q=dockning", {"Dockningsstation"}),
        ("q=BJ-A480-K", {"Kopieringspapper"}),
        ("q=papper+dockning", set()),
        ("price=with", {"Dockningsstation"}),
        ("price=without", {"Kopieringspapper"}),
        (f"part={world.office.pk}", {"Kopieringspapper"}),
        ("price=x&part=y&agreement=²&after=-1", {"Dockningsstation", "Kopieringspapper"}),
    ):
        html = client.get(f"/assortment/?{query}").content.decode()
        found = {name for name in ("Dockningsstation", "Kopieringspapper") if f">{name} " in html}
        assert found == seen, query


def test_a_further_groups_price_is_no_contract_price(world: World) -> None:
    agree(world, "5.00", world.dock)
    world.vestby.further_groups.add(world.norrvik)
    otto = world.client(world.otto)
    assert "Dockningsstation" in read(otto, "/assortment/").text
    assert "Nothing in the agreement fits" in read(otto, "/assortment/?price=with").text


def test_the_agreement_is_shown_as_cards_too(world: World) -> None:
    agree(world, None, world.dock)
    html = world.client(world.nora).get("/assortment/?view=cards").content.decode()
    assert 'class="product-grid four"' in html


def test_a_large_agreement_costs_as_many_queries_as_a_small_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = agree(world, "9.00", world.dock)
    client = world.client(world.nora)
    read(client, "/assortment/")
    with django_assert_num_queries(QUERIES):
        read(client, "/assortment/")
    for n in range(60):
        more = make_product(f"Vara {n:02}", f"V-{n}", "1", category=world.docks, vat=world.vat)
        AssortmentItem.objects.create(assortment=made, variant=more)
    with django_assert_num_queries(QUERIES):
        page = read(client, "/assortment/")
    assert page.next
