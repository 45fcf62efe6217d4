"""One indexed query, 24 items, one plain template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks.ceiling.models import Item


def page(request: HttpRequest) -> HttpResponse:
    items = Item.objects.order_by("sort_key", "id")[:24]
    return render(request, "ceiling/page.html", {"items": items})
