"""The versions of a product: listed, added, changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.product_variants import VariantForm
from adminpanel.product_card import card_context, group_prices_url
from adminpanel.views.products import add_refusal, warn
from catalogue.errors import CatalogueRefused
from catalogue.selectors.product_card import further_codes_of, limit_of, variant_of, variants_of
from catalogue.selectors.vat import vat_rates
from catalogue.services import variants as services
from core.http import posted
from customers.actors import ShopRequest


def product_variant_list(request: ShopRequest, product_id: int) -> HttpResponse:
    """Every version, also those that are not for sale."""
    context = card_context(request, product_id, "product-variant-list")
    variants = variants_of(context["product"])
    context["rows"] = [(variant, group_prices_url(variant)) for variant in variants]
    return render(request, "staff/products/product_variant_list.html", context)


def variant_new(request: ShopRequest, product_id: int) -> HttpResponse:
    """One more version, last unless its position says otherwise."""
    context = card_context(request, product_id, "product-variant-list")
    form = VariantForm(posted(request), rates=vat_rates())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_variant(
                actor=request.actor, product=context["product"], draft=form.draft()
            )
        except CatalogueRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(sku)s is added.") % {"sku": made.sku})
            warn(request, form)
            return redirect("staff:product-variant-list", product_id=product_id)
    return render(request, "staff/products/variant_new.html", context | {"form": form})


def variant_edit(request: ShopRequest, variant_id: int) -> HttpResponse:
    """Everything on one version, or read-only for who may not change it."""
    variant = variant_of(variant_id)
    context = card_context(request, variant.product_id, "product-variant-list")
    codes = further_codes_of(variant)
    form = VariantForm(
        posted(request),
        rates=vat_rates(),
        attributes=variant.attributes,
        initial=VariantForm.initial_of(variant, codes, services.variant_mark(variant)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_variant(
                actor=request.actor,
                variant=variant,
                draft=form.draft(),
                is_active=form.cleaned_data["is_active"],
                seen=form.cleaned_data["seen"],
            )
        except CatalogueRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(sku)s is saved.") % {"sku": form.cleaned_data["sku"]})
            warn(request, form)
            return redirect("staff:product-variant-list", product_id=variant.product_id)
    context |= {
        "form": form,
        "variant": variant,
        "limit_groups": limit_of(variant),
        "prices_url": group_prices_url(variant),
    }
    return render(request, "staff/products/variant_edit.html", context)
