"""Versions: packs, successors, further codes, and two people at the same one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalogue.errors import CatalogueRefused
from catalogue.models import SearchCode, Variant, VariantCode
from catalogue.selectors.goods_history import product_history
from catalogue.services.products import change_product, product_mark
from catalogue.services.variants import (
    MOST_CODES,
    VariantDraft,
    add_variant,
    change_variant,
    variant_mark,
)
from customers.actors import Actor
from tests.world import World


def draft_of(variant: Variant) -> VariantDraft:
    return VariantDraft(variant.sku, variant.list_price_net, variant.vat_rate)


def change(actor: Actor, variant: Variant, **facts: object) -> Variant:
    draft = replace(draft_of(variant), **facts)  # type: ignore[arg-type]
    return change_variant(actor=actor, variant=variant, draft=draft, is_active=True)


def test_packs_and_a_successor_are_kept(world: World, stina: Actor) -> None:
    changed = change(stina, world.dock, pack_size=6, replaced_by=world.headset)
    changed.refresh_from_db()
    assert (changed.pack_size, changed.replaced_by) == (6, world.headset)


def test_nothing_is_replaced_in_a_circle(world: World, stina: Actor) -> None:
    change(stina, world.dock, replaced_by=world.headset)
    change(stina, world.headset, replaced_by=world.paper)
    with pytest.raises(CatalogueRefused, match="replacement-loop") as refused:
        change(stina, world.paper, replaced_by=world.dock)
    assert str(refused.value.reason) == (
        f"{world.dock.sku} is itself replaced by {world.paper.sku}, so neither would be left."
    )
    with pytest.raises(CatalogueRefused, match="replacement-loop"):
        change(stina, world.paper, replaced_by=world.paper)
    world.paper.refresh_from_db()
    assert world.paper.replaced_by is None


def test_further_codes_find_it_and_go_when_left_out(world: World, stina: Actor) -> None:
    change(stina, world.dock, further_codes=["7350000000022", "OLD 1"])
    assert SearchCode.objects.filter(variant=world.dock, folded="old1").exists()
    change(stina, world.dock)  # says nothing of them
    assert VariantCode.objects.filter(variant=world.dock).count() == 2
    change(stina, world.dock, further_codes=["OLD 1"])
    assert list(VariantCode.objects.values_list("code", flat=True)) == ["OLD 1"]
    assert not SearchCode.objects.filter(folded="7350000000022").exists()


def test_codes_have_an_end(world: World, stina: Actor) -> None:
    codes = [str(number) for number in range(MOST_CODES + 1)]
    with pytest.raises(CatalogueRefused, match="too-many-codes"):
        change(stina, world.dock, further_codes=codes)
    assert not VariantCode.objects.exists()


def test_an_article_number_of_another_is_refused(world: World, stina: Actor) -> None:
    with pytest.raises(CatalogueRefused, match="article-number-taken"):
        change(stina, world.dock, sku=world.paper.sku)
    with pytest.raises(CatalogueRefused, match="article-number-taken"):
        add_variant(actor=stina, product=world.dock.product, draft=draft_of(world.paper))


def test_a_new_version_comes_last_or_where_it_is_told(world: World, stina: Actor) -> None:
    for sku, position in (("B", None), ("C", 7), ("D", None)):
        draft = replace(draft_of(world.dock), sku=sku, position=position)
        add_variant(actor=stina, product=world.dock.product, draft=draft)
    skus = world.dock.product.variants.values_list("sku", "position")
    assert list(skus) == [(world.dock.sku, 0), ("B", 1), ("C", 7), ("D", 8)]


def test_whoever_opened_it_before_another_saved_writes_over_nothing(
    world: World, stina: Actor
) -> None:
    seen = variant_mark(world.dock)
    change(stina, world.dock, list_price_net=Decimal("1 700".replace(" ", "")))
    with pytest.raises(CatalogueRefused, match="changed-meanwhile"):
        change_variant(
            actor=stina, variant=world.dock, draft=draft_of(world.dock), is_active=True, seen=seen
        )
    world.dock.refresh_from_db()
    assert world.dock.list_price_net == Decimal(1700)


def test_a_sale_meanwhile_is_no_change_of_the_version(world: World, stina: Actor) -> None:
    seen = variant_mark(world.dock)
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=3)
    change_variant(
        actor=stina, variant=world.dock, draft=draft_of(world.dock), is_active=True, seen=seen
    )


def test_the_same_holds_for_a_product(world: World, stina: Actor) -> None:
    product = world.dock.product
    seen, words = product_mark(product), {"summary": "", "description": "", "is_active": True}
    change_product(actor=stina, product=product, name="Docka", brand="A", **words)  # type: ignore[arg-type]
    with pytest.raises(CatalogueRefused, match="changed-meanwhile"):
        change_product(
            actor=stina,
            product=product,
            name="Annan",
            brand="",
            seen=seen,
            **words,  # type: ignore[arg-type]
        )
    product.refresh_from_db()
    assert product.name == "Docka"


def test_the_history_says_who_changed_what_of_product_and_version(
    world: World, stina: Actor
) -> None:
    change_product(
        actor=stina,
        product=world.dock.product,
        name="Docka",
        brand="Nordock",
        summary="",
        description="",
        is_active=True,
        categories=[world.office],
    )
    change(
        stina,
        world.dock,
        list_price_net=Decimal("1499.00"),
        replaced_by=world.headset,
        attributes={"Colour": "Black"},
    )
    world.dock.product.refresh_from_db()
    entries, more = product_history(world.dock.product)
    assert not more
    assert {entry.who for entry in entries if entry.who} == {world.stina.get_full_name()}
    told = [
        {(each.what, str(each.old), str(each.new), each.sku) for each in entry.changes}
        for entry in entries
        if entry.who
    ]
    sku = world.dock.sku
    of_version = next(each for each in told if any(what == "attributes" for what, *_rest in each))
    assert of_version == {
        ("list_price_net", "1590.00", "1499.00", sku),
        ("replaced_by_id", "", world.headset.sku, sku),
        ("attributes", "", "Colour: Black", sku),
    }
    of_product = next(each for each in told if each != of_version)
    assert of_product == {
        ("categories", world.docks.name, world.office.name, ""),
        ("name", "Dockningsstation Nordock Pro 14", "Docka", ""),
    }
