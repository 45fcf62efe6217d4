"""Many goods at once: what would change is shown, then all of it is done or none."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest

from catalogue.errors import CatalogueRefused
from catalogue.models import Category, ListingRow, Product, Variant
from catalogue.selectors import bulk_plan
from catalogue.selectors.bulk_plan import BulkEdit, BulkPlan, plan_bulk
from catalogue.selectors.goods_history import product_history
from catalogue.selectors.visibility import visible_products
from catalogue.services.bulk_edit import apply_bulk
from catalogue.services.categories import create_category, delete_category
from customers.actors import Actor
from customers.models import CustomerGroup
from tests.goods import paths
from tests.world import World, make_product


def everything(world: World) -> list[int]:
    return [world.dock.product_id, world.headset.product_id, world.paper.product_id]


def do(actor: Actor, ids: list[int], edit: BulkEdit) -> BulkPlan:
    return apply_bulk(actor=actor, product_ids=ids, edit=edit, mark=plan_bulk(ids, edit).mark)


def told(plan: BulkPlan) -> set[tuple[str, str, str]]:
    return {(change.what, str(change.old), str(change.new)) for change in plan.changes}


def test_prices_rise_by_per_cent_rounded_and_are_shown_before(world: World, stina: Actor) -> None:
    edit = BulkEdit(price_percent=Decimal("2.5"))
    plan = plan_bulk(everything(world), edit)
    assert told(plan) == {
        ("list_price_net", "1590.00", "1629.75"),
        ("list_price_net", "1390.00", "1424.75"),
        ("list_price_net", "289.00", "296.23"),  # 296,225 half up
    }
    world.dock.refresh_from_db()
    assert world.dock.list_price_net == Decimal(1590), "a preview changes nothing"
    do(stina, everything(world), edit)
    world.paper.refresh_from_db()
    assert world.paper.list_price_net == Decimal("296.23")
    row = ListingRow.objects.filter(product=world.paper.product).first()
    assert row is not None
    assert row.list_price_net == Decimal("296.23")


def test_what_has_no_price_gets_none(world: World, stina: Actor) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=None)
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=0)
    plan = do(stina, everything(world), BulkEdit(price_percent=Decimal(10)))
    assert set(plan.products) == {world.headset.product_id}
    assert plan.unchanged == 2


@pytest.mark.parametrize(("price", "percent"), [("0.01", "-90"), ("100", "-100")])
def test_a_price_never_falls_to_nothing(
    world: World, stina: Actor, price: str, percent: str
) -> None:
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=Decimal(price))
    with pytest.raises(CatalogueRefused, match="price-percent"):
        do(stina, everything(world), BulkEdit(price_percent=Decimal(percent)))
    world.dock.refresh_from_db()
    assert world.dock.list_price_net == Decimal(1590), "nothing is half done"


def test_everything_else_in_one_go(world: World, stina: Actor) -> None:
    edit = BulkEdit(
        is_active=True,
        add_category=world.office,
        remove_category=world.docks,
        brand="Acme",
        limit_groups=[world.norrvik],
        vat_rate=world.vat_food,
        no_backorder=True,
    )
    do(stina, everything(world), edit)
    dock = Product.objects.get(pk=world.dock.product_id)
    assert paths(dock) == {"kontorsmaterial"}
    assert dock.brand == "Acme"
    assert dock not in visible_products(world.actor(world.otto))
    assert dock in visible_products(world.actor(world.nora))
    for variant in Variant.objects.all():
        assert (variant.vat_rate, variant.no_backorder) == (world.vat_food, True)
    entries, _more = product_history(dock)
    whats = {change.what for entry in entries for change in entry.changes}
    assert {"brand", "category_added", "category_removed", "limit_set", "vat_rate_id"} <= whats
    again = plan_bulk(everything(world), edit)
    assert not again.changes


def test_a_limit_is_lifted(world: World, stina: Actor) -> None:
    do(stina, everything(world), BulkEdit(limit_groups=[world.norrvik]))
    do(stina, everything(world), BulkEdit(limit_groups=[]))
    assert world.dock.product in visible_products(world.actor(world.otto))


def test_off_sale_leaves_every_list(world: World, stina: Actor) -> None:
    do(stina, everything(world), BulkEdit(is_active=False))
    assert not ListingRow.objects.exists()


def test_a_plan_that_has_become_another_is_not_carried_out(world: World, stina: Actor) -> None:
    ids, edit = everything(world), BulkEdit(price_percent=Decimal(10))
    mark = plan_bulk(ids, edit).mark
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=Decimal(300))
    with pytest.raises(CatalogueRefused, match="changed-meanwhile"):
        apply_bulk(actor=stina, product_ids=ids, edit=edit, mark=mark)
    world.dock.refresh_from_db()
    assert world.dock.list_price_net == Decimal(1590)


def test_the_same_press_twice_raises_prices_once(world: World, stina: Actor) -> None:
    ids, edit = everything(world), BulkEdit(price_percent=Decimal(10))
    mark = plan_bulk(ids, edit).mark
    apply_bulk(actor=stina, product_ids=ids, edit=edit, mark=mark)
    with pytest.raises(CatalogueRefused, match="changed-meanwhile"):
        apply_bulk(actor=stina, product_ids=ids, edit=edit, mark=mark)
    world.dock.refresh_from_db()
    assert world.dock.list_price_net == Decimal("1749.00")


def test_a_category_deleted_since_is_named_and_nothing_is_done(world: World, stina: Actor) -> None:
    lamps = create_category(actor=stina, name="Lampor")
    ids, edit = everything(world), BulkEdit(add_category=lamps, brand="Acme")
    mark = plan_bulk(ids, edit).mark
    delete_category(actor=stina, category=Category.objects.get(pk=lamps.pk))
    with pytest.raises(CatalogueRefused, match="category-gone") as refused:
        apply_bulk(actor=stina, product_ids=ids, edit=edit, mark=mark)
    assert str(refused.value.reason) == "Lampor has been deleted meanwhile."
    assert not Product.objects.filter(brand="Acme").exists()


def test_a_group_deleted_since_is_named_and_nobody_is_shut_out(world: World, stina: Actor) -> None:
    zone = CustomerGroup.objects.create(name="Zon 4")
    ids = everything(world)
    edit = BulkEdit(limit_groups=[world.norrvik, zone])
    mark = plan_bulk(ids, edit).mark
    CustomerGroup.objects.filter(pk=zone.pk).delete()
    with pytest.raises(CatalogueRefused, match="group-gone") as refused:
        apply_bulk(actor=stina, product_ids=ids, edit=edit, mark=mark)
    assert str(refused.value.reason) == "Zon 4 has been deleted meanwhile."
    assert world.dock.product in visible_products(world.actor(world.otto))


def test_nothing_to_do_and_too_many_are_refused(
    world: World, stina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CatalogueRefused, match="nothing"):
        plan_bulk(everything(world), BulkEdit())
    monkeypatch.setattr(bulk_plan, "MOST_PRODUCTS", 2)
    with pytest.raises(CatalogueRefused, match="too-many"):
        plan_bulk(everything(world), BulkEdit(is_active=False))


def test_sam_changes_nothing(world: World) -> None:
    ids, edit = everything(world), BulkEdit(is_active=False)
    with pytest.raises(CatalogueRefused, match="no-right"):
        apply_bulk(
            actor=world.actor(world.sam), product_ids=ids, edit=edit, mark=plan_bulk(ids, edit).mark
        )
    assert Product.objects.filter(is_active=True).count() == 3


def test_two_hundred_cost_as_many_queries_as_three(
    world: World,
    stina: Actor,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(200):
        make_product(f"P{number}", f"P-{number}", "10", category=world.docks, vat=world.vat)
    ids = list(Product.objects.values_list("pk", flat=True))
    edit = BulkEdit(
        price_percent=Decimal(10), brand="Acme", add_category=world.office, no_backorder=True
    )
    with django_assert_max_num_queries(4):
        plan = plan_bulk(ids, edit)
    with django_assert_max_num_queries(60):
        apply_bulk(actor=stina, product_ids=ids, edit=edit, mark=plan.mark)
