"""Goods that go with a product: added by article number, put in order, removed."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Product, ProductRelation, Variant
from catalogue.policies import may_change_goods
from catalogue.services.goods_history import Noted, note
from catalogue.services.positions import Way, moved
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor

MOST_RELATED = 50


@use_case("product.relation")
def relate_product(*, actor: Actor, product: Product, other: Variant) -> ProductRelation:
    """Shows the product of `other` beside this one, last; one way. Raises `CatalogueRefused`."""
    require(may_change_goods(actor))
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    if other.product_id == product.pk:
        raise CatalogueRefused(
            Refused(_("That is an article number of this product itself."), "itself")
        )
    related = ProductRelation.objects.filter(product=product)
    if related.filter(other=other.product_id).exists():
        raise CatalogueRefused(
            Refused(say(_("%(name)s is here already."), name=other.product.name), "already-related")
        )
    if related.count() >= MOST_RELATED:
        reason = say(_("At most %(most)s goods go with a product."), most=MOST_RELATED)
        raise CatalogueRefused(Refused(reason, "too-many"))
    last = related.aggregate(last=Max("position"))["last"]
    made = ProductRelation.objects.create(
        product=product, other=other.product, position=0 if last is None else last + 1
    )
    note([product.pk], Noted("goes_with", "", other.product.name))
    return made


@use_case("product.relation-move")
def move_relation(*, actor: Actor, relation: ProductRelation, way: Way) -> None:
    """One step up or down."""
    require(may_change_goods(actor))
    Product.objects.select_for_update(no_key=True).get(pk=relation.product_id)
    if moved(ProductRelation.objects.filter(product=relation.product_id), relation.pk, way):
        note([relation.product_id], Noted("goes_with_order"))


@use_case("product.relation-remove")
def remove_relation(*, actor: Actor, relation: ProductRelation) -> None:
    """The other product stays, of course."""
    require(may_change_goods(actor))
    found = ProductRelation.objects.select_for_update().select_related("other")
    for row in found.filter(pk=relation.pk):
        note([row.product_id], Noted("goes_with", row.other.name, ""))
        row.delete()
