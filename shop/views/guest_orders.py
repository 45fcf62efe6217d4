"""After a guest's order: the page that thanks, and the mailed link that puts it in an account."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from customers.actors import ShopRequest
from customers.errors import LinkRefused
from customers.links import ACTIVATION
from customers.models import Membership
from orders.guest_links import GuestLink, read
from orders.selectors.orders import order_of_session
from orders.services.guest_orders import own_guest_orders, seat_of_read, waiting_orders
from shop.sessions import GUEST_LINK, guest_orders_of
from shop.views.account import keep_link


@never_cache
def guest_placed(request: ShopRequest, number: int) -> HttpResponse:
    """Thanks, in the browser that ordered and nowhere else; the same for every address."""
    if number not in guest_orders_of(request):
        raise Http404
    return render(request, "shop/ordering/guest_placed.html", {"order": order_of_session(number)})


def guest_order_link(request: ShopRequest, token: str) -> HttpResponse:
    """Remembers whose orders the link is about and goes to an address without it."""
    link = read(token)
    try:
        seat_of_read(link)
    except LinkRefused as refused:
        return _ended(request, refused)
    if link is not None:
        request.session[GUEST_LINK] = [link.seat_id, link.fingerprint]
    return redirect("shop:guest-order")


@never_cache
def guest_order(request: ShopRequest) -> HttpResponse:
    """Which orders they are, with one button: mail programs open links too."""
    try:
        link = _kept(request)
        seat = seat_of_read(link)
        if request.method == "POST" and link is not None:
            return _owned(request, seat, link)
    except LinkRefused as refused:
        request.session.pop(GUEST_LINK, None)
        return _ended(request, refused)
    context = {
        "person": seat.user,
        "orders": waiting_orders(seat),
        "has_password": seat.user.has_usable_password(),
    }
    return render(request, "shop/ordering/guest_order.html", context)


def _owned(request: ShopRequest, seat: Membership, link: GuestLink) -> HttpResponse:
    """Who has no password chooses one, which answers for the mailbox by itself."""
    request.session.pop(GUEST_LINK, None)
    if not seat.user.has_usable_password():
        keep_link(request, ACTIVATION, ACTIVATION.read(ACTIVATION.token_for(seat.user)))
        return redirect("account:choose-password")
    own = own_guest_orders(link=link)
    messages.success(request, _("The orders are in your account."))
    there = reverse("my:open-as", args=[own.pk]) + "?next=" + reverse("my:order-list")
    return redirect(there)


def _kept(request: ShopRequest) -> GuestLink | None:
    match request.session.get(GUEST_LINK):
        case [int(seat_id), str(fingerprint)]:
            return GuestLink(seat_id, fingerprint)
    return None


def _ended(request: ShopRequest, refused: LinkRefused) -> HttpResponse:
    context = {"reason": refused.reason}
    return render(request, "account/link_refused.html", context, status=410)
