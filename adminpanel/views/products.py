"""Products: the list, the card's facts, whom it is for, its history, and a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.group_fields import ids_of
from adminpanel.forms.product_variants import VariantForm
from adminpanel.forms.products import LimitForm, ProductForm
from adminpanel.product_card import card_context
from catalogue.errors import CatalogueRefused
from catalogue.models import Product, Variant
from catalogue.policies import may_change_goods
from catalogue.selectors.goods_history import product_history as history_of
from catalogue.selectors.product_card import limit_of, limit_told, places_of, variant_of
from catalogue.selectors.sight import limit_now, limit_with, sight_change
from catalogue.selectors.staff_products import (
    MOST_FOUND,
    PRODUCT_SORTS,
    brand_options,
    categories_among,
    category_options,
    product_rows,
)
from catalogue.selectors.staff_products import (
    product_list as products_listed,
)
from catalogue.selectors.vat import vat_rates
from catalogue.services import products as services
from catalogue.services.visibility import set_limit_groups
from core.http import posted
from core.lists import Filter, FilterBar, filter_bar, list_context
from core.rich_text import safe_html
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.group_choice import few_groups
from customers.selectors.group_names import unseen

FIELD_OF = {"article-number-taken": "sku", "replacement-loop": "replaced_by"}


def product_filters(request: ShopRequest) -> FilterBar:
    """The filters of the list as the address has them. Two queries."""
    return filter_bar(
        request,
        (
            Filter("category", gettext_lazy("Category"), category_options()),
            Filter(
                "brand", gettext_lazy("Brand"), brand_options(request.GET.get("brand", "")[:120])
            ),
            Filter(
                "sale",
                gettext_lazy("For sale"),
                (("yes", gettext_lazy("For sale")), ("no", gettext_lazy("Not for sale"))),
            ),
            Filter(
                "lacks",
                gettext_lazy("Without"),
                (
                    ("picture", gettext_lazy("Picture")),
                    ("price", gettext_lazy("Price")),
                    ("stock", gettext_lazy("Stock")),
                ),
            ),
            Filter(
                "seen_by",
                gettext_lazy("Seen by"),
                (("groups", gettext_lazy("Some groups")), ("nobody", gettext_lazy("Nobody"))),
            ),
        ),
    )


def product_list(request: ShopRequest) -> HttpResponse:
    """Every product, found by words or codes and by what it lacks (A-19..)."""
    bar = product_filters(request)
    found = products_listed(text=bar.query, **bar.chosen)
    page = keyset_page(
        found.products,
        sorts=PRODUCT_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {
        "rows": product_rows(page.rows),
        "is_cut": found.is_cut,
        "most_found": MOST_FOUND,
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/products/product_list.html", context)


def product_detail(request: ShopRequest, product_id: int) -> HttpResponse:
    """The facts that all versions share, where it stands in the tree, and who sees it."""
    context = card_context(request, product_id, "product-detail")
    product: Product = context["product"]
    limit_groups, hidden = limit_told(request.actor, product)
    context |= {
        "places": places_of(product),
        "limit_groups": limit_groups,
        "unseen": unseen(hidden),
        "description": safe_html(product.description),
    }
    return render(request, "staff/products/product_detail.html", context)


def product_new(request: ShopRequest) -> HttpResponse:
    """A product with its first version."""
    form = ProductForm(posted(request), categories=category_options())
    version = VariantForm(posted(request), rates=vat_rates(), prefix="first")
    if request.method == "POST" and all([form.is_valid(), version.is_valid()]):
        draft = services.ProductDraft(
            variants=[version.draft()],
            categories=categories_among(form.cleaned_data["categories"]),
            **form.words(),
        )
        try:
            product = services.create_product(actor=request.actor, draft=draft)
        except CatalogueRefused as refused:
            add_refusal(version, refused)
        else:
            messages.success(request, _("%(name)s is created.") % {"name": product.name})
            warn(request, version)
            return redirect("staff:product-detail", product_id=product.pk)
    context = {"form": form, "version": version}
    return render(request, "staff/products/product_new.html", context)


def product_edit(request: ShopRequest, product_id: int) -> HttpResponse:
    """The product's words, its categories, and whether it is for sale."""
    context = card_context(request, product_id, "product-detail")
    product: Product = context["product"]
    placed = [pk for pk, _path in places_of(product)]
    initial = ProductForm.initial_of(product, placed, services.product_mark(product))
    form = ProductForm(posted(request), categories=category_options(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_product(
                actor=request.actor,
                product=product,
                categories=categories_among(form.cleaned_data["categories"]),
                seen=form.cleaned_data["seen"],
                **form.words(),
            )
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": product.name})
            return redirect("staff:product-detail", product_id=product.pk)
    return render(request, "staff/products/product_edit.html", context | {"form": form})


def product_sale(request: ShopRequest, product_id: int) -> HttpResponse:
    """Puts it on sale or takes it off, in one press."""
    product: Product = card_context(request, product_id, "product-detail")["product"]
    is_active = request.POST.get("on") == "1"
    services.put_on_sale(actor=request.actor, product=product, is_active=is_active)
    text = _("%(name)s is for sale.") if is_active else _("%(name)s is no longer for sale.")
    messages.success(request, text % {"name": product.name})
    return redirect("staff:product-detail", product_id=product.pk)


def product_limit(request: ShopRequest, product_id: int) -> HttpResponse:
    """'Limit by group' of the product; who loses sight of it is said before it is saved."""
    product: Product = card_context(request, product_id, "product-detail")["product"]
    return _limit_page(request, product, product, "staff/products/product_limit.html")


def variant_limit(request: ShopRequest, variant_id: int) -> HttpResponse:
    """The same of one version."""
    variant = variant_of(variant_id)
    return _limit_page(request, variant.product, variant, "staff/products/variant_limit.html")


def _limit_page(
    request: ShopRequest, product: Product, target: Product | Variant, template: str
) -> HttpResponse:
    tab = "product-detail" if isinstance(target, Product) else "product-variant-list"
    form = LimitForm(
        posted(request),
        actor=request.actor,
        groups=few_groups(request.actor),
        initial={"groups": list(limit_of(target))},
    )
    change = None
    if request.method == "POST" and form.is_valid():
        asked = ids_of(form.chosen)
        if request.POST.get("shown", "-") == asked:
            set_limit_groups(actor=request.actor, target=target, groups=form.chosen)
            messages.success(request, _("The limit of %(name)s is saved.") % {"name": str(target)})
            return redirect(f"staff:{tab}", product_id=product.pk)
        change = sight_change(limit_now(target), limit_with(target, form.chosen))
    context = card_context(request, product.pk, tab) | {
        "form": form,
        "target": target,
        "change": change,
        "asked": ids_of(form.chosen) if change else "",
    }
    return render(request, template, context)


def product_history(request: ShopRequest, product_id: int) -> HttpResponse:
    """Who changed what, the newest first."""
    context = card_context(request, product_id, "product-history")
    entries, is_cut = history_of(context["product"], reader=request.actor)
    context |= {"entries": entries, "is_cut": is_cut}
    return render(request, "staff/products/product_history.html", context)


def add_refusal(form: VariantForm, refused: CatalogueRefused) -> None:
    """At the field that it is about, else above the form."""
    form.add_error(FIELD_OF.get(refused.code), str(refused.reason))


def warn(request: ShopRequest, form: VariantForm) -> None:
    """What is odd but went in."""
    for text in form.warnings:
        messages.warning(request, text)
