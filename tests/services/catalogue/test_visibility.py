"""Who sees which goods, kept in audiences and listing rows, and asked of the selectors."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.errors import CatalogueRefused
from catalogue.models import (
    EVERYONE_ID,
    NOBODY_ID,
    Assortment,
    AssortmentItem,
    Audience,
    ListingRow,
    Product,
    ProductCategory,
    Variant,
)
from catalogue.selectors.visibility import audience_ids, visible_products, visible_variants
from catalogue.services.audiences import audience_for
from catalogue.services.listing import refresh_listing
from catalogue.services.visibility import refresh_audiences, set_limit_groups
from customers.actors import SYSTEM, Actor
from customers.models import CustomerGroup, User
from tests.world import World, make_product


def sees(actor: Actor, variant: Variant) -> bool:
    """Whether the visitor sees the variant and its product; never one without the other here."""
    variant_seen = visible_variants(actor).filter(pk=variant.pk).exists()
    product_seen = visible_products(actor).filter(pk=variant.product_id).exists()
    assert variant_seen == product_seen
    return variant_seen


def who_sees(world: World, variant: Variant) -> str:
    cast: dict[str, Actor] = {
        "nora": world.actor(world.nora),
        "otto": world.actor(world.otto),
        "ulla": world.actor(world.ulla),
        "sam": world.actor(world.sam),
        "stranger": Actor(),
    }
    return " ".join(name for name, actor in cast.items() if sees(actor, variant))


EVERYBODY = "nora otto ulla sam stranger"


def test_goods_without_a_limit_are_for_everyone(world: World) -> None:
    refresh_audiences()
    assert who_sees(world, world.dock) == EVERYBODY


def test_only_members_see_a_limited_product(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    assert who_sees(world, world.dock) == "nora"
    assert who_sees(world, world.headset) == EVERYBODY


def test_a_limit_on_a_category_is_inherited_downwards(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.computers, groups=[world.norrvik])
    assert who_sees(world, world.dock) == "nora"
    assert who_sees(world, world.headset) == "nora"
    assert who_sees(world, world.paper) == EVERYBODY
    world.docks.refresh_from_db()
    assert world.docks.audience.group_ids == [world.norrvik.pk]


def test_a_limited_variant_is_hidden_and_its_sisters_stay(world: World) -> None:
    sand = Variant.objects.create(
        product=world.dock.product, sku="ND-4012-SD", vat_rate=world.vat, list_price_net=Decimal(9)
    )
    set_limit_groups(actor=SYSTEM, target=sand, groups=[world.norrvik])
    otto = world.actor(world.otto)
    assert list(visible_variants(otto).filter(product=world.dock.product)) == [world.dock]
    assert world.dock.product in visible_products(otto)
    assert sees(world.actor(world.nora), sand)


def test_a_product_whose_every_variant_is_limited_is_hidden(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.norrvik])
    assert who_sees(world, world.dock) == "nora"


def test_a_product_is_for_everyone_who_may_see_one_of_its_variants(world: World) -> None:
    sand = Variant.objects.create(product=world.dock.product, sku="SD", vat_rate=world.vat)
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.norrvik])
    set_limit_groups(actor=SYSTEM, target=sand, groups=[world.retail])
    for member, variant in ((world.nora, world.dock), (world.otto, sand)):
        actor = world.actor(member)
        assert list(visible_variants(actor).filter(product=world.dock.product)) == [variant]
        assert world.dock.product in visible_products(actor)
    assert world.dock.product not in visible_products(Actor())


def test_limits_on_the_way_down_narrow_each_other(world: World) -> None:
    both = [world.norrvik, world.retail]
    set_limit_groups(actor=SYSTEM, target=world.computers, groups=both)
    assert who_sees(world, world.dock) == "nora otto"
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    assert who_sees(world, world.dock) == "otto"
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.norrvik])
    assert who_sees(world, world.dock) == ""
    world.dock.refresh_from_db()
    assert world.dock.audience_id == NOBODY_ID


def test_a_product_in_two_categories_takes_the_union_of_their_paths(world: World) -> None:
    ProductCategory.objects.create(product=world.dock.product, category=world.office)
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    assert who_sees(world, world.dock) == EVERYBODY
    set_limit_groups(actor=SYSTEM, target=world.office, groups=[world.retail])
    assert who_sees(world, world.dock) == "nora otto"


def test_a_further_group_widens_what_a_member_sees(world: World) -> None:
    network = CustomerGroup.objects.create(name="Nätverket")
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[network])
    assert who_sees(world, world.dock) == ""
    world.vestby.further_groups.add(network)
    assert who_sees(world, world.dock) == "otto"


def test_taking_the_limit_away_shows_it_to_everyone_again(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.computers, groups=[world.norrvik])
    set_limit_groups(actor=SYSTEM, target=world.computers, groups=[])
    assert who_sees(world, world.dock) == EVERYBODY


def test_what_is_not_for_sale_is_seen_by_nobody(world: World) -> None:
    Product.objects.filter(pk=world.paper.product_id).update(is_active=False)
    assert who_sees(world, world.paper) == ""


def test_a_product_without_an_active_variant_is_seen_by_nobody(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False)
    refresh_audiences(product_ids=[world.dock.product_id])
    assert who_sees(world, world.dock) == ""


def agree(world: World, *variants: Variant) -> Assortment:
    made = Assortment.objects.create(name="Norrvik 24", valid_from=timezone.localdate())
    made.groups.add(world.norrvik)
    for variant in variants:
        AssortmentItem.objects.create(assortment=made, variant=variant)
    return made


def test_who_sees_only_the_agreement_sees_nothing_else(world: World) -> None:
    agree(world, world.paper)
    world.nora.only_agreement_assortment = True
    world.nora.save()
    nora = world.actor(world.nora)
    assert list(visible_variants(nora)) == [world.paper]
    assert list(visible_products(nora)) == [world.paper.product]
    assert sees(world.actor(world.ali), world.dock)


def test_an_agreement_never_opens_what_is_limited_to_others(world: World) -> None:
    agree(world, world.paper, world.dock)
    world.nora.only_agreement_assortment = True
    world.nora.save()
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    assert list(visible_variants(world.actor(world.nora))) == [world.paper]


@pytest.mark.parametrize(("first", "last"), [(1, None), (-9, -1)])
def test_an_agreement_not_in_force_shows_nothing(
    world: World, first: int, last: int | None
) -> None:
    made = agree(world, world.paper)
    today = timezone.localdate()
    made.valid_from = today + timedelta(days=first)
    made.valid_until = None if last is None else today + timedelta(days=last)
    made.save()
    world.nora.only_agreement_assortment = True
    world.nora.save()
    assert not visible_variants(world.actor(world.nora)).exists()


def test_a_visitor_is_in_the_audiences_that_name_one_of_their_groups(world: World) -> None:
    alone = audience_for(frozenset({world.norrvik.pk}))
    both = audience_for(frozenset({world.norrvik.pk, world.retail.pk}))
    other = audience_for(frozenset({world.retail.pk}))
    assert audience_ids(world.actor(world.nora)) == {EVERYONE_ID, alone, both}
    assert audience_ids(world.actor(world.otto)) == {EVERYONE_ID, other, both}
    assert audience_ids(Actor()) == audience_ids(world.actor(world.sam)) == {EVERYONE_ID}


def test_finding_the_audiences_is_one_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nora = world.actor(world.nora)
    with django_assert_num_queries(1):
        audience_ids(nora)
    with django_assert_num_queries(0):
        audience_ids(Actor())


def test_the_same_groups_are_the_same_audience(world: World) -> None:
    groups = frozenset({world.norrvik.pk, world.retail.pk})
    assert audience_for(groups) == audience_for(groups)
    assert Audience.objects.filter(group_ids=sorted(groups)).count() == 1
    assert audience_for(None) == EVERYONE_ID
    assert audience_for(frozenset()) == NOBODY_ID


@pytest.mark.parametrize("who", ["nora", "otto", "sam", "stranger"])
def test_nobody_but_an_administrator_of_the_shop_limits_goods(world: World, who: str) -> None:
    person = None if who == "stranger" else getattr(world, who)
    with pytest.raises(CatalogueRefused, match="no-right"):
        set_limit_groups(
            actor=world.actor(person), target=world.dock.product, groups=[world.norrvik]
        )
    assert who_sees(world, world.dock) == EVERYBODY


def test_limiting_is_written_down_with_who_did_it(world: World) -> None:
    stina: User = world.stina
    set_limit_groups(actor=world.actor(stina), target=world.dock, groups=[world.norrvik])
    event = world.dock.history.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["user"] == stina.pk
    assert event.pgh_context.metadata["action"] == "catalogue.limit"


# Listing rows


def rows(variant: Variant) -> set[tuple[str, int]]:
    found = ListingRow.objects.filter(product=variant.product_id).select_related("category")
    return {(row.category.path, row.audience_id) for row in found}


def test_a_product_is_listed_in_its_category_and_all_above_it(world: World) -> None:
    refresh_listing([world.dock.product_id, world.paper.product_id])
    assert rows(world.dock) == {("datorer/dockningsstationer", 0), ("datorer", 0)}
    assert rows(world.paper) == {("kontorsmaterial", 0)}
    assert rows(world.headset) == {("datorer", 0)}


def test_a_limit_moves_the_rows_to_its_audience(world: World) -> None:
    refresh_listing([world.dock.product_id])
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    norrvik = audience_for(frozenset({world.norrvik.pk}))
    assert rows(world.dock) == {("datorer/dockningsstationer", norrvik), ("datorer", norrvik)}


def test_what_is_not_for_sale_or_for_nobody_has_no_rows(world: World) -> None:
    refresh_listing([world.dock.product_id, world.paper.product_id])
    Product.objects.filter(pk=world.paper.product_id).update(is_active=False)
    refresh_listing([world.paper.product_id])
    assert rows(world.paper) == set()
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.retail])
    assert rows(world.dock) == set()


def test_the_rows_follow_name_price_and_place(world: World) -> None:
    refresh_listing([world.dock.product_id])
    ProductCategory.objects.filter(product=world.dock.product_id).update(category=world.office)
    Product.objects.filter(pk=world.dock.product_id).update(sort_key="a")
    Variant.objects.create(
        product=world.dock.product, sku="B", vat_rate=world.vat, list_price_net=Decimal("9.50")
    )
    Variant.objects.create(
        product=world.dock.product, sku="C", vat_rate=world.vat, list_price_net=Decimal(0)
    )
    refresh_listing([world.dock.product_id])
    row = ListingRow.objects.get(product=world.dock.product_id)
    assert (row.category, row.sort_key) == (world.office, "a")
    assert row.list_price_net == Decimal("9.50")  # a price of 0 is no price


def test_refreshing_is_set_based(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        make_product(f"Vara {number}", f"V-{number}", "10", category=world.docks, vat=world.vat)
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    world.docks.limit_groups.set([world.retail])
    with django_assert_max_num_queries(37):
        refresh_audiences(category_ids=[world.docks.pk])
    assert not visible_products(world.actor(world.nora)).filter(name="Vara 7").exists()
    assert visible_products(world.actor(world.otto)).filter(name="Vara 7").exists()
