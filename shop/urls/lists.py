"""Wish lists and saved carts. Whoever acts as somebody reads them and fills carts from them."""

from collections.abc import Callable
from functools import partial

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from customers.my_sections import Section
from shop.views.my import lists, saved_carts

_FORM = ("GET", "POST")
_BUTTON = ("POST",)
_open: Callable[..., URLPattern] = partial(route, perm=Perm.LIST_USE, section=Section.LISTS)
_own: Callable[..., URLPattern] = partial(_open, closed_while_acting=True)

urlpatterns = [
    _open("lists/", lists.lists, name="lists"),
    _own("lists/new/", lists.wish_list_new, name="wish-list-new", methods=_BUTTON),
    _own("lists/add/", lists.wish_list_add, name="wish-list-add", methods=_FORM),
    _open("lists/<int:list_id>/", lists.wish_list_detail, name="wish-list-detail"),
    _own("lists/<int:list_id>/edit/", lists.wish_list_edit, name="wish-list-edit", methods=_FORM),
    _own(
        "lists/<int:list_id>/change/",
        lists.wish_list_change,
        name="wish-list-change",
        methods=_BUTTON,
    ),
    _own(
        "lists/<int:list_id>/delete/",
        lists.wish_list_delete,
        name="wish-list-delete",
        methods=_BUTTON,
    ),
    _open(
        "lists/<int:list_id>/to-cart/",
        lists.wish_list_to_cart,
        name="wish-list-to-cart",
        methods=_BUTTON,
    ),
    _own("lists/carts/new/", saved_carts.saved_cart_new, name="saved-cart-new", methods=_FORM),
    _open(
        "lists/carts/<int:saved_cart_id>/", saved_carts.saved_cart_detail, name="saved-cart-detail"
    ),
    _own(
        "lists/carts/<int:saved_cart_id>/edit/",
        saved_carts.saved_cart_edit,
        name="saved-cart-edit",
        methods=_FORM,
    ),
    _own(
        "lists/carts/<int:saved_cart_id>/delete/",
        saved_carts.saved_cart_delete,
        name="saved-cart-delete",
        methods=_BUTTON,
    ),
    _open(
        "lists/carts/<int:saved_cart_id>/put-back/",
        saved_carts.saved_cart_put_back,
        name="saved-cart-put-back",
        methods=_BUTTON,
    ),
]
