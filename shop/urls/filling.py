"""Filling in an order that somebody wrote in their own words."""

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from shop.views.my import filling

urlpatterns: list[URLPattern] = [
    route(
        "approvals/<int:number>/fill/",
        filling.approval_fill,
        name="approval-fill",
        perm=Perm.APPROVAL_DECIDE,
        methods=("GET", "POST"),
    ),
]
