"""The shop's own words as a visitor reads them: made safe, in their language or the shop's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language

from core.rich_text import safe_html
from customers.models import ShopSettings, ShopText, Terms
from customers.selectors.shop_texts import FrontTexts

_TEASER = 160


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text in one language. `body` may stand in a page as it is; `teaser` is its plain beginning.

    `language` is what it is written in, which may be another than the page's.
    """

    pk: int
    title: str
    body: SafeString
    language: str
    begins_on: date

    @property
    def teaser(self) -> str:
        plain = strip_tags(self.body.replace("</p>", " ").replace("<br>", " "))
        return Truncator(" ".join(unescape(plain).split())).chars(_TEASER)


def shown_text(text: ShopText, shop: ShopSettings) -> ShownText:
    language = text.language_of(get_language() or "", shop.language)
    return ShownText(
        pk=text.pk,
        title=text.titles[language],
        body=safe_html(getattr(text, f"body_{language}")),
        language=language,
        begins_on=text.starts_on,
    )


def shown_texts(texts: Sequence[ShopText], shop: ShopSettings) -> Sequence[ShownText]:
    return [shown_text(text, shop) for text in texts]


def front_words(front: FrontTexts, shop: ShopSettings) -> Mapping[str, Any]:
    """Context of components/shop_words.html."""
    return {
        "texts": shown_texts(front.texts, shop),
        "news": shown_texts(front.news, shop),
        "has_more_news": front.has_more_news,
    }


def shown_terms(terms: Terms, shop: ShopSettings) -> tuple[SafeString, str]:
    """The terms and the language they are in."""
    language = terms.language_of(get_language() or "", shop.language)
    return safe_html(getattr(terms, f"body_{language}")), language
