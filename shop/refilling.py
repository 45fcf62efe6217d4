"""What is said after an order's lines came into the cart once more."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.actors import ShopRequest
from orders.services.refilling import Refilled
from shop.filled import tell_successors


def tell_left_out(request: ShopRequest, refilled: Refilled) -> None:
    """Names what could not come along, and says how many cost another price than then."""
    if refilled.left_out:
        names = ", ".join(refilled.left_out)
        messages.warning(request, _("No longer available to you: %(names)s.") % {"names": names})
    tell_successors(request, refilled.successors)
    if refilled.packed:
        words = _("Sold in whole packs, so there are more than on the order: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(refilled.packed)})
    if refilled.at_most:
        names = ", ".join(refilled.at_most)
        words = _("As many as fit in an order, and no more: %(names)s.")
        messages.warning(request, words % {"names": names})
    if refilled.other_prices:
        words = ngettext(
            "%(n)s price is another than on the order.",
            "%(n)s prices are others than on the order.",
            refilled.other_prices,
        )
        messages.info(request, words % {"n": refilled.other_prices})
