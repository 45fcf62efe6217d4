"""What is said after a list or a saved cart was put in the cart."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.services.filling_carts import Filled


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
    if filled.at_most:
        words = _("As many as an order holds are in the cart, not more: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(filled.at_most)})
