"""What a stranger wanted to save: kept in the visit until they have logged in, for an hour."""

import time

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.actors import Actor
from customers.my_sections import Section
from orders.errors import ListRefused
from orders.kept_wishes import KeptWish, kept_wish
from orders.models import WishList
from orders.services.kept_wishes import SavedWish, save_wish

_KEY = "kept_wish"
_KEPT_SECONDS = 3600


def keep(request: HttpRequest, wish: KeptWish) -> None:
    """In the place of what was kept before."""
    request.session[_KEY] = [int(time.time()) + _KEPT_SECONDS, wish.as_json()]


def kept_now(request: HttpRequest) -> KeptWish | None:
    match request.session.get(_KEY):
        case [int(until), dict(said)] if until > time.time():
            return kept_wish(said)
    return None


def save_what_was_kept(request: HttpRequest, actor: Actor) -> str:
    """Saves it for whoever has just logged in and tells them; where it lies, "" for nowhere."""
    wish = kept_now(request)
    request.session.pop(_KEY, None)
    if wish is None or not actor.shows(Section.LISTS):
        return ""
    try:
        saved = save_wish(actor=actor, wish=wish)
    except ListRefused as refused:
        messages.warning(request, str(refused.reason))
        return ""
    _tell(request, saved)
    if isinstance(saved.kept, WishList):
        return reverse("my:wish-list-detail", args=[saved.kept.pk])
    return reverse("my:saved-cart-detail", args=[saved.kept.pk])


def _tell(request: HttpRequest, saved: SavedWish) -> None:
    name = saved.kept.name
    if isinstance(saved.kept, WishList):
        words = _("Saved on the list %(name)s.") % {"name": name}
    else:
        words = _("The cart is saved as %(name)s, under Lists.") % {"name": name}
    messages.success(request, words)
    if saved.left_out:
        left = ngettext(
            "%(count)s item is not sold to you and was left out.",
            "%(count)s items are not sold to you and were left out.",
            saved.left_out,
        ) % {"count": saved.left_out}
        messages.warning(request, left)
