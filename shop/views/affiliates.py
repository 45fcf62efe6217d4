"""An affiliate's link, and whether it may be remembered (K-16)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from core.http import safe_next
from customers.actors import ShopRequest
from marketing.commission import REMEMBERED_DAYS
from marketing.selectors.affiliates import recommending
from shop.recommended import answer, come_by, forget


@never_cache
def affiliate_arrive(request: ShopRequest, code: str) -> HttpResponse:
    """On to the page that the link is for. One that has ended, or never was, leads there too."""
    affiliate = recommending(code)
    if affiliate is not None:
        come_by(request, affiliate)
    return redirect(_target(request))


def _target(request: ShopRequest) -> str:
    """A path of this site, else the start page."""
    to = request.GET.get("to", "")
    hosts = {request.get_host()}
    if to.startswith("/") and url_has_allowed_host_and_scheme(
        to, allowed_hosts=hosts, require_https=request.is_secure()
    ):
        return to
    return reverse("shop:home")


@never_cache
def affiliate_remember(request: ShopRequest) -> HttpResponse:
    """The bar's yes or no, and taking a yes back."""
    response = redirect(safe_next(request, reverse("shop:home")))
    said = request.POST.get("answer", "")
    if said == "forget":
        forget(request, response)
        messages.success(request, _("It is forgotten who recommended us to you."))
        return response
    answer(request, response, is_yes=said == "yes")
    if said == "yes":
        days = REMEMBERED_DAYS
        words = ngettext("Remembered for %(n)s day.", "Remembered for %(n)s days.", days)
        messages.success(request, words % {"n": days})
    return response
