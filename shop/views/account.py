"""Logging in and out, lost passwords, activation."""

from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from core.access.menu import way_in
from core.client_address import client_address
from core.http import safe_next
from customers.actors import ShopRequest
from customers.errors import LinkRefused, PasswordRefused
from customers.links import ACTIVATION, REPLACEMENT, RESET, LinkKind, ReadLink
from customers.models import Theme, User
from customers.password_rules import password_rules
from customers.services import passwords, users, visits
from customers.services.log_in_ceiling import is_closed_for
from customers.tasks import answer_reset_request
from shop.forms.account import AskResetForm, ChoosePasswordForm, LogInForm
from shop.logging_in import front_page, password_was_right

LINK_KEY = "password_link"  # the kind of a link that was opened in this visit, and what it says
LANGUAGE_KEPT_SECONDS = 365 * 24 * 3600
KINDS = {kind.purpose: kind for kind in (RESET, ACTIVATION, REPLACEMENT)}


@sensitive_post_parameters("password")
def login(request: ShopRequest) -> HttpResponse:
    """Log in. One answer for an unknown address, a wrong password and an inactive person."""
    if request.method == "GET" and not request.actor.is_anonymous:
        return redirect(safe_next(request, front_page(request.actor)))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and is_closed_for(client_address(request)):
        return render(request, "429.html", {"is_network": True}, status=429)
    if request.method == "POST" and form.is_valid():
        user = auth.authenticate(request, **form.cleaned_data)
        if isinstance(user, User) and user.must_change_password:
            keep_link(request, REPLACEMENT, passwords.replacement_link(user))
            return redirect("account:choose-password")
        if isinstance(user, User):
            return password_was_right(request, user, next_url=safe_next(request, ""))
        form.add_error(None, _("The e-mail address or the password is wrong."))
    context = {
        "form": form,
        "next_url": safe_next(request, ""),
        "register_url": "" if request.actor.site else way_in(request.actor, "account:register"),
    }
    return render(request, "account/login.html", context)


def logout(request: ShopRequest) -> HttpResponse:
    """Log out, also of somebody else's shoes."""
    if request.actor.is_acting:
        visits.end_acting(request, actor=request.actor)
    auth.logout(request)
    return redirect("shop:home")


def password_reset(request: ShopRequest) -> HttpResponse:
    """Ask for a link. The answer is the same for every address, known or not (K-36)."""
    form = AskResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request_id = passwords.ask_reset_link(
            actor=request.actor,
            address=form.cleaned_data["email"],
            ip_address=client_address(request),
        )
        if request_id is not None:
            answer_reset_request.defer(request_id=request_id)
        return redirect("account:password-reset-sent")
    return render(request, "account/password_reset.html", {"form": form})


def password_reset_sent(request: ShopRequest) -> HttpResponse:
    return render(request, "account/password_reset_sent.html")


def reset_link(request: ShopRequest, token: str) -> HttpResponse:
    return _open_link(request, RESET, token)


def activation_link(request: ShopRequest, token: str) -> HttpResponse:
    return _open_link(request, ACTIVATION, token)


def _open_link(request: ShopRequest, kind: LinkKind, token: str) -> HttpResponse:
    """Keeps the link in the session and goes to an address without it, safe to be looked at."""
    try:
        passwords.account_of_link(kind=kind, token=token)
    except LinkRefused as refused:
        return _refuse_link(request, refused)
    keep_link(request, kind, kind.read(token))
    return redirect("account:choose-password")


def keep_link(request: ShopRequest, kind: LinkKind, link: ReadLink | None) -> None:
    """What the link says, never the link: a session lies in the database (ReadLink)."""
    if link is not None:
        request.session[LINK_KEY] = [kind.purpose, link.user_id, link.fingerprint, link.until]


def _kept(request: ShopRequest) -> tuple[LinkKind, ReadLink | None]:
    match request.session.get(LINK_KEY):
        case [str(purpose), int(user_id), str(fingerprint), int(until)] if purpose in KINDS:
            return KINDS[purpose], ReadLink(user_id, fingerprint, until)
    return RESET, None


@sensitive_post_parameters("new", "again")
def choose_password(request: ShopRequest) -> HttpResponse:
    """Choose a password by the link that was opened. It works once."""
    kind, link = _kept(request)
    try:
        person = passwords.account_of_read(kind=kind, link=link)
        form = ChoosePasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = passwords.choose_password(kind=kind, link=link, new=form.cleaned_data["new"])
            return _password_chosen(request, kind, user)
    except LinkRefused as refused:
        request.session.pop(LINK_KEY, None)
        return _refuse_link(request, refused)
    except PasswordRefused as refused:
        for text in refused.texts:
            form.add_error("new", text)
    context = {
        "form": form,
        "person": person,
        "rules": password_rules(person),
        "purpose": kind.purpose,
    }
    return render(request, "account/choose_password.html", context)


def _password_chosen(request: ShopRequest, kind: LinkKind, user: User) -> HttpResponse:
    """The first password opens the shop; a new one is tried at the log-in page."""
    request.session.pop(LINK_KEY, None)
    forget_failures(username=user.email.lower())
    if kind == RESET:
        messages.success(request, _("Your password is changed. Log in with it."))
        return redirect("account:login")
    return password_was_right(request, user)


def _refuse_link(request: ShopRequest, refused: LinkRefused) -> HttpResponse:
    return render(request, "account/link_refused.html", {"reason": refused.reason}, status=410)


def language(request: ShopRequest) -> HttpResponse:
    """Chooses the language: for the person logged in everywhere, for a stranger in this browser."""
    response = redirect(safe_next(request, reverse("shop:home")))
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return response
    user = request.actor.user
    if user is None:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=LANGUAGE_KEPT_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        users.set_appearance(
            actor=request.actor, user=user, language=chosen, theme=Theme(user.theme)
        )
    return response
