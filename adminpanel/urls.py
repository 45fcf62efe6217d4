"""The back office: who may enter what."""

from django.urls import URLPattern, URLResolver

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = []
