"""The parts of a customer's look, each under the name of its content; and leaving a preview."""

from django.http import HttpResponse
from django.shortcuts import redirect

from customers.actors import ShopRequest
from customers.brand_colours import stylesheet
from customers.looks import PREVIEW_KEY
from customers.selectors.profiles import picture_by_digest, profile_by_digest

_FOR_GOOD = "public, max-age=31536000, immutable"


def look_css(request: ShopRequest, digest: str) -> HttpResponse:
    """Custom properties, nothing else: what is at this address never changes."""
    tokens = profile_by_digest(digest).tokens
    css = stylesheet(tokens["light"], tokens["dark"])
    return _kept(HttpResponse(css, content_type="text/css; charset=utf-8"))


def look_picture(request: ShopRequest, sha256: str) -> HttpResponse:
    """A logo or a banner, by its bytes."""
    picture = picture_by_digest(sha256)
    response = HttpResponse(bytes(picture.content), content_type=picture.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _kept(response)


def _kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = _FOR_GOOD
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def look_leave(request: ShopRequest) -> HttpResponse:
    """Back from the preview to the form, with the shop as it is."""
    kept = request.session.pop(PREVIEW_KEY, None)
    return redirect(kept[1] if kept else "staff:home")
