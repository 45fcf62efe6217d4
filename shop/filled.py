"""What is said after a list or a saved cart was put in the cart."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Variant
from orders.services.filling_carts import Filled


def tell_successors(request: HttpRequest, successors: Sequence[Variant]) -> None:
    """Offers what took the place of goods that are no longer sold, a link to each."""
    if not successors:
        return
    links = format_html_join(
        ", ",
        '<a href="{}?{}">{}</a>',
        (
            (
                reverse("shop:product", args=[variant.product.slug]),
                urlencode({"v": variant.sku}),
                variant.product.name,
            )
            for variant in successors
        ),
    )
    messages.info(request, format_html(_("Took the place of what is no longer sold: {}."), links))


def tell(request: HttpRequest, filled: Filled) -> None:
    """How much came along, how much could not, and what stopped at the most an order holds."""
    words = ngettext(
        "%(n)s line is in the cart, at today's price.",
        "%(n)s lines are in the cart, at today's prices.",
        filled.added,
    )
    messages.success(request, words % {"n": filled.added})
    if filled.left_out:
        words = ngettext(
            "%(n)s item could not come along: it is no longer available to you.",
            "%(n)s items could not come along: they are no longer available to you.",
            filled.left_out,
        )
        messages.warning(request, words % {"n": filled.left_out})
    tell_successors(request, filled.successors)
    if filled.packed:
        words = _("Sold in whole packs, so there are more than you asked for: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(filled.packed)})
    if filled.at_most:
        words = _("As many as an order holds are in the cart, not more: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(filled.at_most)})
