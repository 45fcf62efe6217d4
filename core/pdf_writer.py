"""HTML and a stylesheet to a PDF. Imported by `core.pdf` alone: needs pango, and says so here."""

from functools import cache
from typing import Any

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

_FONTS = settings.BASE_DIR / "static" / "fonts"
# A paper's stylesheet names a font as attest:<its file>; there is no other address.
_SCHEME = "attest:"


class OwnFonts(URLFetcher):  # type: ignore[misc] # the library has no types
    """Answers with the shop's own fonts and refuses all else, on this machine or another."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        """ValueError for an address that is none of ours: the paper does without it."""
        name = url.removeprefix(_SCHEME)
        if name == url or name not in _fonts():
            raise ValueError(f"A paper asks for nothing: {url[:200]}")
        return URLFetcherResponse(url, _fonts()[name], {"Content-Type": "font/woff2"})


def write(*, html: str, css: str) -> bytes:
    """The pages. Without any address but those of fonts, whatever the HTML asks for."""
    fonts, own = FontConfiguration(), OwnFonts()
    style = CSS(string=css, url_fetcher=own, font_config=fonts)
    page = HTML(string=html, url_fetcher=own)
    written: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return written


@cache
def _fonts() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _FONTS.glob("*.woff2")}
