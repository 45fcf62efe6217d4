"""Methods, VAT, the shop itself, its mail."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
