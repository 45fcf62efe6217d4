"""The site's doors: each face keeps its own urls.py; every one states who may enter."""

from django.urls import include, path

from core.access import PUBLIC, route
from core.health import alive, ready

urlpatterns = [
    route("healthz", alive, name="healthz", perm=PUBLIC),
    route("readyz", ready, name="readyz", perm=PUBLIC),
    path("", include("shop.urls")),
    path("staff/", include("adminpanel.urls")),
]
