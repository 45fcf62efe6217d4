"""Wish lists: one's own, those colleagues share, and what is done with them."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.selectors.products import visible_variant
from core.http import posted, safe_next
from customers.actors import ShopRequest
from orders.errors import ListRefused
from orders.models import WishList
from orders.policies import may_change_kept, may_keep_lists
from orders.selectors.lists import (
    colleagues_lists,
    saved_carts_of,
    wish_list_of,
    wish_list_shown,
    wish_lists_of,
)
from orders.services.lists import (
    change_list,
    delete_list,
    edit_list,
    make_list,
    put_list_in_cart,
    save_to_list,
)
from shop.context import shop_of
from shop.filled import tell
from shop.forms.lists import ListLinesForm, SaveToListForm, WishListForm
from shop.lines import cart_rows
from shop.product_shown import quantity_in

BY_NAME = "name"


def lists(request: ShopRequest) -> HttpResponse:
    """One's own lists and saved carts, and the lists that colleagues share."""
    return _lists_page(request, _new_form(request))


def wish_list_new(request: ShopRequest) -> HttpResponse:
    form = _new_form(request)
    if not form.is_valid():
        return _lists_page(request, form, status=422)
    try:
        made = make_list(
            actor=request.actor,
            name=form.cleaned_data["name"],
            is_shared=form.cleaned_data.get("is_shared", False),
        )
    except ListRefused as refused:
        form.add_error("name", str(refused.reason))
        return _lists_page(request, form, status=409)
    messages.success(request, _("The list %(name)s is made.") % {"name": made.name})
    return redirect("my:wish-list-detail", list_id=made.pk)


def wish_list_add(request: ShopRequest) -> HttpResponse:
    """Asks which list to save an item to, and saves it there; then back to where one was."""
    variant = _variant(request, request.POST or request.GET)
    form = SaveToListForm(
        posted(request),
        lists=wish_lists_of(request.actor),
        initial={"quantity": quantity_in(request.GET)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            line = save_to_list(
                actor=request.actor,
                variant_id=variant.pk,
                quantity=form.cleaned_data["quantity"],
                note=form.cleaned_data["note"],
                list_id=form.list_id,
                new_name=form.cleaned_data["new_name"],
            )
        except ListRefused as refused:
            field = "new_name" if refused.code in {"name", "taken"} else None
            form.add_error(field, str(refused.reason))
            return _add_page(request, form, variant, status=409)
        words = _("%(name)s is on the list %(list)s: %(count)s.") % {
            "name": variant.product.name,
            "list": line.wish_list.name,
            "count": line.quantity,
        }
        messages.success(request, words)
        return redirect(_back(request, variant))
    return _add_page(request, form, variant, status=422 if form.is_bound else 200)


def wish_list_detail(request: ShopRequest, list_id: int) -> HttpResponse:
    """What is on the list, at today's prices; changed by its owner alone."""
    return _list_page(request, _visible(request, list_id))


def wish_list_edit(request: ShopRequest, list_id: int) -> HttpResponse:
    """Its name, and whether colleagues read it."""
    wish_list = _own(request, list_id)
    form = WishListForm(
        posted(request),
        has_colleagues=wish_list.customer_id is not None,
        initial={"name": wish_list.name, "is_shared": wish_list.is_shared},
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            edit_list(
                actor=request.actor,
                list_id=list_id,
                name=form.cleaned_data["name"],
                is_shared=form.cleaned_data.get("is_shared", False),
            )
        except ListRefused as refused:
            form.add_error("name", str(refused.reason))
            status = 409
        else:
            messages.success(request, _("The list is saved."))
            return redirect("my:wish-list-detail", list_id=list_id)
    context = {"form": form, "wish_list": wish_list}
    return render(request, "my/lists/wish_list_edit.html", context, status=status)


def wish_list_change(request: ShopRequest, list_id: int) -> HttpResponse:
    """Sets quantities and notes, or takes away the line whose button was pressed."""
    wish_list = _own(request, list_id)
    form = _lines_form(request, wish_list)
    removed = _ids(request, "remove")
    for variant_id in removed:
        form.forget(variant_id)
    if not form.is_valid():
        return _list_page(request, wish_list, form, status=422)
    try:
        change_list(
            actor=request.actor,
            list_id=list_id,
            quantities=form.quantities,
            notes=form.comments,
            removed=removed,
        )
    except ListRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("my:lists")
    messages.success(request, _("The line is removed.") if removed else _("The list is saved."))
    return redirect(_list_url(request, wish_list))


def wish_list_delete(request: ShopRequest, list_id: int) -> HttpResponse:
    _own(request, list_id)
    try:
        name = delete_list(actor=request.actor, list_id=list_id)
    except ListRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("my:lists")
    messages.success(request, _("The list %(name)s is deleted.") % {"name": name})
    return redirect("my:lists")


def wish_list_to_cart(request: ShopRequest, list_id: int) -> HttpResponse:
    """Puts all of the list, or the chosen lines, in the cart: as many as stand in the fields."""
    wish_list = _visible(request, list_id)
    lines = list(wish_list.lines.all())
    chosen = _ids(request, "chosen")
    if "all" in request.POST:
        chosen = [line.variant_id for line in lines]
    form = _lines_form(request, wish_list)
    form.only(chosen)
    if not form.is_valid():
        return _list_page(request, wish_list, form, status=422)
    kept = {line.variant_id: line.quantity for line in lines if line.variant_id in chosen}
    try:
        filled = put_list_in_cart(
            actor=request.actor, list_id=list_id, quantities=kept | form.quantities
        )
    except ListRefused as refused:
        messages.error(request, str(refused.reason))
        return _list_page(request, wish_list, form, status=409)
    tell(request, filled)
    return redirect("shop:cart")


def _lists_page(request: ShopRequest, form: WishListForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    context = {
        "form": form,
        "wish_lists": wish_lists_of(actor),
        "saved_carts": saved_carts_of(actor),
        "shared": colleagues_lists(actor, cursor=request.GET.get("cursor")),
        "may_keep": may_keep_lists(actor),
    }
    return render(request, "my/lists/lists.html", context, status=status)


def _list_page(
    request: ShopRequest,
    wish_list: WishList,
    form: ListLinesForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    by_name = request.GET.get("sort") == BY_NAME
    shown = wish_list_shown(request.actor, wish_list, shop_of(request), by_name=by_name)
    context = {
        "wish_list": wish_list,
        "shown": shown,
        "rows": cart_rows(shown.basket, form),
        "by_name": by_name,
        "is_own": wish_list.user_id == request.actor.user_id,
        "may_change": may_change_kept(request.actor, wish_list),
        "chosen": _ids(request, "chosen"),
    }
    return render(request, "my/lists/wish_list_detail.html", context, status=status)


def _add_page(
    request: ShopRequest, form: SaveToListForm, variant: Variant, *, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "variant": variant,
        "back_url": _back(request, variant),
    }
    return render(request, "my/lists/wish_list_add.html", context, status=status)


def _new_form(request: ShopRequest) -> WishListForm:
    return WishListForm(posted(request), has_colleagues=request.actor.customer is not None)


def _lines_form(request: ShopRequest, wish_list: WishList) -> ListLinesForm:
    return ListLinesForm(
        request.POST, variant_ids=list(wish_list.lines.values_list("variant_id", flat=True))
    )


def _visible(request: ShopRequest, list_id: int) -> WishList:
    return wish_list_of(request.actor, list_id)


def _own(request: ShopRequest, list_id: int) -> WishList:
    """A colleague's shared list is there to be read; what changes it is not."""
    wish_list = _visible(request, list_id)
    if not may_change_kept(request.actor, wish_list).allowed:
        raise Http404
    return wish_list


def _variant(request: ShopRequest, asked: QueryDict) -> Variant:
    found = _read_ids(asked.getlist("variant"))
    variant = visible_variant(request.actor, found[0]) if found else None
    if variant is None:
        raise Http404
    return variant


def _back(request: ShopRequest, variant: Variant) -> str:
    return safe_next(request, reverse("shop:product", args=[variant.product.slug]))


def _list_url(request: ShopRequest, wish_list: WishList) -> str:
    url = reverse("my:wish-list-detail", args=[wish_list.pk])
    return f"{url}?sort={BY_NAME}" if request.GET.get("sort") == BY_NAME else url


def _ids(request: ShopRequest, name: str) -> list[int]:
    return _read_ids(request.POST.getlist(name))


def _read_ids(written: Sequence[str]) -> list[int]:
    """The numbers among what was sent; nothing else was sent by a form of ours."""
    return [int(text) for text in written if text.isascii() and text.isdigit() and len(text) < 19]
