"""Carts saved under a name, and put back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.http import get_visible_or_404, posted
from customers.actors import ShopRequest
from orders.errors import ListRefused
from orders.models import SavedCart
from orders.policies import may_change_kept
from orders.selectors.carts import cart_glance
from orders.selectors.lists import saved_cart_shown
from orders.services.saved_carts import (
    delete_saved_cart,
    put_back,
    rename_saved_cart,
    save_cart,
)
from shop.context import shop_of
from shop.filled import tell
from shop.forms.lists import NameForm, SaveCartForm
from shop.lines import cart_rows


def saved_cart_new(request: ShopRequest) -> HttpResponse:
    """Saves what is in the cart under a name."""
    form = SaveCartForm(posted(request))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            saved = save_cart(
                actor=request.actor,
                name=form.cleaned_data["name"],
                empties=form.cleaned_data["empties"],
            )
        except ListRefused as refused:
            form.add_error("name", str(refused.reason))
            status = 409
        else:
            messages.success(
                request, _("The cart is saved as %(name)s, under Lists.") % {"name": saved.name}
            )
            return redirect("shop:cart")
    context = {"form": form, "cart": cart_glance(request.actor, "")}
    return render(request, "my/lists/saved_cart_new.html", context, status=status)


def saved_cart_detail(request: ShopRequest, saved_cart_id: int) -> HttpResponse:
    """What it holds, at today's prices, and what putting it back does with the cart of now."""
    return _detail_page(request, _saved(request, saved_cart_id))


def saved_cart_edit(request: ShopRequest, saved_cart_id: int) -> HttpResponse:
    """Its name."""
    saved = _saved(request, saved_cart_id)
    form = NameForm(posted(request), initial={"name": saved.name})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            rename_saved_cart(
                actor=request.actor, saved_cart_id=saved.pk, name=form.cleaned_data["name"]
            )
        except ListRefused as refused:
            form.add_error("name", str(refused.reason))
            status = 409
        else:
            messages.success(request, _("The name is saved."))
            return redirect("my:saved-cart-detail", saved_cart_id=saved.pk)
    context = {"form": form, "saved": saved}
    return render(request, "my/lists/saved_cart_edit.html", context, status=status)


def saved_cart_delete(request: ShopRequest, saved_cart_id: int) -> HttpResponse:
    _saved(request, saved_cart_id)
    try:
        name = delete_saved_cart(actor=request.actor, saved_cart_id=saved_cart_id)
    except ListRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("my:lists")
    messages.success(request, _("The saved cart %(name)s is deleted.") % {"name": name})
    return redirect("my:lists")


def saved_cart_put_back(request: ShopRequest, saved_cart_id: int) -> HttpResponse:
    """Adds it to the cart, or replaces what is there: whichever button was pressed."""
    saved = _saved(request, saved_cart_id)
    how = request.POST.get("how", "")
    if how not in {"add", "replace"}:
        messages.error(request, _("Choose whether to add to the cart or to replace it."))
        return _detail_page(request, saved, status=422)
    try:
        filled = put_back(actor=request.actor, saved_cart_id=saved.pk, replaces=how == "replace")
    except ListRefused as refused:
        messages.error(request, str(refused.reason))
        return _detail_page(request, saved, status=409)
    tell(request, filled)
    return redirect("shop:cart")


def _detail_page(request: ShopRequest, saved: SavedCart, *, status: int = 200) -> HttpResponse:
    shown = saved_cart_shown(request.actor, saved, shop_of(request))
    context = {
        "saved": saved,
        "shown": shown,
        "rows": cart_rows(shown.basket),
        "cart_lines": cart_glance(request.actor, "").lines,
        "may_change": may_change_kept(request.actor, saved),
    }
    return render(request, "my/lists/saved_cart_detail.html", context, status=status)


def _saved(request: ShopRequest, saved_cart_id: int) -> SavedCart:
    return get_visible_or_404(SavedCart, request.actor, pk=saved_cart_id)
