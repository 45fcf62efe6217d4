"""One page."""

from django.urls import path

from benchmarks.ceiling.views import page

urlpatterns = [path("ceiling/", page)]
