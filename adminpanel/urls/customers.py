"""Customers, users, groups; finding them; logging in as one."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
