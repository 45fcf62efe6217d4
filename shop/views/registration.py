"""An account of one's own making. What the pages answer tells nobody which addresses have one.

A mailed link is looked at by mail programs too, so opening it makes nothing: it leads to a page
with a button, whose address holds no link.
"""

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from core.client_address import client_address
from core.http import posted, safe_next
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, LinkRefused, PasswordRefused
from customers.models import ConsentKind, PendingRegistration, User
from customers.password_rules import password_rules
from customers.refusals import add_refusal
from customers.services import registration
from customers.services.registration import Wished
from customers.tasks import answer_registration
from orders.kept_wishes import kept_wish
from shop.forms.registration import ConfirmForm, RegistrationForm
from shop.kept import keep, kept_now, save_what_was_kept
from shop.logging_in import front_page, password_was_right
from shop.onward import address_after

NEXT_KEY = "registration_next"  # where somebody was who asks, to be led back in this browser
PENDING_KEY = "registration"  # which registration's mailbox has answered in this visit


def register(request: ShopRequest) -> HttpResponse:
    """Ask for an account. Whoever asks, for whatever address, is answered the same."""
    if not request.actor.is_anonymous:
        return redirect(safe_next(request, front_page(request.actor)))
    form = RegistrationForm(posted(request), shop=request.shop)
    kept = kept_now(request)
    if request.method == "POST" and form.is_valid():
        wished = Wished(
            email=form.cleaned_data["email"],
            person=form.person,
            consents=form.kinds,
            wish=kept.as_json() if kept is not None else {},
        )
        try:
            registration_id = registration.ask_to_register(
                actor=request.actor,
                wished=wished,
                ip_address=client_address(request),
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            request.session[NEXT_KEY] = safe_next(request, "")
            if registration_id is not None:
                answer_registration.defer(registration_id=registration_id)
            return redirect("account:register-sent")
    status = 422 if form.is_bound else 200
    context = {"form": form, "kept": kept}
    return render(request, "account/register.html", context, status=status)


def register_sent(request: ShopRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return render(request, "account/register_sent.html")


def registration_link(request: ShopRequest, token: str) -> HttpResponse:
    """Remembers whose mailbox has answered and goes to an address without the link."""
    try:
        row = registration.registration_of_link(token)
    except LinkRefused as refused:
        return _ended(request, refused)
    wish = kept_wish(row.wish)
    if wish is not None:  # the mail may be read in another browser than the shop was
        keep(request, wish)
    if registration.account_to_be(row) is None:
        return _has_account(request, row)
    request.session[PENDING_KEY] = row.pk
    return redirect("account:register-confirm")


@sensitive_post_parameters("new", "again")
def register_confirm(request: ShopRequest) -> HttpResponse:
    """Choose the first password: with it the account is made, and one is logged in."""
    try:
        row = registration.open_registration(_kept_id(request))
    except LinkRefused as refused:
        return _ended(request, refused)
    person = registration.account_to_be(row)
    if person is None:
        return redirect("account:login")
    form = ConfirmForm(posted(request), shop=request.shop, kinds=_ticked(row))
    if request.method == "POST" and form.is_valid():
        try:
            user = registration.confirm_registration(
                actor=request.actor,
                registration_id=row.pk,
                password=form.cleaned_data["new"],
                kinds=form.kinds,
            )
        except PasswordRefused as refused:
            for text in refused.texts:
                form.add_error("new", text)
        except CustomersRefused as refused:
            return _ended(request, refused)
        else:
            return _made(request, user)
    context = {"form": form, "person": person, "rules": password_rules(person)}
    status = 422 if form.is_bound else 200
    return render(request, "account/register_confirm.html", context, status=status)


def _has_account(request: ShopRequest, row: PendingRegistration) -> HttpResponse:
    """Log in then; who is logged in as that very person has what they wanted saved."""
    user = request.actor.user
    if user is None or request.actor.is_acting or user.email.lower() != row.email.lower():
        return redirect("account:login")
    return redirect(save_what_was_kept(request, request.actor) or front_page(request.actor))


def _made(request: ShopRequest, user: User) -> HttpResponse:
    request.session.pop(PENDING_KEY, None)
    forget_failures(username=user.email.lower())
    onward = request.session.pop(NEXT_KEY, "") or address_after(request.shop, "sign-up")
    messages.success(request, _("Your account is made, and you are logged in."))
    # What was wished for is shown where it lies.
    return password_was_right(request, user, next_url="" if kept_now(request) else onward)


def _kept_id(request: ShopRequest) -> int | None:
    kept = request.session.get(PENDING_KEY)
    return kept if isinstance(kept, int) else None


def _ticked(row: PendingRegistration) -> frozenset[ConsentKind]:
    return frozenset(ConsentKind(kind) for kind in row.consents)


def _ended(request: ShopRequest, refused: CustomersRefused) -> HttpResponse:
    request.session.pop(PENDING_KEY, None)
    context = {"reason": refused.reason}
    return render(request, "account/register_ended.html", context, status=410)
