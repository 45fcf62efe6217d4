"""Second factors: set up, used, taken away; each tells the person by mail and in the account log.

A code or passkey that is refused is an answer and no exception, so that what was counted against
it stays counted.
"""

import hashlib
import re
import secrets
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from customers.actors import ANONYMOUS, Actor
from customers.errors import CustomersRefused, PasswordRefused, require
from customers.looks import letter_look
from customers.models import AccountEventKind, RecoveryCode, User
from customers.policies import may_reset_second_factor, may_set_up_second_factor
from customers.selectors.sessions import session_named
from customers.selectors.shop import shop_settings
from customers.selectors.two_factor import second_factors_of, started_authenticator
from customers.services import account_log
from customers.two_factor import why_required

CODES = 10
_AUTHENTICATOR_CODE = re.compile(r"[0-9]{6}")
_RECOVERY_CODE = re.compile(r"[A-Z2-7]{16}")


@dataclass(frozen=True, slots=True)
class Added:
    """`user` as it now is; `codes` are shown once, and none when the person has some already."""

    user: User
    codes: tuple[str, ...]


@use_case("two-factor.start")
def start_authenticator(*, actor: Actor, password: str = "") -> None:
    """A new secret for an app, worth nothing until a code confirms it.

    Whoever has a second factor gives the password too: an open screen must not move it.
    """
    user = _own(actor)
    if user.has_second_factor:
        _check_password(user, password)
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name="app", confirmed=False)


@use_case("two-factor.confirm")
def confirm_authenticator(*, actor: Actor, code: str) -> Added | None:
    """The app shows the right code, so it counts from now on, instead of an earlier app.

    None when the code is wrong. Every other session of the person ends.
    """
    user = _own(actor)
    device = started_authenticator(user)
    typed = _plain(code)
    if device is None or not _AUTHENTICATOR_CODE.fullmatch(typed):
        return None
    if not device.verify_token(typed):
        return None
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = () if second_factors_of(user).codes_left else _new_codes(user)
    return Added(user=added(actor=actor, user=user), codes=codes)


@use_case("two-factor.remove-authenticator")
def remove_authenticator(*, actor: Actor, password: str) -> User:
    """Takes the app away. Refused for the last factor where a rule asks for one."""
    user = _own(actor)
    _check_password(user, password)
    _keep_what_is_required(actor, user)
    TOTPDevice.objects.filter(user=user).delete()
    return removed(actor=actor, user=user)


@use_case("two-factor.remove-passkey")
def remove_passkey(*, actor: Actor, passkey_id: int, password: str) -> User:
    """Takes one of one's own passkeys away; the same conditions."""
    user = _own(actor)
    _check_password(user, password)
    _keep_what_is_required(actor, user)
    WebAuthnCredential.objects.filter(user=user, pk=passkey_id).delete()
    return removed(actor=actor, user=user)


@use_case("two-factor.new-codes")
def make_recovery_codes(*, actor: Actor, password: str) -> tuple[str, ...]:
    """New codes instead of all earlier ones; the only time that anybody sees them."""
    user = _own(actor)
    _check_password(user, password)
    if not user.has_second_factor:
        raise CustomersRefused(Refused(_("Set up two-factor first."), "no_factor"))
    account_log.write(actor=actor, user=user, kind=AccountEventKind.RECOVERY_CODES_MADE)
    _tell(user, "codes")
    return _new_codes(user)


@use_case("two-factor.check")
def check_code(*, actor: Actor = ANONYMOUS, user: User, code: str) -> bool:
    """Whether `code` is the app's present one or an unused recovery code. It never works again.

    The app's row is locked meanwhile, a recovery code is taken by one statement; so of two who
    bring the same code at once one gets in.
    """
    typed = _plain(code)
    if _AUTHENTICATOR_CODE.fullmatch(typed):
        rows = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True)
        device = rows.order_by("-id").first()
        return bool(device is not None and device.verify_token(typed))
    if not _RECOVERY_CODE.fullmatch(typed):
        return False
    unused = RecoveryCode.objects.filter(
        user=user, code_hash=_hash(user, typed), used_at__isnull=True
    )
    if not unused.update(used_at=timezone.now()):
        return False
    account_log.write(actor=Actor(user=user), user=user, kind=AccountEventKind.RECOVERY_CODE_USED)
    _tell(user, "used", codes_left=second_factors_of(user).codes_left)
    return True


@use_case("two-factor.reset")
def reset_second_factor(*, actor: Actor, user: User, reason: str) -> User:
    """Staff take everything away for one who has lost it; the reason is kept, the person told."""
    require(may_reset_second_factor(actor, user))
    if not reason.strip():
        raise CustomersRefused(
            Refused(_("Write why, and how you know that the person owns the account."), "reason")
        )
    locked = _lock(user)
    if not locked.has_second_factor:
        raise CustomersRefused(Refused(_("This person has no second factor."), "no_factor"))
    TOTPDevice.objects.filter(user=locked).delete()
    WebAuthnCredential.objects.filter(user=locked).delete()
    _settle(locked)
    account_log.write(
        actor=actor, user=locked, kind=AccountEventKind.SECOND_FACTOR_RESET, note=reason
    )
    _tell(locked, "reset")
    return locked


@use_case("session.end-others")
def end_other_sessions(*, actor: Actor) -> User:
    """Every session of the person ends; the caller renews the one that asked."""
    if actor.user is None or actor.is_acting:
        raise CustomersRefused(
            Refused(_("Nobody does this while logged in as somebody else."), "acting")
        )
    user = _lock(actor.user)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    account_log.write(actor=actor, user=user, kind=AccountEventKind.SESSIONS_ENDED)
    return user


@use_case("session.end")
def end_session(*, actor: Actor, ref: str) -> bool:
    """Ends one of one's own sessions; False when there is none with that reference."""
    if actor.user is None or actor.is_acting:
        raise CustomersRefused(
            Refused(_("Nobody does this while logged in as somebody else."), "acting")
        )
    session = session_named(actor.user, ref)
    if session is None:
        return False
    session.delete()
    return True


def added(*, actor: Actor, user: User) -> User:
    """After a factor was added to the locked `user`: counted, logged, told.

    Every other session ends; those from before the first factor never took a second step.
    """
    _settle(user)
    account_log.write(actor=actor, user=user, kind=AccountEventKind.SECOND_FACTOR_ADDED)
    _tell(user, "added")
    return user


def removed(*, actor: Actor, user: User) -> User:
    _settle(user)
    account_log.write(actor=actor, user=user, kind=AccountEventKind.SECOND_FACTOR_REMOVED)
    _tell(user, "removed")
    return user


def own_locked(actor: Actor) -> User:
    """The person at the keys, locked, if they may set up a second factor of their own."""
    return _own(actor)


def _own(actor: Actor) -> User:
    require(may_set_up_second_factor(actor, shop_settings()))
    if actor.user is None:
        raise ValueError("Nobody is logged in.")
    return _lock(actor.user)


def _lock(user: User) -> User:
    locked: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return locked


def _check_password(user: User, password: str) -> None:
    if not user.check_password(password):
        raise PasswordRefused([gettext("That is not your current password.")], is_current=True)


def _keep_what_is_required(actor: Actor, user: User) -> None:
    rule = why_required(user=user, membership=actor.membership, shop=shop_settings())
    if rule is not None and second_factors_of(user).is_single:
        raise CustomersRefused(Refused(rule, "required"))


def _settle(user: User) -> None:
    """Writes on the person whether there is any factor, and ends every session.

    Without a factor recovery codes are of no use.
    """
    user.has_second_factor = second_factors_of(user).is_on
    if not user.has_second_factor:
        RecoveryCode.objects.filter(user=user).delete()
    user.session_epoch += 1
    user.save(update_fields=["has_second_factor", "session_epoch"])


def _new_codes(user: User) -> tuple[str, ...]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [b32encode(secrets.token_bytes(10)).decode() for _each in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes
    )
    return tuple("-".join(code[at : at + 4] for at in range(0, 16, 4)).lower() for code in codes)


def _plain(code: str) -> str:
    """As it was made: spaces, hyphens and letter case are how people write it down."""
    return re.sub(r"[\s\-]", "", code[:100]).upper()


def _hash(user: User, code: str) -> str:
    return hashlib.sha256(f"attest-recovery:{user.pk}:{code}".encode()).hexdigest()


def _tell(user: User, change: str, **values: Any) -> None:
    shop = shop_settings()
    context: Mapping[str, Any] = {
        "shop": shop,
        "look": letter_look(user, shop),
        "change": change,
        "changed_at": timezone.localtime(),
        "security": absolute_url(reverse("my:two-factor")),
        **values,
    }
    enqueue(
        event_key=f"two-factor:{change}:{uuid4().hex}",
        template="accounts/two_factor",
        context=context,
        language=shop.language,
        to=user,
    )
