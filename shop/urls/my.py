"""My pages: a user's own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
