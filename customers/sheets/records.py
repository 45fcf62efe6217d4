"""What the lists of documents and of history look like as spreadsheets. Only for people."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text


@lru_cache(maxsize=1)
def document_sheet(_currency: str) -> Sheet:
    """One row = one document, without what is in it."""
    columns = (
        ("number", _("Number")),
        ("title", _("Title")),
        ("file_name", _("File")),
        ("customer", _("Customer")),
        ("group", _("Customer group")),
        ("size", _("Size, bytes")),
        ("shown", _("The customer may see it")),
        ("routine", _("Special order routine")),
        ("uploaded", _("Uploaded")),
        ("uploaded_by", _("Uploaded by")),
    )
    return Sheet(
        name="documents",
        label=_("Documents"),
        columns=tuple(Column(key, label, text) for key, label in columns),
        key=("number",),
    )


@lru_cache(maxsize=1)
def history_sheet(_currency: str) -> Sheet:
    """One row = one fact that changed."""
    columns = (
        ("at", _("When")),
        ("record", _("Record")),
        ("who", _("Who")),
        ("acted_by", _("Really")),
        ("what", _("What")),
        ("old", _("Before")),
        ("new", _("After")),
    )
    return Sheet(
        name="history",
        label=_("History"),
        columns=tuple(Column(key, label, text) for key, label in columns),
        key=("at",),
    )
