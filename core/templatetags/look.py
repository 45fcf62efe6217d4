"""Icons, pictograms, pills, people, meters and ladders: drawings whose geometry is attributes."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.access.routes import Visitor
from core.drawings import attribute, history_of, ladder_of, limit_state, meter_parts, share
from core.pictogram_names import PICTOGRAM_NAMES
from core.reasons import Text
from core.templatetags.money import currency_in
from core.undo import ticket_in

register = template.Library()

TINTS = ("mist", "lichen", "sand", "heather", "clay")

# The drawing's tint when the category says none.
PICTOGRAMS = {
    "laptop": "mist",
    "desktop": "heather",
    "monitor": "sand",
    "tablet": "sand",
    "dock": "lichen",
    "keyboard": "sand",
    "mouse": "lichen",
    "headset": "heather",
    "webcam": "clay",
    "speaker": "heather",
    "cable": "lichen",
    "adapter": "mist",
    "hub": "clay",
    "power": "sand",
    "storage": "heather",
    "memory": "lichen",
    "network": "mist",
    "server": "mist",
    "software": "heather",
    "phone": "mist",
    "arm": "mist",
    "stand": "clay",
    "printer": "mist",
    "toner": "clay",
    "projector": "lichen",
    "paper": "sand",
    "pen": "clay",
    "binder": "lichen",
    "bag": "sand",
    "chair": "lichen",
    "desk": "sand",
    "lamp": "heather",
    "cleaning": "mist",
    "coffee": "clay",
}
FALLBACK_PICTOGRAM = "paper"

COMPANY_FORMS = {"AB", "AS", "ASA", "HB", "KB", "OY", "APS"}

# Status of an order -> look and icon. The word comes with the status, always.
STATUSES = {
    "awaiting": ("wait", "hourglass-split"),
    "awaiting_approval": ("wait", "hourglass-split"),
    "unprocessed": ("info", "inbox-fill"),
    "processing": ("outlined", "arrow-repeat"),
    "partly_shipped": ("outlined", "truck"),
    "shipped": ("ok", "truck"),
    "completed": ("quiet", "check2-all"),
    "rejected": ("stop", "x-octagon"),
    "cancelled": ("quiet", "slash-circle"),
    "withdrawn": ("quiet", "arrow-return-left"),
}

WARNINGS = {
    "under_break_point": ("wait", "rulers"),
    "over_agreement": ("wait", "patch-exclamation"),
    "possible_duplicate": ("info", "copy"),
    "over_limit": ("stop", "x-octagon"),
}

ALERT_ICONS = {
    "stop": "x-octagon",
    "wait": "exclamation-triangle",
    "info": "info-circle",
    "ok": "check-circle",
}

CHANGE_ROWS = {
    "create": ("ok", "plus-lg"),
    "update": ("brand", "pencil"),
    "refused": ("stop", "x-octagon"),
    "unchanged": ("quiet", "dash-lg"),
}


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """One icon of the sprite. Silent unless `label` gives it words; `extra` adds CSS classes."""
    if not label:
        return _quiet_icon(name, extra)
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        f"icon {extra}".strip(),
        label,
        static("icons/sprite.svg"),
        name,
    )


@lru_cache(maxsize=1024)
def _quiet_icon(name: str, extra: str) -> SafeString:
    """A page draws a hundred of these."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f"icon {extra}".strip(),
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def pictogram(name: str, size: str | int = "card", tint: str = "", label: str = "") -> SafeString:
    """A drawing for what has no photo. `size`: card (3:2), page, or 56, 40 (square thumbs).

    `tint` is the category's (mist, lichen, sand, heather, clay); without it the drawing's own.
    Decorative, so silent; `label` gives it words.
    """
    drawing = name if name in PICTOGRAMS else FALLBACK_PICTOGRAM
    shade = tint if tint in TINTS else PICTOGRAMS[drawing]
    if not label:
        return _drawn(drawing, size, shade, SafeString('aria-hidden="true"'))
    return _drawn(drawing, size, shade, format_html('role="img" aria-label="{}"', label))


@lru_cache(maxsize=1024)
def _drawn(drawing: str, size: str | int, shade: str, voice: SafeString) -> SafeString:
    return format_html(
        '<span class="pictogram pictogram-{} tint-{}">'
        '<svg viewBox="0 0 120 80" {}><use href="{}#{}"></use></svg></span>',
        size,
        shade,
        voice,
        static("pictograms/sprite.svg"),
        drawing,
    )


@register.filter
def shows(visitor: Visitor, section: str) -> bool:
    """Whether the shop shows that section of My pages, for links to it."""
    return visitor.shows(section)


@register.filter
def uses(visitor: Visitor, add_on: int) -> bool:
    """Whether the shop uses the part of that number, for words and links to it."""
    return visitor.is_on(add_on)


@register.filter
def drawing_name(name: str) -> Text:
    """What a drawing is called: 'Docking station' for dock."""
    return PICTOGRAM_NAMES.get(name, name)


@register.filter
def initials(name: Any) -> str:
    """'NL' for Nora Lindqvist, 'BU' for Barn och utbildning: the first word and the last."""
    words = [word for word in str(name).replace("-", " ").split() if word[:1].isalpha()]
    if len(words) > 1 and words[-1].upper() in COMPANY_FORMS:
        words.pop()
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


@register.filter
def is_under(path: Any, url: Any) -> bool:
    """Whether the page at `path` belongs to the menu entry `url`.

    A short address like /c/ stands for its own page only, or it would be current everywhere.
    """
    here, entry = str(path or ""), str(url or "")
    if not entry:
        return False
    return here == entry or (entry.count("/") > 2 and here.startswith(entry))


@register.filter
def tint_of(value: Any) -> str:
    """The same soft tint for the same name, always."""
    return TINTS[crc32(str(value).encode()) % len(TINTS)]


@register.simple_tag
def pill(kind: str, text: Any, icon_name: str = "") -> SafeString:
    """Icon and word. `kind`: ok wait stop info brand accent quiet outlined."""
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="pill pill-{}">{}{}</span>', kind, drawing, text)


@register.simple_tag
def status_pill(status: Any, label: Any = "") -> SafeString:
    """The status of an order; `label` is its word in the reader's language."""
    kind, icon_name = STATUSES.get(str(getattr(status, "value", status)), ("quiet", "circle"))
    return pill(kind, label or getattr(status, "label", status), icon_name)


@register.simple_tag
def warning_chip(kind: str, text: Any) -> SafeString:
    """Something to look at: under_break_point, over_agreement, possible_duplicate, over_limit."""
    look, icon_name = WARNINGS.get(kind, ("wait", "exclamation-triangle"))
    return pill(look, text, icon_name)


@register.simple_tag
def change_pill(action: Any, label: Any) -> SafeString:
    """What a row of an import does: create, update, refused, unchanged."""
    look, icon_name = CHANGE_ROWS.get(str(getattr(action, "value", action)), ("quiet", "dash-lg"))
    return pill(look, label, icon_name)


@register.filter
def alert_icon(kind: str) -> str:
    """The icon of an alert of this kind."""
    return ALERT_ICONS.get(kind, "info-circle")


MESSAGE_KINDS = {"success": "ok", "error": "stop", "warning": "wait", "info": "info"}


@register.filter
def message_kind(level_tag: str) -> str:
    """Our word for the level of one of Django's messages."""
    return MESSAGE_KINDS.get(level_tag, "info")


@register.filter
def undo_ticket(tags: str) -> str:
    """What a message's tags carry for its Undo button, or "" (core/undo.py)."""
    return ticket_in(tags)


@register.simple_tag
def meter_bar(
    total: Decimal, used: Decimal, reserved: Decimal = Decimal(0), order: Decimal = Decimal(0)
) -> SafeString:
    """The bar alone: bought solid, waiting hatched, this order accent, the rest empty."""
    parts = meter_parts(total, [("used", used), ("reserved", reserved), ("order", order)])
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" width="{}" height="100%"></rect>',
        ((part.kind, part.x, part.width) for part in parts),
    )
    gaps = format_html_join(
        "",
        '<line class="gap" x1="{0}" x2="{0}" y1="0" y2="100%"></line>',
        ((part.end,) for part in parts if part.end != "100.00%"),
    )
    return format_html(
        '<svg class="meter" aria-hidden="true" focusable="false">'
        '<rect class="rest" width="100%" height="100%"></rect>{}{}</svg>',
        bars,
        gaps,
    )


@register.simple_tag
def logo(href: str, name: str = "Attest", logo_url: str = "") -> SafeString:
    """The shop's or a customer's picture, or our own mark with the name beside it."""
    if logo_url:
        return format_html(
            '<a class="logo" href="{}"><img src="{}" alt="{}" height="40"></a>',
            href,
            logo_url,
            name,
        )
    return format_html(
        '<a class="logo" href="{}"><svg class="logo-mark" viewBox="0 0 32 28" aria-hidden="true"'
        ' focusable="false"><path class="logo-line" d="M5 22 L12 13 L18 18 L28 5" fill="none"'
        ' stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"></path>'
        '<circle class="logo-dot" cx="5" cy="22.5" r="4.2"></circle></svg><span>{}</span></a>',
        href,
        name,
    )


@register.inclusion_tag("components/limit_meter.html", takes_context=True)
def limit_meter(
    context: Context,
    amount: Decimal | None,
    used: Decimal = Decimal(0),
    reserved: Decimal = Decimal(0),
    order: Decimal = Decimal(0),
    label: str = "",
) -> dict[str, object]:
    """A purchase limit and what is left of it, all in net amounts of one currency.

    `amount` None means no limit: nothing is drawn. `label` names the period ("November").
    """
    if amount is None:
        return {"amount": None}
    left = amount - used - reserved - order
    return {
        "amount": amount,
        "used": used,
        "reserved": reserved,
        "order": order,
        "left": left,
        "over": -left,
        "label": label,
        "state": limit_state(amount, left),
        "currency": currency_in(context),
    }


@register.inclusion_tag("components/progress_bar.html")
def progress_bar(done: int, total: int) -> dict[str, object]:
    """The bar of long work, by counts."""
    return {"width": attribute(share(Decimal(done), Decimal(total)))}


@register.inclusion_tag("components/amount_ladder.html", takes_context=True)
def amount_ladder(
    context: Context, value: Decimal, bands: Sequence[tuple[Decimal | None, str]]
) -> dict[str, object]:
    """An amount line with break points: `bands` are (up to, who is enough), lowest first.

    The last band's `up to` may be None: no ceiling.
    """
    top, marks, drawn = ladder_of(value, bands)
    return {
        "value": value,
        "value_x": attribute(share(value, top)),
        "marks": marks,
        "bands": drawn,
        "currency": currency_in(context),
    }


@register.inclusion_tag("components/history_bars.html")
def history_bars(counts: Sequence[int]) -> dict[str, object]:
    """Bars of what was bought a month, oldest first; the last is this order's month."""
    bars = history_of(counts)
    return {"bars": bars, "width": max(len(counts) * 9 - 2, 7)}
