"""From cart to placed order."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
