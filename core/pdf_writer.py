"""HTML and a stylesheet to a PDF. Imported by `core.pdf` alone: needs pango, and says so here."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_FONTS = settings.BASE_DIR / "static" / "fonts"
# A paper names a font as attest:<its file>, and a picture that it is given likewise; there is no
# other address.
_SCHEME = "attest:"
_NONE: Mapping[str, bytes] = MappingProxyType({})


class OwnFonts(URLFetcher):  # type: ignore[misc] # the library has no types
    """Answers with the shop's own fonts and with what the paper is given; refuses all else, on this
    machine or another."""

    def __init__(self, pictures: Mapping[str, bytes] = _NONE) -> None:
        super().__init__()
        self._pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> Any:
        """ValueError for an address that is none of ours: the paper does without it."""
        name = url.removeprefix(_SCHEME)
        if name != url and name in self._pictures:
            return URLFetcherResponse(url, self._pictures[name], {"Content-Type": "image/png"})
        if name == url or name not in _fonts():
            raise ValueError(f"A paper asks for nothing: {url[:200]}")
        return URLFetcherResponse(url, _fonts()[name], {"Content-Type": "font/woff2"})


def write(*, html: str, css: str, pictures: Mapping[str, bytes]) -> bytes:
    """The pages. No address but those of fonts and `pictures`, whatever the HTML asks for."""
    fonts, own = FontConfiguration(), OwnFonts(pictures)
    style = CSS(string=css, url_fetcher=own, font_config=fonts)
    page = HTML(string=html, url_fetcher=own)
    written: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return written


@cache
def _fonts() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _FONTS.glob("*.woff2")}
