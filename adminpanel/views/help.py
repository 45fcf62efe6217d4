"""The manuals, beside the work they are about."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from adminpanel.help_chapters import MANUALS
from core.manuals import Manual, read_manual
from customers.actors import ShopRequest


def manual(request: ShopRequest, name: str) -> HttpResponse:
    """One manual with its chapters; the help icon of each page leads to the one about it."""
    if name not in MANUALS:
        raise Http404
    others = [(_read(each).title, _page_of(each)) for each in MANUALS if each != name]
    return render(request, "staff/help/manual.html", {"manual": _read(name), "others": others})


def _read(name: str) -> Manual:
    return read_manual(name, page_of=_page_of, picture_of=_picture_of)


def _page_of(name: str) -> str:
    return reverse("staff:manual", args=[name])


def _picture_of(name: str) -> str:
    return static(f"screenshots/{name}")
