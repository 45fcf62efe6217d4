"""An account of one's own making: wished for by a stranger, made once the mailbox has answered.

Nobody learns here which addresses have accounts: asking does the same for all of them, and only
the mail, which its owner alone reads, says more (K-02..K-06).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from core.turns import take_turns
from customers import registration_links
from customers.actors import ANONYMOUS, Actor
from customers.add_ons import AddOn
from customers.errors import CustomersRefused, EmailTaken, LinkRefused
from customers.field_rules import USERS
from customers.links import ACTIVATION
from customers.models import ConsentKind, ConsentSource, Origin, PendingRegistration, User
from customers.models.registration import LIVES
from customers.selectors.field_rules import rules_of
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services.consents import choose_consents
from customers.services.field_rules import require_rules
from customers.services.passwords import choose_password
from customers.services.users import Person, Personal, new_account, valid_email

MAILS_AN_HOUR = 3  # to one address, which may be a stranger's
REQUESTS_AN_HOUR = 20  # from one IP address, which a whole office may share
_TURN = 4_287_005
HAS_ACCOUNT = Refused(
    _("There is an account with your address already. Log in, or choose a new password."),
    "has_account",
)


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody wrote who wants an account; `consents` wait for the mailbox's own yes.

    `wish` is what is to be saved in it, as JSON.
    """

    email: str
    person: Person
    consents: frozenset[ConsentKind] = frozenset()
    wish: Mapping[str, Any] = field(default_factory=dict)


@use_case("registration.ask")
def ask_to_register(*, actor: Actor, wished: Wished, ip_address: str | None) -> int | None:
    """Notes it, and looks nobody up: the same work for an address that has an account.

    Returns what `answer_registration` is to be handed in the background; None when it is silently
    too many. Raises CustomersRefused for what is no address, FieldsRefused by the field rules.
    """
    address = valid_email(wished.email)
    values = wished.person.columns()
    require_rules(rules_of(shop_settings()), USERS, {"email": address, **values})
    _hold(address)
    since = timezone.now() - timedelta(hours=1)
    too_many = _of(address).filter(asked_at__gt=since).count() >= MAILS_AN_HOUR or (
        ip_address is not None
        and PendingRegistration.objects.filter(ip_address=ip_address, asked_at__gt=since).count()
        >= REQUESTS_AN_HOUR
    )
    if too_many:
        return None
    del values["staff_note"]
    row = PendingRegistration.objects.create(
        email=address,
        consents=sorted(wished.consents),
        wish=dict(wished.wish),
        ip_address=ip_address,
        **values,
    )
    return row.pk


@use_case("registration.answer")
def answer_registration(*, actor: Actor = ANONYMOUS, registration_id: int) -> None:
    """Mails the address: a link to choose a password, or that there is an account already."""
    shop = shop_settings()
    row = PendingRegistration.objects.filter(pk=registration_id).first()
    if row is None or not row.is_open or not shop.is_on(AddOn.REGISTRATION):
        return
    person = person_with_email(row.email)
    event = f"registration:{row.pk}:{row.asked_at.timestamp()}"
    if person is None or _may_begin(person):
        enqueue(
            event_key=event,
            template="accounts/registration",
            context={"shop": shop, "link": registration_links.link_for(row.pk)},
            language=row.language or shop.language,
            to_address=row.email,
            is_secret=True,
        )
        return
    link = absolute_url(reverse("account:login"))
    if row.wish and person.is_active:
        link = registration_links.link_for(row.pk)
    _forget_person(row)
    enqueue(
        event_key=event,
        template="accounts/registered",
        context={
            "shop": shop,
            "link": link if person.is_active else "",
            "reset": absolute_url(reverse("account:password-reset")),
            "is_closed": not person.is_active,
        },
        language=shop.language,
        to=person,
        is_secret=bool(row.wish),
    )


def registration_of_link(token: str) -> PendingRegistration:
    """Whose mailbox answers; raises LinkRefused for a link that is too old or not ours."""
    return open_registration(registration_links.read(token))


def open_registration(registration_id: int | None) -> PendingRegistration:
    """The same for a link that was read before, in this visit. One query."""
    row = PendingRegistration.objects.filter(pk=registration_id or 0).first()
    if row is None or not row.is_open:
        raise LinkRefused
    return row


def account_to_be(row: PendingRegistration) -> User | None:
    """Who chooses a first password by it, saved before or not yet; None where that was done.

    One query.
    """
    person = person_with_email(row.email)
    if person is None:
        return User(email=row.email, first_name=row.first_name, last_name=row.last_name)
    return person if _may_begin(person) else None


@use_case("registration.confirm")
def confirm_registration(
    *,
    actor: Actor = ANONYMOUS,
    registration_id: int,
    password: str,
    kinds: frozenset[ConsentKind],
) -> User:
    """The mailbox has answered: the account is made, with its first password, and said yes in.

    An account of the address that never had a password gets it instead: its owner asks. Of many
    at once one is made. Raises LinkRefused, PasswordRefused, CustomersRefused ("has_account").
    """
    row = open_registration(registration_id)
    _hold(row.email)
    row = open_registration(registration_id)  # as it is after the wait
    person = person_with_email(row.email)
    if person is not None and not _may_begin(person):
        raise CustomersRefused(HAS_ACCOUNT)
    if person is None:
        try:
            person = new_account(email=row.email, person=_person(row), origin=Origin.SIGN_UP)
        except EmailTaken as taken:
            raise CustomersRefused(HAS_ACCOUNT) from taken
    person = choose_password(
        kind=ACTIVATION, link=ACTIVATION.read(ACTIVATION.token_for(person)), new=password
    )
    choose_consents(
        actor=Actor(user=person), user=person, kinds=kinds, source=ConsentSource.MAILED_LINK
    )
    _of(row.email).delete()
    return person


@use_case("registration.forget")
def forget_old_registrations(*, actor: Actor = ANONYMOUS) -> int:
    """What no mailbox answered is not kept."""
    return PendingRegistration.objects.filter(asked_at__lt=timezone.now() - LIVES).delete()[0]


def _of(address: str) -> QuerySet[PendingRegistration]:
    """In any letter case, as the index has it."""
    rows = PendingRegistration.objects.alias(lowered=Lower("email"))
    return rows.filter(lowered=Lower(Value(address)))


def _may_begin(person: User) -> bool:
    """Nobody has ever chosen its password, so its mailbox may."""
    return person.is_active and not person.has_usable_password()


def _person(row: PendingRegistration) -> Person:
    return Person(
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        language=row.language,
        personal=Personal(title=row.title, birthday=row.birthday),
    )


def _forget_person(row: PendingRegistration) -> None:
    """What a stranger wrote of somebody who is known is nothing to keep."""
    row.first_name = row.last_name = row.phone = row.title = ""
    row.birthday = None
    row.consents = []
    row.save()


def _hold(address: str) -> None:
    """Whoever writes of the same address waits, so that counting and making are one at a time."""
    take_turns(_TURN, about=address)
