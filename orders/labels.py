"""Shelf labels: name, numbers, unit and a QR code that opens the page to order more."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from catalogue.models import Variant
from core.pdf import write_pdf
from core.qr import QrCode

MOST_LABELS = 120  # five sheets of 24


@dataclass(frozen=True, slots=True)
class Label:
    """What one label shows. `quantity` is what a press of its page puts in the cart."""

    variant: Variant
    name: str
    own_number: str
    quantity: int
    qr: QrCode


def labels_pdf(labels: list[Label], *, is_single: bool) -> bytes:
    """24 on an A4, or one on a page of its own size, in the active language. Raises NoPdf."""
    context = {"labels": labels, "is_single": is_single, "language": get_language()}
    return write_pdf(
        html=render_to_string("papers/labels.html", context),
        css=render_to_string("papers/labels.css", context),
    )
