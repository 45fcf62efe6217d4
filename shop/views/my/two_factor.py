"""One's own two-factor: an authenticator app, passkeys, recovery codes. Closed while acting."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.access.menu import may_open
from core.http import posted
from core.qr import qr_code
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, PasswordRefused
from customers.models import User
from customers.selectors.two_factor import Factor, passkey_of, pending_authenticator
from customers.selectors.two_factor import second_factors_of as factors_of
from customers.services import passkeys as passkey_services
from customers.services import two_factor as services
from customers.two_factor import may_have, why_required
from shop.forms.two_factor import AuthenticatorCodeForm, OwnPasswordForm, PasskeyNameForm
from shop.logging_in import front_page, stay_logged_in

STATE_KEY = "new_passkey"  # the challenge that a browser was asked to make a passkey for


@never_cache
def two_factor(request: ShopRequest) -> HttpResponse:
    """What there is, what can be added, and the rule that asks for it."""
    context = _context(request) | {
        "offered": may_have(user=_person(request), shop=request.shop),
        "required": _rule(request),
        "may_add": may_open(request.actor, "my:passkey-new"),
    }
    return render(request, "my/two_factor/two_factor.html", context)


@never_cache
@sensitive_post_parameters("password", "code")
def authenticator_new(request: ShopRequest) -> HttpResponse:
    """First the secret as a picture and as text, then the code that shows the app has it."""
    pending = pending_authenticator(_person(request), shop=request.shop)
    if request.method == "POST" and "code" not in request.POST:
        return _start(request)
    if pending is None:
        return _password_page(request, "my/two_factor/authenticator_new.html", OwnPasswordForm())
    form = AuthenticatorCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = services.confirm_authenticator(
                actor=request.actor, code=form.cleaned_data["code"]
            )
        except CustomersRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            if done is not None:
                stay_logged_in(request, done.user)
                return _added(request, done.codes)
            form.add_error("code", _("That code does not work. Try the next one that shows."))
    context = {"form": form, "pending": pending, "qr": qr_code(pending.address)}
    return render(request, "my/two_factor/authenticator_new.html", context)


def _start(request: ShopRequest) -> HttpResponse:
    form = OwnPasswordForm(request.POST)
    try:
        services.start_authenticator(
            actor=request.actor, password=request.POST.get("password", "")[:1000]
        )
    except PasswordRefused as refused:
        form.add_error("password", refused.texts[0])
    except CustomersRefused as refused:
        form.add_error(None, str(refused.reason))
    else:
        return redirect("my:authenticator-new")
    return _password_page(request, "my/two_factor/authenticator_new.html", form)


def _added(request: ShopRequest, codes: tuple[str, ...]) -> HttpResponse:
    """The codes go into this answer and nowhere else: nothing keeps them."""
    if not codes:
        messages.success(request, _("The app is in use. Everywhere else you are logged out."))
        return redirect("my:two-factor")
    context = {"codes": codes, "next_url": front_page(request.actor), "just_on": True}
    return render(request, "my/two_factor/recovery_codes.html", context)


@never_cache
@sensitive_post_parameters("password")
def authenticator_remove(request: ShopRequest) -> HttpResponse:
    """Takes the app away, for the password."""
    if factors_of(_person(request)).authenticator is None:
        return redirect("my:two-factor")

    def remove(password: str) -> HttpResponse:
        user = services.remove_authenticator(actor=request.actor, password=password)
        return _removed(request, user)

    return _for_password(request, "my/two_factor/authenticator_remove.html", remove)


@never_cache
@sensitive_post_parameters("password")
def recovery_codes(request: ShopRequest) -> HttpResponse:
    """New codes instead of the old, for the password; shown in this answer only."""

    def make(password: str) -> HttpResponse:
        codes = services.make_recovery_codes(actor=request.actor, password=password)
        context = {"codes": codes, "next_url": reverse("my:two-factor"), "just_on": False}
        return render(request, "my/two_factor/recovery_codes.html", context)

    return _for_password(request, "my/two_factor/recovery_codes.html", make)


@never_cache
def passkey_new(request: ShopRequest) -> HttpResponse:
    """The page from which the browser makes a passkey; it says so when it cannot."""
    context = {
        "form": PasskeyNameForm(),
        "offered": may_have(user=_person(request), shop=request.shop),
    }
    return render(request, "my/two_factor/passkey_new.html", context)


@never_cache
def passkey_options(request: ShopRequest) -> HttpResponse:
    """What the browser is asked to make."""
    try:
        options, request.session[STATE_KEY] = passkey_services.begin_passkey(actor=request.actor)
    except CustomersRefused as refused:
        return JsonResponse({"message": str(refused.reason)}, status=409)
    return JsonResponse({"options": options})


@never_cache
def passkey_save(request: ShopRequest) -> HttpResponse:
    """What the browser made, with a name. The challenge is gone after one try."""
    state = request.session.pop(STATE_KEY, None)
    try:
        sent = json.loads(request.body)
        name, answer = str(sent["name"]), sent["answer"]
    except (ValueError, TypeError, KeyError):
        return JsonResponse({"message": _("The passkey could not be added.")}, status=400)
    if state is None:
        return JsonResponse({"message": _("Start again.")}, status=409)
    try:
        user = passkey_services.add_passkey(
            actor=request.actor, state=state, answer=answer, name=name
        )
    except CustomersRefused as refused:
        return JsonResponse({"message": str(refused.reason)}, status=422)
    stay_logged_in(request, user)
    messages.success(request, _("The passkey is added. Everywhere else you are logged out."))
    return JsonResponse({"next": reverse("my:two-factor")})


@never_cache
def passkey_edit(request: ShopRequest, passkey_id: int) -> HttpResponse:
    """Another name for one of one's passkeys."""
    passkey = _passkey(request, passkey_id)
    form = PasskeyNameForm(posted(request), initial={"name": passkey.name})
    if request.method == "POST" and form.is_valid():
        passkey_services.rename_passkey(
            actor=request.actor, passkey_id=passkey.pk, name=form.cleaned_data["name"]
        )
        messages.success(request, _("Saved."))
        return redirect("my:two-factor")
    context = {"form": form, "passkey": passkey}
    return render(request, "my/two_factor/passkey_edit.html", context)


@never_cache
@sensitive_post_parameters("password")
def passkey_remove(request: ShopRequest, passkey_id: int) -> HttpResponse:
    """Takes one of one's passkeys away, for the password."""
    passkey = _passkey(request, passkey_id)

    def remove(password: str) -> HttpResponse:
        user = services.remove_passkey(
            actor=request.actor, passkey_id=passkey.pk, password=password
        )
        return _removed(request, user)

    template = "my/two_factor/passkey_remove.html"
    return _for_password(request, template, remove, passkey=passkey)


def sessions_end(request: ShopRequest) -> HttpResponse:
    """Logs out everywhere but here."""
    stay_logged_in(request, services.end_other_sessions(actor=request.actor))
    messages.success(request, _("Everywhere else you are logged out."))
    return redirect("my:security")


def session_end(request: ShopRequest, ref: str) -> HttpResponse:
    """Logs out of one other place."""
    if not services.end_session(actor=request.actor, ref=ref):
        raise Http404
    messages.success(request, _("That session is ended."))
    return redirect("my:security")


def _removed(request: ShopRequest, user: User) -> HttpResponse:
    stay_logged_in(request, user)
    messages.success(request, _("It is removed. Everywhere else you are logged out."))
    return redirect("my:two-factor")


def _for_password(
    request: ShopRequest, template: str, do: Callable[[str], HttpResponse], **context: Any
) -> HttpResponse:
    """Asks for the password, then does it; a refusal is said on the page."""
    form = OwnPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return do(form.cleaned_data["password"])
        except PasswordRefused as refused:
            form.add_error("password", refused.texts[0])
        except CustomersRefused as refused:
            form.add_error(None, str(refused.reason))
    return _password_page(request, template, form, **context)


def _password_page(
    request: ShopRequest, template: str, form: OwnPasswordForm, **context: Any
) -> HttpResponse:
    shown = _context(request) | {"form": form, "required": _rule(request)} | context
    return render(request, template, shown)


def _context(request: ShopRequest) -> dict[str, Any]:
    person = _person(request)
    return {"factors": factors_of(person), "person": person}


def _rule(request: ShopRequest) -> Any:
    membership = request.actor.membership
    return why_required(user=_person(request), membership=membership, shop=request.shop)


def _passkey(request: ShopRequest, passkey_id: int) -> Factor:
    found = passkey_of(_person(request), passkey_id)
    if found is None:
        raise Http404
    return found


def _person(request: ShopRequest) -> User:
    """The one logged in; the route lets nobody else in."""
    if request.actor.user is None:
        raise ValueError("Nobody is logged in.")
    return request.actor.user
