"""Names of goods on the page: 'USB-C', '100 W' and '12 st' never break over two lines (LOOK §3)."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()

_UNITS = "W|V|A|m|cm|mm|GB|TB|MB|Hz|GHz|MHz|st|pcs|kg|g|ml|cl|l|Gbit/s|Mbit/s|GbE|p|Ah|mAh|Wh"
_TOGETHER = re.compile(
    rf"\b[A-Z]{{2,5}}-[A-Z0-9]{{1,3}}\b|\b\d+(?:[.,]\d+)? (?:{_UNITS})(?![\w-])|\b\d+ × \w+"
)


@register.filter
def unbroken(name: object) -> SafeString:
    """The name with such parts kept together. Copying it gives the name as it is."""
    parts: list[str] = []
    end = 0
    text = str(name)
    for found in _TOGETHER.finditer(text):
        parts.append(conditional_escape(text[end : found.start()]))
        parts.append(f'<span class="nowrap">{conditional_escape(found.group())}</span>')
        end = found.end()
    parts.append(conditional_escape(text[end:]))
    return SafeString("".join(parts))
