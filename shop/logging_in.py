"""From the right password to a session that is somebody's, with the second step between.

Until the second step is taken the session is nobody's: it only remembers whose password was given.
"""

import time
from dataclasses import dataclass

from django.contrib import auth, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.browsers import browser_in_words
from core.client_address import client_address
from core.reasons import say
from customers.access import Perm
from customers.actors import Actor, ShopRequest
from customers.middleware import SECOND_FACTOR_KEY
from customers.models import User
from customers.selectors.sessions import BROWSER_KEY, SINCE_KEY
from customers.selectors.two_factor import person_at_second_step
from customers.services import visits
from customers.services.log_in_ceiling import got_in
from orders.services.carts import join_anonymous_cart
from shop.kept import save_what_was_kept
from shop.onward import address_after
from shop.sessions import CART_TOKEN, cart_token

BACKEND = "customers.backends.EmailBackend"
WAITING_KEY = "second_step"
WAITS_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who gave the right password in this browser, and where they were going."""

    person: User
    next_url: str


def password_was_right(request: ShopRequest, user: User, *, next_url: str = "") -> HttpResponse:
    """Logs in, or asks for the second step first. `next_url` is safe already."""
    if not user.has_second_factor:
        return _log_in(request, user, next_url)
    if not request.actor.is_anonymous:
        auth.logout(request)  # whoever was here before does not wait with the next person
    # A session that somebody planted in this browser does not come along.
    request.session.cycle_key()
    request.session[WAITING_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": int(time.time()) + WAITS_SECONDS,
        "next": next_url,
    }
    return redirect("account:second-step")


def waiting(request: ShopRequest) -> Waiting | None:
    """Who may take the second step here; None when it took too long or the account changed."""
    kept = request.session.get(WAITING_KEY)
    if kept is None or not request.actor.is_anonymous:
        return None
    person = person_at_second_step(kept["user"], kept["hash"])
    if person is None or kept["until"] < time.time():
        del request.session[WAITING_KEY]
        return None
    return Waiting(person=person, next_url=kept["next"])


def second_step_taken(request: ShopRequest, came: Waiting) -> HttpResponseRedirect:
    request.session.pop(WAITING_KEY, None)
    return _log_in(request, came.person, came.next_url, second_step=True)


def stay_logged_in(request: ShopRequest, user: User) -> None:
    """This session goes on after a change that ended every session of the person."""
    auth.update_session_auth_hash(request, user)
    if user.has_second_factor:
        request.session[SECOND_FACTOR_KEY] = user.pk


def front_page(actor: Actor) -> str:
    """Staff who buy nowhere start in the back office, everybody else in the shop."""
    if actor.has(Perm.STAFF_HOME) and actor.membership is None:
        return "/staff/"
    return reverse("shop:home")


def landing(request: ShopRequest, actor: Actor) -> str:
    """Where somebody without an aim of their own comes after log-in: buyers where staff chose."""
    front = front_page(actor)
    is_buyer = front == reverse("shop:home")
    return (address_after(request.shop, "log-in") if is_buyer else "") or front


def _log_in(
    request: ShopRequest, user: User, next_url: str, *, second_step: bool = False
) -> HttpResponseRedirect:
    """The session becomes the person's; a cart filled before comes along, re-checked."""
    token = cart_token(request)
    auth.login(request, user, backend=BACKEND)
    got_in(email=user.email, ip_address=client_address(request))
    request.session[SINCE_KEY] = timezone.now().isoformat()
    request.session[BROWSER_KEY] = browser_in_words(request.META.get("HTTP_USER_AGENT", ""))
    if second_step:
        request.session[SECOND_FACTOR_KEY] = user.pk
    actor = visits.refresh_actor(request)
    if token:
        request.session.pop(CART_TOKEN, None)
        lost = join_anonymous_cart(actor=actor, session_token=token)
        if lost:
            text = say(_("Not sold to you, so not in the cart: %(goods)s."), goods=", ".join(lost))
            messages.warning(request, str(text))
    saved_at = save_what_was_kept(request, actor)
    return HttpResponseRedirect(next_url or saved_at or landing(request, actor))
