"""Affiliates, and what they are paid."""

from collections.abc import Callable
from functools import partial

from django.urls import URLPattern

from adminpanel.views import affiliates
from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn

_FORM = ("GET", "POST")
_ONE = "affiliates/<int:affiliate_id>/"
_open: Callable[..., URLPattern] = partial(
    route, perm=Perm.STAFF_AFFILIATE, add_on=AddOn.AFFILIATES
)

urlpatterns = [
    _open("affiliates/", affiliates.affiliate_list, name="affiliate-list"),
    _open("affiliates/new/", affiliates.affiliate_new, name="affiliate-new", methods=_FORM),
    _open(_ONE, affiliates.affiliate_detail, name="affiliate-detail"),
    _open(f"{_ONE}edit/", affiliates.affiliate_edit, name="affiliate-edit", methods=_FORM),
    _open(f"{_ONE}end/", affiliates.affiliate_end, name="affiliate-end", methods=("POST",)),
    _open(f"{_ONE}pay/", affiliates.affiliate_pay, name="affiliate-pay", methods=_FORM),
]
