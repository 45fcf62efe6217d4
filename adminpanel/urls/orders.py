"""Orders, and the back office's front page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
