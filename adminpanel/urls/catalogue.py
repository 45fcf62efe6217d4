"""Goods: each area's doors stand in a module of its own."""

from django.urls import URLPattern

from adminpanel.urls import assortments, categories, price_impact, prices, products

urlpatterns: list[URLPattern] = [
    *assortments.urlpatterns,
    *categories.urlpatterns,
    *price_impact.urlpatterns,
    *prices.urlpatterns,
    *products.urlpatterns,
]
