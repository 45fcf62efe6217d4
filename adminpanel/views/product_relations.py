"""What goes with a product, and what its buyers call it in their own papers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.products import OwnNumberForm, RelationForm
from adminpanel.product_card import card_context
from adminpanel.views.product_media import asked_way
from catalogue.errors import CatalogueRefused
from catalogue.selectors.product_card import (
    own_number_of,
    own_numbers_of,
    owner_called,
    relation_of,
    relations_of,
    variant_by_sku,
    variants_of,
)
from catalogue.services import own_numbers, relations
from customers.actors import ShopRequest


def product_relation_list(request: ShopRequest, product_id: int) -> HttpResponse:
    """Goods shown on the product's page as what goes with it."""
    context = card_context(request, product_id, "product-relation-list")
    return _relations_page(request, context, RelationForm())


def _relations_page(
    request: ShopRequest, context: dict[str, Any], form: RelationForm
) -> HttpResponse:
    context |= {"form": form, "relations": relations_of(context["product"])}
    return render(request, "staff/products/product_relation_list.html", context)


def product_relation_new(request: ShopRequest, product_id: int) -> HttpResponse:
    """Adds the product of an article number."""
    context = card_context(request, product_id, "product-relation-list")
    form = RelationForm(request.POST)
    if form.is_valid():
        sku = form.cleaned_data["article_number"]
        other = variant_by_sku(sku)
        if other is None:
            form.add_error(
                "article_number", _("No version has the article number %(sku)s.") % {"sku": sku}
            )
            return _relations_page(request, context, form)
        try:
            made = relations.relate_product(
                actor=request.actor, product=context["product"], other=other
            )
        except CatalogueRefused as refused:
            form.add_error("article_number", str(refused.reason))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": made.other.name})
            return redirect("staff:product-relation-list", product_id=product_id)
    return _relations_page(request, context, form)


def product_relation_move(request: ShopRequest, relation_id: int) -> HttpResponse:
    """One step up or down."""
    relation = relation_of(relation_id)
    relations.move_relation(actor=request.actor, relation=relation, way=asked_way(request))
    return redirect("staff:product-relation-list", product_id=relation.product_id)


def product_relation_remove(request: ShopRequest, relation_id: int) -> HttpResponse:
    """Nothing is lost: it is added again by its article number."""
    relation = relation_of(relation_id)
    relations.remove_relation(actor=request.actor, relation=relation)
    messages.success(request, _("%(name)s is removed.") % {"name": relation.other.name})
    return redirect("staff:product-relation-list", product_id=relation.product_id)


def product_number_list(request: ShopRequest, product_id: int) -> HttpResponse:
    """What customers and groups call its versions."""
    context = card_context(request, product_id, "product-number-list")
    form = OwnNumberForm(variants=variants_of(context["product"]))
    return _numbers_page(request, context, form)


def _numbers_page(
    request: ShopRequest, context: dict[str, Any], form: OwnNumberForm
) -> HttpResponse:
    context |= {"form": form, "numbers": own_numbers_of(request.actor, context["product"])}
    return render(request, "staff/products/product_number_list.html", context)


def product_number_new(request: ShopRequest, product_id: int) -> HttpResponse:
    """One owner's number of one version; instead of the one it had."""
    context = card_context(request, product_id, "product-number-list")
    form = OwnNumberForm(request.POST, variants=variants_of(context["product"]))
    if form.is_valid():
        owner = owner_called(form.cleaned_data["owner"])
        if owner is None:
            form.add_error("owner", _("There is no customer or customer group called so."))
            return _numbers_page(request, context, form)
        try:
            made = own_numbers.set_own_number(
                actor=request.actor,
                variant=form.chosen_variant,
                owner=owner,
                number=form.cleaned_data["number"],
            )
        except CatalogueRefused as refused:
            form.add_error("number", str(refused.reason))
        else:
            values = {"owner": owner.name, "sku": form.chosen_variant.sku, "number": made.number}
            messages.success(request, _("%(owner)s calls %(sku)s %(number)s.") % values)
            return redirect("staff:product-number-list", product_id=product_id)
    return _numbers_page(request, context, form)


def product_number_remove(request: ShopRequest, number_id: int) -> HttpResponse:
    """Their number means nothing any more."""
    found = own_number_of(number_id)
    own_numbers.remove_own_number(actor=request.actor, own_number=found)
    messages.success(request, _("%(number)s is removed.") % {"number": found.number})
    return redirect("staff:product-number-list", product_id=found.variant.product_id)
