"""Another log-in address: asked for, confirmed from both, stopped, or set by staff (C12).

The person is locked first, then the change: two who answer at once answer one after the other.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from customers.actors import ANONYMOUS, Actor
from customers.errors import (
    CustomersRefused,
    EmailTaken,
    LinkRefused,
    PasswordRefused,
    require,
)
from customers.links import EMAIL_NEW, EMAIL_OLD, NOT_ME, ChangeLink
from customers.models import AccountEventKind, EmailChange, EmailChangeState, User
from customers.policies import may_ask_for_email, may_change_email
from customers.selectors.email_change import pending_change
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services import account_log
from customers.services.passwords import mail_reset_link, require_verified
from customers.services.users import save_email, valid_email

ASKED_A_DAY = 5  # the mails go to an address that may be a stranger's


class Answer(StrEnum):
    """What a yes from one address led to."""

    WAITS = "waits"  # for the other address
    DONE = "done"
    TAKEN = "taken"  # somebody else logs in with the new address by now


@dataclass(frozen=True, slots=True)
class Answered:
    change: EmailChange
    answer: Answer


@use_case("email.ask")
def ask_for_email(*, actor: Actor, password: str, email: str) -> EmailChange:
    """One's own wish, with the current password. Both addresses get a mail, nothing changes yet.

    Raises PasswordRefused, EmailTaken, CustomersRefused.
    """
    require(may_ask_for_email(actor, shop_settings()))
    assert actor.user is not None  # noqa: S101 - the policy has refused nobody
    user = _lock(actor.user.pk)
    if not user.check_password(password):
        raise PasswordRefused([gettext("That is not your current password.")], is_current=True)
    since = timezone.now() - timedelta(days=1)
    if EmailChange.objects.filter(user=user, asked_at__gt=since).count() >= ASKED_A_DAY:
        raise CustomersRefused(
            Refused(_("You have asked many times today. Try again tomorrow."), "too_many")
        )
    return _ask(actor, user, email)


@use_case("email.ask_for_person")
def ask_for_person(*, actor: Actor, user: User, email: str, verified_how: str) -> EmailChange:
    """Staff ask for somebody: the addresses still confirm it themselves (K-41, K-42)."""
    locked = _lock(user.pk)
    require(may_change_email(actor, locked))
    require_verified(verified_how)
    return _ask(actor, locked, email, verified_how=verified_how)


@use_case("user.change_email")
def change_at_once(*, actor: Actor, user: User, email: str, reason: str, verified_how: str) -> User:
    """Staff override: for whoever no longer reads the old address. Both addresses are told.

    Links already mailed die. The log keeps why, and how staff knew who asked.
    """
    locked = _lock(user.pk)
    require(may_change_email(actor, locked))
    require_verified(verified_how)
    if not reason.strip():
        raise CustomersRefused(
            Refused(_("Write why the old address cannot confirm it."), "no_reason")
        )
    old, new = locked.email, _new_address(locked, email)
    _end_pending(locked, EmailChangeState.REPLACED)
    locked.email = new
    save_email(locked)
    account_log.write(
        actor=actor,
        user=locked,
        kind=AccountEventKind.EMAIL_CHANGED,
        note=verified_how,
        reason=reason,
    )
    _tell_both(locked, old=old, new=new, is_by_shop=True)
    return locked


def change_of_link(*, link: ChangeLink, token: str) -> EmailChange:
    """The change that a mailed link answers, if it still waits; else LinkRefused. One query."""
    change_id = link.read(token)
    change = None if change_id is None else open_change(change_id)
    if change is None:
        raise LinkRefused
    return change


def open_change(change_id: int) -> EmailChange | None:
    """The change with its person, while an answer to it still counts. One query."""
    change = EmailChange.objects.filter(pk=change_id).select_related("user").first()
    return change if change is not None and _counts(change, change.user) else None


@use_case("email.confirm")
def confirm(*, actor: Actor = ANONYMOUS, change_id: int, side: ChangeLink) -> Answered:
    """A yes from one address. The second yes changes the log-in, and both addresses are told.

    Whoever opens a link reads the mailbox it went to; who is logged in does not matter. Raises
    LinkRefused when the change has ended meanwhile.
    """
    change, user = _lock_open(change_id)
    now = timezone.now()
    if side == EMAIL_OLD:
        change.old_confirmed_at = change.old_confirmed_at or now
    elif side == EMAIL_NEW:
        change.new_confirmed_at = change.new_confirmed_at or now
    else:
        raise LinkRefused
    if change.old_confirmed_at is None or change.new_confirmed_at is None:
        change.save(update_fields=["old_confirmed_at", "new_confirmed_at"])
        return Answered(change=change, answer=Answer.WAITS)
    user.email = change.new_email
    try:
        save_email(user)
    except EmailTaken:
        _end(change, EmailChangeState.REPLACED)
        return Answered(change=change, answer=Answer.TAKEN)
    _end(change, EmailChangeState.DONE)
    account_log.write(actor=Actor(user=user), user=user, kind=AccountEventKind.EMAIL_CHANGED)
    _tell_both(user, old=change.old_email, new=change.new_email, is_by_shop=False)
    return Answered(change=change, answer=Answer.DONE)


@use_case("email.stop")
def stop(*, actor: Actor = ANONYMOUS, change_id: int) -> User:
    """'This was not me', from the old address: the change ends, and every session of the person.

    Whoever asked may know the password, so a link to choose another goes to the address.
    """
    change, user = _lock_open(change_id)
    _end(change, EmailChangeState.STOPPED)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    account_log.write(actor=Actor(user=user), user=user, kind=AccountEventKind.EMAIL_STOPPED)
    mail_reset_link(user, event_key=f"reset-after-stop:{change.pk}")
    return user


@use_case("email.withdraw")
def withdraw(*, actor: Actor, user: User) -> bool:
    """The person, or staff who could have asked, takes it back. False when nothing waited."""
    locked = _lock(user.pk)
    if actor.user_id == user.pk:
        require(may_ask_for_email(actor, shop_settings()))
    else:
        require(may_change_email(actor, locked))
    if not _end_pending(locked, EmailChangeState.WITHDRAWN):
        return False
    account_log.write(actor=actor, user=locked, kind=AccountEventKind.EMAIL_WITHDRAWN)
    return True


def _ask(actor: Actor, user: User, email: str, *, verified_how: str = "") -> EmailChange:
    if not user.is_active:
        raise CustomersRefused(Refused(_("This person is inactive."), "inactive"))
    new = _new_address(user, email)
    _end_pending(user, EmailChangeState.REPLACED)
    change = EmailChange.objects.create(
        user=user,
        old_email=user.email,
        new_email=new,
        epoch=user.session_epoch,
        asked_by_id=actor.user_id,
    )
    account_log.write(actor=actor, user=user, kind=AccountEventKind.EMAIL_ASKED, note=verified_how)
    _mail_both(change, user)
    return change


def _new_address(user: User, email: str) -> str:
    """A good address that is another than now and nobody else's. Raises EmailTaken."""
    new = valid_email(email)
    if new == user.email:
        raise CustomersRefused(Refused(_("That is the address already."), "email_same"))
    other = person_with_email(new)
    if other is not None and other.pk != user.pk:
        raise EmailTaken
    return new


def _mail_both(change: EmailChange, user: User) -> None:
    shop = shop_settings()
    is_by_shop = change.asked_by_id != user.pk
    shared = {"shop": shop, "person": user, "change": change, "is_by_shop": is_by_shop}
    enqueue(
        event_key=f"email-change:{change.pk}:old",
        template="accounts/email_confirm_old",
        context=shared | {"link": _address(EMAIL_OLD, change), "stop": _address(NOT_ME, change)},
        language=shop.language,
        to=user,
        is_secret=True,
    )
    enqueue(
        event_key=f"email-change:{change.pk}:new",
        template="accounts/email_confirm_new",
        context=shared | {"link": _address(EMAIL_NEW, change)},
        language=user.language or shop.language,
        to_address=change.new_email,
        is_secret=True,
    )


def _address(link: ChangeLink, change: EmailChange) -> str:
    """The whole address of a link; good for three days while the change waits."""
    path = reverse("account:email-link", args=[link.purpose, link.token_for(change)])
    return absolute_url(path)


def _tell_both(user: User, *, old: str, new: str, is_by_shop: bool) -> None:
    shop = shop_settings()
    event = f"email-changed:{uuid4().hex}"
    for address in {old.lower(): old, new.lower(): new}.values():
        enqueue(
            event_key=event,
            template="accounts/email_changed",
            context={
                "old": old,
                "new": new,
                "shop": shop,
                "person": user,
                "is_by_shop": is_by_shop,
            },
            language=user.language or shop.language,
            to_address=address,
        )


def _lock(user_id: int) -> User:
    locked: User = User.objects.select_for_update(no_key=True).get(pk=user_id)
    return locked


def _lock_open(change_id: int) -> tuple[EmailChange, User]:
    """The person, then the change, both as they are now; LinkRefused when it waits no more."""
    owner = EmailChange.objects.filter(pk=change_id).values_list("user_id", flat=True).first()
    if owner is None:
        raise LinkRefused
    user = _lock(owner)
    change = EmailChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if not _counts(change, user):
        raise LinkRefused
    return change, user


def _counts(change: EmailChange, user: User) -> bool:
    same = change.epoch == user.session_epoch and change.old_email == user.email
    return change.is_open and same and user.is_active


def _end_pending(user: User, state: EmailChangeState) -> bool:
    change = pending_change(user)
    if change is not None:
        _end(change, state)
    return change is not None


def _end(change: EmailChange, state: EmailChangeState) -> None:
    change.state = state
    change.ended_at = timezone.now()
    change.save(update_fields=["state", "ended_at", "old_confirmed_at", "new_confirmed_at"])
