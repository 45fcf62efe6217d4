"""Many products at once: picked in the list, what to change, what that comes to, done."""

from typing import Any

from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adminpanel.forms.product_bulk import BulkForm
from catalogue.errors import CatalogueRefused
from catalogue.selectors.bulk_plan import MOST_PRODUCTS, BulkPlan, plan_bulk
from catalogue.selectors.goods_history import WORDS
from catalogue.selectors.staff_products import (
    categories_among,
    category_options,
    chosen_products,
    filtered_ids,
)
from catalogue.selectors.vat import vat_rates
from catalogue.services.bulk_edit import apply_bulk
from core.http import without_nul
from customers.actors import ShopRequest
from customers.selectors.group_choice import few_groups

_SALT = "adminpanel.product_bulk"
# Of all that changes; the rest is counted.
MOST_SHOWN = 300
# Where in the form a refusal belongs, by its code.
_FIELDS = {
    "price-percent": "price_percent",
    "category-gone": "add_category",
    "group-gone": "groups",
}


def product_bulk(request: ShopRequest) -> HttpResponse:
    """The steps share one address: each sends on what the one before knew."""
    if request.method != "POST":
        return redirect("staff:product-list")
    try:
        ids, is_cut = _chosen(request)
    except BadSignature:
        ids, is_cut = [], False
    if not ids:
        messages.error(request, _("Pick at least one product."))
        return redirect("staff:product-list")
    step = request.POST.get("step", "")
    is_sent = step in ("look", "apply")
    form = BulkForm(
        request.POST if is_sent else None,
        initial=request.POST.dict() | {"groups": request.POST.getlist("groups")},
        categories=category_options(),
        rates=vat_rates(),
        actor=request.actor,
        groups=few_groups(request.actor),
    )
    if not is_sent or not form.is_valid():
        return _form_page(request, ids, form, is_cut=is_cut)
    return _plan_page(request, ids, form, applies=step == "apply")


def _chosen(request: ShopRequest) -> tuple[list[int], bool]:
    """The picked products, or all that fit the filters of the list, as far as is allowed."""
    if token := request.POST.get("chosen"):
        return loads(token, salt=_SALT), False
    if "all" in request.POST:
        asked = QueryDict(without_nul(request.POST.get("asked", "")[:2_000]))
        return filtered_ids({name: str(value) for name, value in asked.items()}, MOST_PRODUCTS)
    picked = [int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < 19]
    return picked[:MOST_PRODUCTS], False


def _form_page(
    request: ShopRequest, ids: list[int], form: BulkForm, *, is_cut: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "chosen": dumps(ids, salt=_SALT, compress=True),
        "count": len(ids),
        "names": chosen_products(ids),
        "is_cut": is_cut,
        "most": MOST_PRODUCTS,
    }
    status = 422 if form.is_bound else 200
    return render(request, "staff/products/product_bulk.html", context, status=status)


def _plan_page(
    request: ShopRequest, ids: list[int], form: BulkForm, *, applies: bool
) -> HttpResponse:
    values = form.cleaned_data
    categories = categories_among([values["add_category"], values["remove_category"]])
    edit = form.edit(categories, currency=request.shop.currency)
    status, problem = 200, ""
    try:
        if applies:
            mark = request.POST.get("mark", "")[:64]
            try:
                plan = apply_bulk(actor=request.actor, product_ids=ids, edit=edit, mark=mark)
            except CatalogueRefused as refused:
                if refused.code != "changed-meanwhile":
                    raise
                status, problem = 409, str(refused.reason)
            else:
                return _done(request, plan)
        plan = plan_bulk(ids, edit)
    except CatalogueRefused as refused:
        form.add_error(_FIELDS.get(refused.code), str(refused.reason))
        return _form_page(request, ids, form)
    return _preview(request, ids, form, plan, problem=problem, status=status)


def _done(request: ShopRequest, plan: BulkPlan) -> HttpResponse:
    count = len(plan.products)
    text = ngettext("%(count)s product is changed.", "%(count)s products are changed.", count)
    messages.success(request, text % {"count": count})
    return redirect("staff:product-list")


def _preview(
    request: ShopRequest,
    ids: list[int],
    form: BulkForm,
    plan: BulkPlan,
    *,
    problem: str,
    status: int,
) -> HttpResponse:
    shown: list[dict[str, Any]] = [
        {
            "product_id": change.product_id,
            "name": plan.products[change.product_id],
            "sku": change.sku,
            "label": WORDS.get(change.what, change.what),
            "is_amount": change.what == "list_price_net",
            "old": change.old,
            "new": change.new,
        }
        for change in plan.changes[:MOST_SHOWN]
    ]
    context = {
        "form": form,
        "chosen": dumps(ids, salt=_SALT, compress=True),
        "plan": plan,
        "changed": len(plan.products),
        "shown": shown,
        "more": max(len(plan.changes) - MOST_SHOWN, 0),
        "problem": problem,
    }
    return render(request, "staff/products/product_bulk_preview.html", context, status=status)
