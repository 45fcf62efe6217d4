"""Prices of one buyer: 'Customer Group Prices' of a variant, and the prices of a customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.prices import ExplainForm, LadderForm
from adminpanel.price_words import explained
from catalogue.errors import CatalogueRefused
from catalogue.models import Variant
from catalogue.policies import may_change_goods
from catalogue.selectors.buyers import groups_found
from catalogue.selectors.own_prices import (
    GROUP_SORTS,
    OTHER_SORTS,
    VARIANT_SORTS,
    OwnPrices,
    Pays,
    buyers_of_lists,
    customer_rows,
    groups_with_prices,
    member_pays,
    other_rows,
    own_prices,
    price_for,
    unseen_groups_with_prices,
    variant_numbered,
    variants_priced_for,
)
from catalogue.selectors.price_lists import variant_of
from catalogue.services.own_prices import set_own_prices
from core.http import posted
from core.lists import address_with
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.discounts import double_discount, floor_in_words
from customers.models import Customer, CustomerGroup
from customers.selectors.group_names import unseen
from customers.selectors.staff_cards import customer_of, group_of


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A customer group on a variant's tab: what it has, the form, and what a member pays."""

    group: CustomerGroup
    own: OwnPrices
    form: LadderForm
    pays: Sequence[Pays]


def variant_group_prices(request: ShopRequest, variant_id: int) -> HttpResponse:
    """The groups that have a price, another found by name, and who else has one (K-23, K-24)."""
    return _group_page(request, variant_of(variant_id), {})


def variant_group_price_set(request: ShopRequest, variant_id: int, group_id: int) -> HttpResponse:
    """One group's quantity prices, from today."""
    variant, group = variant_of(variant_id), group_of(request.actor, group_id)
    own = own_prices(CustomerGroup, [group.pk], variant)[group.pk]
    form = _ladder(request, group, own)
    if form.is_valid():
        try:
            set_own_prices(
                actor=request.actor,
                buyer=group,
                variant=variant,
                prices=form.prices,
                ended=form.ended,
                price_list_id=form.price_list_id,
            )
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            values = {"group": group.name, "number": variant.sku}
            messages.success(
                request, _("The prices of %(group)s for %(number)s hold from today.") % values
            )
            return redirect("staff:variant-group-prices", variant_id=variant.pk)
    return _group_page(request, variant, {group.pk: form}, add=group)


def _ladder(request: ShopRequest, group: CustomerGroup, own: OwnPrices) -> LadderForm:
    return LadderForm(posted(request), prices=own.prices, lists=own.lists, prefix=f"g{group.pk}")


def _group_page(
    request: ShopRequest,
    variant: Variant,
    sent: Mapping[int, LadderForm],
    *,
    add: CustomerGroup | None = None,
) -> HttpResponse:
    page = keyset_page(
        groups_with_prices(request.actor, variant),
        sorts=GROUP_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
        size=10,
    )
    groups = list(page.rows)
    asked = request.GET.get("group", "")
    if add is None and asked.isascii() and asked.isdecimal() and len(asked) < 10:
        add = group_of(request.actor, int(asked))
    if add is not None and add.pk not in {group.pk for group in groups}:
        groups.insert(0, add)
    own = own_prices(CustomerGroup, [group.pk for group in groups], variant)
    pays = member_pays(request.shop, variant, groups)
    others = keyset_page(
        other_rows(variant), sorts=OTHER_SORTS, sort="", cursor=request.GET.get("more"), size=20
    )
    buyers = buyers_of_lists(request.actor, {row.price_list_id for row in others.rows})
    query = request.GET.get("q", "").strip()[:200]
    context = {
        "variant": variant,
        "groups": [_group_row(group, own[group.pk], pays[group.pk], sent) for group in groups],
        "unseen": unseen(unseen_groups_with_prices(request.actor, variant)),
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
        "query": query,
        "found": groups_found(request.actor, query) if query else (),
        "others": [(row, buyers[row.price_list_id]) for row in others.rows],
        "more_url": address_with(request, more=others.older) if others.older else "",
        "floor": floor_in_words(request.shop.max_total_discount_percent),
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/prices/variant_group_prices.html", context)


def _group_row(
    group: CustomerGroup, own: OwnPrices, pays: Sequence[Pays], sent: Mapping[int, LadderForm]
) -> GroupRow:
    form = sent.get(group.pk) or LadderForm(
        prices=own.prices, lists=own.lists, prefix=f"g{group.pk}"
    )
    return GroupRow(group, own, form, pays)


def customer_prices(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The customer's own prices, and why any article costs what it does (K-25)."""
    context = card_context(request, customer_id, "customer-prices")
    customer = context["customer"]
    query = request.GET.get("q", "").strip()[:80]
    page = keyset_page(
        variants_priced_for(customer, text=query),
        sorts=VARIANT_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    rows = customer_rows(customer, page.rows)
    context |= {
        "rows": [(variant, rows[variant.pk]) for variant in page.rows],
        "query": query,
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
        "double_discount": double_discount(customer),
        "floor": floor_in_words(request.shop.max_total_discount_percent),
        "may_price": may_change_goods(request.actor),
    }
    context |= _explanation(request, customer)
    return render(request, "staff/prices/customer_prices.html", context)


def _explanation(request: ShopRequest, customer: Customer) -> Mapping[str, Any]:
    """The whole thread of one article and quantity, when the address asks for it."""
    if "article" not in request.GET:
        return {"explain": ExplainForm()}
    form = ExplainForm(request.GET)
    if not form.is_valid():
        return {"explain": form}
    variant = variant_numbered(form.cleaned_data["article"])
    quantity = form.cleaned_data["quantity"]
    answer = None
    if variant is not None:
        answer = price_for(request.actor, customer, variant.pk, quantity)
    if variant is None or answer is None:
        form.add_error("article", _("There is no such article."))
        return {"explain": form}
    return {
        "explain": form,
        "explained": variant,
        "quantity": quantity,
        "steps": explained(answer, quantity),
        "further_groups": customer.further_groups.all(),
    }


def customer_price_find(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The article whose number was written, to set the customer's price of it."""
    customer = customer_of(request.actor, customer_id)
    sku = request.GET.get("article", "").strip()[:80]
    variant = variant_numbered(sku)
    if variant is None:
        messages.error(request, _("There is no article %(number)s.") % {"number": sku or "–"})
        return redirect("staff:customer-prices", customer_id=customer.pk)
    return redirect("staff:customer-price-edit", customer_id=customer.pk, variant_id=variant.pk)


def customer_price_edit(request: ShopRequest, customer_id: int, variant_id: int) -> HttpResponse:
    """The customer's own quantity prices of one article, from today."""
    customer, variant = customer_of(request.actor, customer_id), variant_of(variant_id)
    own = own_prices(Customer, [customer.pk], variant)[customer.pk]
    form = LadderForm(posted(request), prices=own.prices, lists=own.lists)
    if request.method == "POST" and form.is_valid():
        try:
            set_own_prices(
                actor=request.actor,
                buyer=customer,
                variant=variant,
                prices=form.prices,
                ended=form.ended,
                price_list_id=form.price_list_id,
            )
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            values = {"name": customer.name, "number": variant.sku}
            messages.success(
                request, _("The prices of %(name)s for %(number)s hold from today.") % values
            )
            return redirect("staff:customer-prices", customer_id=customer.pk)
    context = {"form": form, "customer": customer, "variant": variant, "own": own}
    return render(request, "staff/prices/customer_price_edit.html", context)
