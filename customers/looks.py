"""A customer's look: where its parts are fetched, and whose draft a member of staff previews."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

PREVIEW_KEY = "profile_preview"  # in the session of staff: [the draft's id, the way back]


def css_url(request: HttpRequest, digest: str) -> str:
    return _shops_own(request, reverse("shop:look-css", args=[digest]))


def picture_url(request: HttpRequest, sha256: str) -> str:
    return _shops_own(request, reverse("shop:look-picture", args=[sha256]))


def _shops_own(request: HttpRequest, url: str) -> str:
    """The address at the shop itself also on a customer's site, whose pages no cache may keep."""
    site: Any = getattr(request, "at_site", None)
    if site is None or not url.startswith(site.prefix):
        return url
    return f"{site.plain_prefix}{url.removeprefix(site.prefix)}"


def previewed(request: HttpRequest) -> int | None:
    """The id of the draft that this session previews. No query but the session's."""
    kept = request.session.get(PREVIEW_KEY)
    return int(kept[0]) if kept else None
