"""A company applies for a pricing tier: the form, the link that confirms it, and the way on.

What is answered tells nobody whether the address or the company is known. A mailed link is looked
at by mail programs too, so opening it changes nothing: it leads to a page with buttons.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from core.client_address import client_address
from core.http import posted
from core.uploads.errors import FileRefused
from customers.actors import ShopRequest
from customers.errors import LinkRefused
from customers.link_targets import is_elsewhere, usable
from customers.org_numbers import org_number_warning
from marketing.application_states import ApplicationState
from marketing.errors import MarketingRefused
from marketing.selectors.applications import application_kept
from marketing.selectors.wholesale import in_own_words, offer_now
from marketing.services.applications import application_of_link, apply, confirm, withdraw
from shop.forms.wholesale import WholesaleForm
from shop.onward import ONWARD, after_sign_up

APPLICATION_KEY = "wholesale_application"  # which one's mailbox has answered in this visit


def wholesale(request: ShopRequest) -> HttpResponse:
    """The form; sent, it is answered alike for every company and address."""
    offer = offer_now(request.shop)
    form = WholesaleForm(
        posted(request),
        request.FILES or None,
        offer=offer,
        shop=request.shop,
        person=request.actor.user,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                apply(
                    actor=request.actor,
                    details=form.details,
                    written=form.written,
                    files=form.chosen_files,
                    language=get_language() or request.shop.language,
                    ip_address=client_address(request),
                )
            except FileRefused as refused:
                form.add_error("documents", str(refused.reason))
            except MarketingRefused as refused:
                field = refused.refusal.code
                form.add_error(field if field in form.fields else None, str(refused.refusal.reason))
            else:
                return after_sign_up(request, reverse("account:wholesale-sent"))
    context = {
        "form": form,
        "intro": in_own_words(offer.programme, "intro"),
        "next_steps": in_own_words(offer.programme, "next_steps"),
    }
    return render(request, "account/wholesale.html", context, status=status)


def wholesale_sent(request: ShopRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return render(request, "account/wholesale_sent.html")


def wholesale_link(request: ShopRequest, token: str) -> HttpResponse:
    """Remembers whose mailbox has answered and goes to an address without the link."""
    try:
        request.session[APPLICATION_KEY] = application_of_link(token)
    except LinkRefused as refused:
        return _ended(request, str(refused.reason))
    return redirect("account:wholesale-answer")


def wholesale_answer(request: ShopRequest) -> HttpResponse:
    """What was sent in, and how it stands; confirmed or taken back by a button."""
    application_id = request.session.get(APPLICATION_KEY)
    application = application_kept(application_id) if isinstance(application_id, int) else None
    if application is None:
        return _ended(request, str(LinkRefused().reason))
    status = 200
    refusal = ""
    if request.method == "POST":
        do = withdraw if "withdraw" in request.POST else confirm
        try:
            do(application_id=application.pk)
        except MarketingRefused as refused:
            refusal, status = str(refused.refusal.reason), 409
        else:
            return redirect("account:wholesale-answer")
    context = {
        "application": application,
        "is_pending": application.state == ApplicationState.PENDING,
        "may_withdraw": application.state in (ApplicationState.PENDING, ApplicationState.CONFIRMED),
        "refusal": refusal,
        "warning": org_number_warning(str(application.country), application.org_number),
    }
    return render(request, "account/wholesale_answer.html", context, status=status)


def onward(request: ShopRequest, kind: str) -> HttpResponse:
    """Out of the shop to a host that staff have allowed, once the reader has seen where."""
    target = usable(request.shop.link_targets, ONWARD.get(kind, ""))
    if not target:
        raise Http404
    if not is_elsewhere(target):
        return redirect(target)
    host = target.removeprefix("https://").partition("/")[0]
    return render(request, "account/onward.html", {"target": target, "host": host})


def _ended(request: ShopRequest, reason: str) -> HttpResponse:
    request.session.pop(APPLICATION_KEY, None)
    return render(request, "account/wholesale_ended.html", {"reason": reason}, status=410)
