"""Text from suppliers' files, made safe to show: a few tags stay, everything else goes."""

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

_TAGS = {
    "p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "sub", "sup", "h3", "h4", "h5",
    "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "a",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


def safe_html(text: str) -> SafeString:
    """`text` as HTML without script, style, pictures or attributes that could do harm.

    Text without any tag becomes paragraphs, and nothing stays nothing.
    """
    if not text.strip():
        return SafeString("")
    if not nh3.is_html(text):
        text = linebreaks(text, autoescape=True)
    cleaned = nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"})
    return SafeString(cleaned)
