"""The second step of logging in: a code from an app, a recovery code, or a passkey.

Every door here opens only to a browser in which the right password was given a moment ago. All
refusals are one sentence; failures count together with wrong passwords.
"""

import json

from django.contrib import auth
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.http import posted
from customers.actors import ShopRequest
from customers.models import User
from customers.selectors.two_factor import passkeys_of
from customers.services import passkeys
from shop.forms.two_factor import SecondStepForm
from shop.logging_in import Waiting, front_page, second_step_taken, waiting

STATE_KEY = "second_step_passkey"  # the challenge that a passkey was asked to sign; for one try


@never_cache
@sensitive_post_parameters("code")
def second_step(request: ShopRequest) -> HttpResponse:
    """One field for both kinds of code, and a button for passkeys."""
    came = waiting(request)
    if came is None:
        if request.actor.is_anonymous:
            return redirect("account:login")
        return redirect(front_page(request.actor))
    form = SecondStepForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if _is_let_in(request, came, token=form.cleaned_data["code"]):
            return second_step_taken(request, came)
        form.add_error("code", _refusal())
    context = {"form": form, "has_passkeys": bool(passkeys_of(came.person))}
    return render(request, "account/second_step.html", context)


@never_cache
def second_step_options(request: ShopRequest) -> HttpResponse:
    """What the browser is asked to sign."""
    came = waiting(request)
    if came is None:
        return JsonResponse({"message": _("Log in again.")}, status=409)
    options, request.session[STATE_KEY] = passkeys.ask_for_passkey(user=came.person)
    return JsonResponse({"options": options})


@never_cache
def second_step_passkey(request: ShopRequest) -> HttpResponse:
    """What the browser signed. The challenge is gone after one try, right or wrong."""
    came = waiting(request)
    state = request.session.pop(STATE_KEY, None)
    if came is None or state is None:
        return JsonResponse({"message": _("Log in again.")}, status=409)
    try:
        answer = json.loads(request.body)
    except ValueError:
        answer = None
    if not _is_let_in(request, came, signature=(state, answer)):
        return JsonResponse({"message": _refusal()}, status=422)
    return JsonResponse({"next": second_step_taken(request, came).url})


def _is_let_in(request: ShopRequest, came: Waiting, **proof: object) -> bool:
    person = came.person
    user = auth.authenticate(request, username=person.email, second_step_of=person, **proof)
    return isinstance(user, User) and user.pk == person.pk


def _refusal() -> str:
    return _("That does not work, or was used already. Try the next code.")
