"""The links of affiliates. Not at a customer's own site: whoever shops there has come already."""

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import affiliates
from shop.views.my import affiliate

urlpatterns: list[URLPattern] = [
    route(
        "a/",
        affiliates.affiliate_remember,
        name="affiliate-remember",
        perm=Perm.PUBLIC,
        methods=("POST",),
        closed_while_acting=True,
        add_on=AddOn.AFFILIATES,
    ),
    route(
        "a/<str:code>/",
        affiliates.affiliate_arrive,
        name="affiliate-arrive",
        perm=Perm.PUBLIC,
        add_on=AddOn.AFFILIATES,
    ),
]
own: list[URLPattern] = [
    route(
        "affiliate/",
        affiliate.affiliate,
        name="affiliate",
        perm=Perm.MY_PAGES,
        add_on=AddOn.AFFILIATES,
    ),
]
