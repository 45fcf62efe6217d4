"""Goods: each area's doors stand in a module of its own."""

from django.urls import URLPattern

from adminpanel.urls import categories, prices, products

urlpatterns: list[URLPattern] = [
    *categories.urlpatterns,
    *prices.urlpatterns,
    *products.urlpatterns,
]
