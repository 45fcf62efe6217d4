"""Passwords: changed, reset, set for the time being. None is ever mailed, shown or written down."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from core.turns import take_turns
from customers.actors import ANONYMOUS, Actor
from customers.errors import CustomersRefused, LinkRefused, PasswordRefused, require
from customers.links import ACTIVATION, REPLACEMENT, RESET, LinkKind, ReadLink
from customers.looks import letter_look
from customers.models import AccountEventKind, ResetRequest, User
from customers.policies import may_send_reset_link, may_set_password
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services import account_log
from customers.services.private_customers import let_in

LINKS_AN_HOUR = 5  # to one address
REQUESTS_AN_HOUR = 20  # from one IP address, which a whole office may share
REQUESTS_KEPT = timedelta(days=1)
_TURN = 4_287_009


@use_case("password.change")
def change_password(*, actor: Actor, current: str, new: str) -> User:
    """One's own, for the current one. Every other session of the person ends."""
    if actor.user is None or actor.is_acting:
        raise CustomersRefused(
            Refused(_("Nobody changes a password while logged in as somebody else."), "acting")
        )
    user = _lock(actor.user)
    if not user.check_password(current):
        raise PasswordRefused([_("That is not your current password.")], is_current=True)
    _set(user, new)
    account_log.write(actor=actor, user=user, kind=AccountEventKind.PASSWORD_CHANGED)
    _tell(user, "accounts/password_changed")
    return user


@use_case("password.reset")
def choose_password(
    *,
    actor: Actor = ANONYMOUS,
    kind: LinkKind,
    new: str,
    token: str = "",
    link: ReadLink | None = None,
) -> User:
    """By a mailed link (or what a session kept of it), or after a temporary password.

    The link is then used; sessions end. Raises LinkRefused, PasswordRefused.
    """
    link = link or kind.read(token)
    user = _lock(account_of_read(kind=kind, link=link))
    if link is None or not kind.fits(link, user):  # used by somebody between the two reads
        raise LinkRefused
    if kind == REPLACEMENT and user.check_password(new):
        raise PasswordRefused([_("Choose another password than the temporary one.")])
    _set(user, new)
    if kind != REPLACEMENT:  # the mailbox has answered
        let_in(user)
    event = AccountEventKind.RESET_DONE
    if kind == ACTIVATION:
        event = AccountEventKind.ACTIVATED
    account_log.write(actor=Actor(user=user), user=user, kind=event)
    if kind != ACTIVATION:
        _tell(user, "accounts/password_changed")
    return user


def account_of_link(*, kind: LinkKind, token: str) -> User:
    """Whose link this is, if it still works; else LinkRefused. One query."""
    return account_of_read(kind=kind, link=kind.read(token))


def account_of_read(*, kind: LinkKind, link: ReadLink | None) -> User:
    """The same for a link that was read before, in this visit."""
    if link is None or not link.is_alive:
        raise LinkRefused
    user: User | None = User.objects.active().filter(pk=link.user_id).first()
    if user is None or not kind.fits(link, user):
        raise LinkRefused
    return user


@use_case("password.ask_reset")
def ask_reset_link(*, actor: Actor = ANONYMOUS, address: str, ip_address: str | None) -> int | None:
    """Somebody asked for a link to `address`: the same work whether we know it or not (K-36).

    Returns the request to be answered in the background, or None when it is silently too many.
    """
    wanted = address.strip().lower()[:254]
    take_turns(_TURN, about=wanted)  # known or not, so many at once are no more in the hour
    since = timezone.now() - timedelta(hours=1)
    lately = ResetRequest.objects.filter(asked_at__gt=since)
    too_many = lately.filter(address=wanted).count() >= LINKS_AN_HOUR or (
        ip_address is not None and lately.filter(ip_address=ip_address).count() >= REQUESTS_AN_HOUR
    )
    if too_many:
        return None
    return ResetRequest.objects.create(address=wanted, ip_address=ip_address).pk


@use_case("password.answer_reset")
def answer_reset_request(*, actor: Actor = ANONYMOUS, request_id: int) -> None:
    """Mails the link if the address is an active user's; says nothing otherwise."""
    request = ResetRequest.objects.filter(pk=request_id).first()
    user = person_with_email(request.address) if request else None
    if request is None or user is None or not user.is_active:
        return
    mail_reset_link(user, event_key=f"reset:{request.pk}")
    account_log.write(actor=Actor(user=user), user=user, kind=AccountEventKind.RESET_ASKED)


@use_case("password.send_reset")
def send_reset_link(*, actor: Actor, user: User, verified_how: str) -> None:
    """Staff send the link, once they know who asks: `verified_how` says how (K-34, K-35)."""
    require(may_send_reset_link(actor, user))
    require_verified(verified_how)
    if not user.is_active:
        raise CustomersRefused(Refused(_("This person is inactive."), "inactive"))
    mail_reset_link(user, event_key=f"reset-by-staff:{uuid4().hex}")
    account_log.write(actor=actor, user=user, kind=AccountEventKind.RESET_ASKED, note=verified_how)


@use_case("password.set_temporary")
def set_temporary_password(
    *, actor: Actor, user: User, new: str, verified_how: str, reason: str
) -> User:
    """A password that opens only the page where the person replaces it (C6).

    Sessions end, the person is told by mail (never what it is), and the log keeps who and why.
    """
    locked = _lock(user)
    require(may_set_password(actor, locked))
    require_verified(verified_how)
    if not reason.strip():
        raise CustomersRefused(Refused(_("Write why a link by mail does not do."), "no_reason"))
    if not locked.is_active:  # as it is now: whoever was erased meanwhile gets no password again
        raise CustomersRefused(Refused(_("This person is inactive."), "inactive"))
    _set(locked, new, is_temporary=True)
    account_log.write(
        actor=actor,
        user=locked,
        kind=AccountEventKind.TEMPORARY_PASSWORD,
        note=verified_how,
        reason=reason,
    )
    _tell(locked, "accounts/temporary_password")
    return locked


def replacement_link(user: User) -> ReadLink | None:
    """What log-in with a temporary password leads to, instead of a session."""
    return REPLACEMENT.read(REPLACEMENT.token_for(user))


@use_case("password.forget_requests")
def forget_old_requests(*, actor: Actor = ANONYMOUS) -> int:
    """Who asked for a link is not kept longer than it is counted for."""
    old = ResetRequest.objects.filter(asked_at__lt=timezone.now() - REQUESTS_KEPT)
    return old.delete()[0]


def check_password_rules(password: str, user: User) -> None:
    """Raises PasswordRefused with every rule that `password` breaks (C3)."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordRefused(error.messages) from error


def _set(user: User, new: str, *, is_temporary: bool = False) -> None:
    check_password_rules(new, user)
    user.set_password(new)
    user.must_change_password = is_temporary
    user.session_epoch += 1
    if user.activated_at is None and not is_temporary:
        user.activated_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "session_epoch", "activated_at"])


def _lock(user: User) -> User:
    locked: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return locked


def require_verified(verified_how: str) -> None:
    """Whoever changes the way in for somebody writes how they know who asks (K-35)."""
    if not verified_how.strip():
        raise CustomersRefused(
            Refused(_("Write how you know that the person owns the account."), "not_verified")
        )


def mail_reset_link(user: User, *, event_key: str) -> None:
    """Writes the mail and nothing else: whoever calls has checked who may get it, and logs it."""
    shop = shop_settings()
    enqueue(
        event_key=event_key,
        template="accounts/reset",
        context={"link": reset_link(user), "shop": shop, "look": letter_look(user, shop)},
        language=shop.language,
        to=user,
        is_secret=True,
    )


def reset_link(user: User) -> str:
    """The whole address; it works once, for one hour (K-37)."""
    return absolute_url(reverse("account:reset-link", args=[RESET.token_for(user)]))


def _tell(user: User, template: str) -> None:
    shop = shop_settings()
    enqueue(
        event_key=f"{template}:{uuid4().hex}",
        template=template,
        context={
            "shop": shop,
            "look": letter_look(user, shop),
            "changed_at": timezone.localtime(),
            "login": absolute_url(reverse("account:login")),
        },
        language=shop.language,
        to=user,
    )
