"""Leaving somebody else's shoes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
