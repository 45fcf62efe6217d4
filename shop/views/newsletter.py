"""What one is mailed: asked for with an address, confirmed from the mailbox, taken back at once.

A link is looked at by mail programs too, so opening it changes nothing: it leads to a page with a
button, whose address holds no link.
"""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from core.client_address import client_address
from core.http import posted
from customers.actors import ShopRequest
from customers.add_ons import AddOn
from customers.errors import CustomersRefused, LinkRefused
from customers.models import ConsentKind, ConsentSource
from customers.newsletter_links import Wish
from customers.refusals import add_refusal
from customers.selectors.consents import kinds_given
from customers.selectors.users import person_with_email
from customers.services.consents import choose_consents
from customers.services.newsletter import ask_for_link, whom_to_stop, wish_of_link
from marketing.services.withdrawals import choose_by_link, stop_by_link
from shop.forms.newsletter import MailChoicesForm, NewsletterForm

WISH_KEY = "mail_choices"  # whose mailbox has answered in this visit, and when it was asked


def newsletter(request: ShopRequest) -> HttpResponse:
    """Ask for the link; who is logged in also sees, and takes back, what stands."""
    person = request.actor.user
    form = NewsletterForm(posted(request)) if person is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        email = (
            person.email if form is None and person else form.cleaned_data["email"] if form else ""
        )
        try:
            ask_for_link(
                actor=request.actor,
                email=email,
                ip_address=client_address(request),
            )
        except CustomersRefused as refused:
            if form is not None:
                add_refusal(form, refused)
        else:
            return redirect("shop:newsletter-sent")
    given = kinds_given(person) if person is not None else frozenset()
    context = {"form": form, "given": [kind for kind in ConsentKind if kind in given]}
    return render(request, "shop/newsletter/newsletter.html", context)


def newsletter_sent(request: ShopRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return render(request, "shop/newsletter/newsletter_sent.html")


def newsletter_leave(request: ShopRequest, kind: str) -> HttpResponse:
    """Takes one's own yes back at once; no mail is needed for a no."""
    person = request.actor.user
    if person is None or kind not in ConsentKind.values:
        raise Http404
    rest = kinds_given(person) - {ConsentKind(kind)}
    choose_consents(actor=request.actor, user=person, kinds=rest, source=ConsentSource.OWN_PAGES)
    messages.success(request, _("You get no more: %(what)s.") % {"what": ConsentKind(kind).label})
    is_on = request.actor.is_on(AddOn.CAMPAIGNS)
    return redirect("shop:newsletter" if is_on else "shop:home")


def newsletter_link(request: ShopRequest, token: str) -> HttpResponse:
    """Remembers whose mailbox has answered and goes to an address without the link."""
    try:
        wish = wish_of_link(token)
    except LinkRefused as refused:
        return _ended(request, refused)
    request.session[WISH_KEY] = [wish.email, wish.asked_at.isoformat()]
    return redirect("shop:newsletter-choices")


@csrf_exempt  # a mail program presses the button without having seen the page (RFC 8058)
def newsletter_stop(request: ShopRequest, token: str) -> HttpResponse:
    """Stops mail of one kind: opening it changes nothing, pressing does, however often."""
    try:
        kind, _person = whom_to_stop(token)
        if request.method == "POST":
            stop_by_link(token=token)
    except LinkRefused as refused:
        return _ended(request, refused)
    context = {"kind": kind, "is_stopped": request.method == "POST"}
    return render(request, "shop/newsletter/newsletter_stop.html", context)


def newsletter_choices(request: ShopRequest) -> HttpResponse:
    """What the address is mailed from now on, with one button."""
    email, asked_at = request.session.get(WISH_KEY) or ("", "")
    if not email:
        return _ended(request, LinkRefused())
    wish = Wish(email=email, asked_at=datetime.fromisoformat(asked_at))
    person = person_with_email(wish.email)
    given = kinds_given(person) if person is not None else frozenset()
    form = MailChoicesForm(posted(request), is_new=person is None, given=given)
    if request.method == "POST" and form.is_valid():
        try:
            choose_by_link(
                wish=wish,
                kinds=form.kinds,
                first_name=form.cleaned_data.get("first_name", ""),
                last_name=form.cleaned_data.get("last_name", ""),
            )
        except LinkRefused as refused:
            return _ended(request, refused)
        except CustomersRefused as refused:
            add_refusal(form, refused, {"name_needed": "first_name"})
        else:
            request.session.pop(WISH_KEY, None)
            context = {
                "kinds": [kind for kind in ConsentKind if kind in form.kinds],
                "email": email,
            }
            return render(request, "shop/newsletter/newsletter_done.html", context)
    context = {"form": form, "email": wish.email, "is_new": person is None}
    return render(request, "shop/newsletter/newsletter_choices.html", context)


def _ended(request: ShopRequest, refused: LinkRefused) -> HttpResponse:
    request.session.pop(WISH_KEY, None)
    return render(
        request, "shop/newsletter/newsletter_ended.html", {"reason": refused.reason}, status=410
    )
