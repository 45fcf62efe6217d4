"""Logging in and out, lost passwords, activation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
