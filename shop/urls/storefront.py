"""Browsing the catalogue: home, categories, products, search, assortment."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
