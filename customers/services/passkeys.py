"""Passkeys: the two ceremonies, each begun with a challenge that the session keeps for one try."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.utils import rewrite_exceptions

from core.audit import use_case
from core.reasons import Refused
from customers.actors import ANONYMOUS, Actor
from customers.errors import CustomersRefused
from customers.models import User
from customers.passkeys import ShopPasskeys
from customers.services.two_factor import added, own_locked

NAME_LENGTH = 64
AT_MOST = 20  # passkeys of one person
State = Mapping[str, Any]
# A browser may send anything: what is not even shaped like an answer is refused like a wrong one.
_BROKEN = (OTPWebAuthnApiError, ValueError, TypeError, KeyError, AttributeError)


@use_case("passkey.begin")
def begin_passkey(*, actor: Actor) -> tuple[State, State]:
    """What the browser is asked to make, and what to keep for the answer."""
    user = own_locked(actor)
    if WebAuthnCredential.objects.filter(user=user).count() >= AT_MOST:
        raise CustomersRefused(Refused(_("Remove a passkey that you no longer use."), "too_many"))
    options, state = _ceremony().register_begin(user)
    return options, state


@use_case("passkey.add")
def add_passkey(*, actor: Actor, state: State, answer: Any, name: str) -> User:
    """The passkey that the browser made. Raises CustomersRefused when it does not fit `state`."""
    user = own_locked(actor)
    try:
        with rewrite_exceptions(), transaction.atomic():
            passkey = _ceremony().register_complete(user, state, answer)
    except (*_BROKEN, IntegrityError) as error:
        raise CustomersRefused(
            Refused(_("The passkey could not be added. Start again."), "passkey")
        ) from error
    passkey.name = _cleaned(name)
    passkey.save(update_fields=["name"])
    return added(actor=actor, user=user)


@use_case("passkey.rename")
def rename_passkey(*, actor: Actor, passkey_id: int, name: str) -> None:
    user = own_locked(actor)
    WebAuthnCredential.objects.filter(user=user, pk=passkey_id).update(name=_cleaned(name))


@use_case("passkey.ask")
def ask_for_passkey(*, actor: Actor = ANONYMOUS, user: User) -> tuple[State, State]:
    """What the browser is asked to sign at the second step, and what to keep for the answer."""
    options, state = _ceremony().authenticate_begin(user=user, require_user_verification=False)
    return options, state


@use_case("passkey.check")
def check_passkey(*, actor: Actor = ANONYMOUS, user: User, state: State, answer: Any) -> bool:
    """Whether one of `user`'s own passkeys signed the challenge in `state`."""
    # One row of the person is locked, so that a copied passkey's counter cannot pass twice.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    try:
        with rewrite_exceptions(), transaction.atomic():
            passkey = _ceremony().authenticate_complete(user=user, state=state, data=answer)
    except _BROKEN:
        return False
    return bool(passkey.confirmed and passkey.user_id == user.pk)


def _ceremony() -> ShopPasskeys:
    return ShopPasskeys(HttpRequest())  # it reads nothing of the request


def _cleaned(name: str) -> str:
    return " ".join(name.replace("\x00", "").split())[:NAME_LENGTH] or "Passkey"
