"""Many goods changed at once: what was shown before is done, all of it or nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Category, Product, ProductCategory, Variant
from catalogue.policies import may_change_goods
from catalogue.selectors.bulk_plan import BulkChange, BulkEdit, BulkPlan, plan_of
from catalogue.services.audiences import lock_audiences
from catalogue.services.goods import goods_changed
from catalogue.services.goods_history import Noted, note
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor
from customers.models import CustomerGroup

_BATCH = 500


@use_case("product.bulk")
def apply_bulk(
    *, actor: Actor, product_ids: Collection[int], edit: BulkEdit, mark: str
) -> BulkPlan:
    """Does what the plan with this `mark` showed, all in one go.

    Raises `CatalogueRefused` when it would now come to something else: then somebody has changed
    one of the products since, and nothing is written. So too when somebody has deleted what they
    were to be put in or shown to.
    """
    require(may_change_goods(actor))
    lock_audiences()
    _hold_chosen(edit)
    rows = Product.objects.filter(pk__in=product_ids)
    products = list(rows.order_by("pk").select_for_update())
    locked = Variant.objects.filter(product__in=product_ids).order_by("pk").select_for_update()
    list(locked.values_list("pk", flat=True))
    products.sort(key=lambda product: (product.sort_key, product.pk))
    plan = plan_of(products, edit)
    if plan.mark != mark:
        raise CatalogueRefused(
            Refused(
                _("Somebody has changed some of these products. Look at what would change now."),
                "changed-meanwhile",
            )
        )
    if plan.changes:
        _write(plan, edit)
        goods_changed(list(plan.products))
    return plan


def _hold_chosen(edit: BulkEdit) -> None:
    """The category and the groups stay until the edit is done. Raises `CatalogueRefused`.

    Whoever deletes a category waits for `lock_audiences`; a group is locked here.
    """
    category, groups = edit.add_category, edit.limit_groups or ()
    if category is not None and not Category.objects.filter(pk=category.pk).exists():
        raise _gone(category.name, "category-gone")
    if not groups:
        return
    rows = CustomerGroup.objects.filter(pk__in=[group.pk for group in groups]).order_by("pk")
    held = set(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    for group in groups:
        if group.pk not in held:
            raise _gone(group.name, "group-gone")


def _gone(name: str, code: str) -> CatalogueRefused:
    return CatalogueRefused(
        Refused(say(_("%(name)s has been deleted meanwhile."), name=name), code)
    )


def _write(plan: BulkPlan, edit: BulkEdit) -> None:
    """One statement for each kind of change, whatever the number of products."""
    by_kind: defaultdict[str, list[BulkChange]] = defaultdict(list)
    for change in plan.changes:
        by_kind[change.what].append(change)
    _write_products(by_kind, edit)
    _write_variants(by_kind, edit)
    noted = [
        Noted(kind, "", str(by_kind[kind][0].new) or str(by_kind[kind][0].old))
        for kind in ("category_added", "category_removed")
        if by_kind[kind]
    ]
    if by_kind["limit"]:
        noted.append(Noted("limit_set", "", by_kind["limit"][0].new))
    of_places = {
        change.product_id
        for kind in ("category_added", "category_removed", "limit")
        for change in by_kind[kind]
    }
    note(of_places, *noted)


def _write_products(by_kind: Mapping[str, Sequence[BulkChange]], edit: BulkEdit) -> None:
    def products(kind: str) -> list[int]:
        return [change.product_id for change in by_kind.get(kind, ())]

    if found := products("is_active"):
        Product.objects.filter(pk__in=found).update(is_active=edit.is_active)
    if found := products("brand"):
        Product.objects.filter(pk__in=found).update(brand=edit.brand)
    if found := products("category_added"):
        ProductCategory.objects.bulk_create(
            ProductCategory(product_id=pk, category=edit.add_category) for pk in found
        )
    if found := products("category_removed"):
        placed = ProductCategory.objects.filter(product__in=found)
        placed.filter(category=edit.remove_category).delete()
    if found := products("limit"):
        through = Product.limit_groups.through
        through.objects.filter(product__in=found).delete()
        through.objects.bulk_create(
            through(product_id=pk, customergroup_id=group.pk)
            for pk in found
            for group in edit.limit_groups or ()
        )


def _write_variants(by_kind: Mapping[str, Sequence[BulkChange]], edit: BulkEdit) -> None:
    def variants(kind: str) -> list[int]:
        return [change.variant_id for change in by_kind.get(kind, ()) if change.variant_id]

    if found := variants("vat_rate_id"):
        Variant.objects.filter(pk__in=found).update(vat_rate=edit.vat_rate)
    if found := variants("no_backorder"):
        Variant.objects.filter(pk__in=found).update(no_backorder=edit.no_backorder)
    prices = [
        Variant(pk=change.variant_id, list_price_net=change.new)
        for change in by_kind.get("list_price_net", ())
    ]
    Variant.objects.bulk_update(prices, ["list_price_net"], batch_size=_BATCH)
