"""People: created, invited, changed, made inactive."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, EmailTaken, require
from customers.field_rules import USERS
from customers.models import (
    AccountEventKind,
    Customer,
    Membership,
    Origin,
    StaffRole,
    Theme,
    User,
)
from customers.policies import (
    may_add_person,
    may_administer,
    may_change_person,
    may_set_active,
    may_set_staff_role,
)
from customers.selectors.actors import as_of_now
from customers.selectors.chains import depends_on
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services import account_log
from customers.services.activation import send_activation
from customers.services.chains import lock_organisation
from customers.services.field_rules import require_filled
from customers.services.leaving import (
    hand_over,
    is_last_administrator,
    keep_an_administrator,
)
from customers.services.memberships import Roles, add_membership


@dataclass(frozen=True, slots=True)
class Personal:
    """What is asked only where the settings say so, and why (C20)."""

    title: str = ""
    birthday: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What a card says of a person. The address is the log-in and has services of its own.

    `personal` None leaves title and birthday as they are.
    """

    first_name: str
    last_name: str
    phone: str = ""
    language: str = ""  # blank = the shop's
    staff_note: str = ""
    personal: Personal | None = None

    def columns(self) -> dict[str, Any]:
        """The fields of the person's row. One query where anything personal is said."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        del values["personal"]
        return values | _in_use(self.personal)


def _in_use(personal: Personal | None) -> dict[str, Any]:
    """Nothing that the settings do not ask for is written down."""
    if personal is None:
        return {}
    shop = shop_settings()
    found: dict[str, Any] = {"title": personal.title} if shop.title_in_use else {}
    return found | ({"birthday": personal.birthday} if shop.birthday_in_use else {})


@use_case("user.create")
def create_user(*, actor: Actor, email: str, person: Person, staff_role: str = "") -> User:
    """A person without password or membership; nothing is mailed. Raises EmailTaken."""
    require(may_add_person(actor, staff_role=staff_role))
    return new_account(email=email, person=person, origin=Origin.STAFF, staff_role=staff_role)


@use_case("user.invite")
def invite_user(
    *,
    actor: Actor,
    email: str,
    person: Person,
    customer: Customer,
    roles: Roles | None = None,
    next_approver: Membership | None = None,
    break_point: Decimal | None = None,
) -> Membership:
    """A new person at a customer, who gets a mail with an activation link (A-27).

    Raises EmailTaken, ChainRefused, NotPermitted; then nothing is made and nothing is sent.
    """
    require(may_administer(actor, customer))
    user = new_account(email=email, person=person, origin=added_by(actor), customer=customer)
    membership = add_membership(
        actor=actor,
        user=user,
        customer=customer,
        roles=roles,
        next_approver=next_approver,
        break_point=break_point,
    )
    send_activation(actor=actor, user=user)
    return membership


@use_case("user.update")
def update_user(*, actor: Actor, user: User, person: Person) -> User:
    """Name, phone, language; the note only when staff write it."""
    locked = _lock(user)
    require(may_change_person(as_of_now(actor), locked))
    values = person.columns()
    require_filled(USERS, values, customer=None if actor.is_staff else actor.customer)
    if not actor.is_staff:
        del values["staff_note"]
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    return locked


@use_case("user.set_appearance")
def set_appearance(*, actor: Actor, user: User, language: str, theme: Theme) -> User:
    """One's own language (blank = the shop's) and theme."""
    require(may_change_person(actor, user))
    require_filled(USERS, {"language": language}, customer=actor.customer)
    locked = _lock(user)
    locked.language = language
    locked.theme = theme
    locked.save(update_fields=["language", "theme"])
    return locked


@use_case("user.set_personal")
def set_personal(*, actor: Actor, user: User, personal: Personal) -> User:
    """One's own title and birthday, as far as the shop asks for them."""
    require(may_change_person(actor, user))
    locked = _lock(user)
    values = _in_use(personal)
    require_filled(USERS, values, customer=actor.customer)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    return locked


@use_case("user.set_staff_role")
def set_staff_role(*, actor: Actor, user: User, staff_role: StaffRole) -> User:
    """What the person may do at the reseller; the shop keeps one administrator. Sessions end."""
    require(may_set_staff_role(actor, user))
    others = _other_administrators(user)
    locked = _lock(user)
    if locked.staff_role != staff_role:
        require(is_last_administrator(locked, others))
        locked.staff_role = staff_role
        locked.session_epoch += 1
        locked.save(update_fields=["staff_role", "session_epoch"])
    return locked


@use_case("user.set_active")
def set_active(
    *,
    actor: Actor,
    user: User,
    is_active: bool,
    reassign_to: Membership | None = None,
    force: bool = False,
) -> User:
    """An inactive person is out at once, in every session, and stays out of old ones.

    One who is next for others raises StillNext, unless `reassign_to` takes over or `force` leaves
    it to the chain above (C15). Requests that wait are moved on by the layer above.
    """
    require(may_set_active(actor, user))
    memberships = list(Membership.objects.filter(user=user).with_people().order_by("id"))
    if memberships:
        lock_organisation(*(membership.customer_id for membership in memberships))
    others = _other_administrators(user)
    locked = _lock(user)
    require(may_set_active(as_of_now(actor), locked))  # as both are after the wait
    if locked.is_active == is_active:
        return locked
    if not is_active:
        require(is_last_administrator(locked, others))
        keep_an_administrator(actor, memberships, leave_to_shop=True)
        for membership in memberships:
            hand_over(
                leaving=membership,
                dependents=depends_on(membership),
                reassign_to=reassign_to,
                force=force,
            )
        locked.session_epoch += 1
    locked.is_active = is_active
    locked.save(update_fields=["is_active", "session_epoch"])
    kind = AccountEventKind.MADE_ACTIVE if is_active else AccountEventKind.MADE_INACTIVE
    account_log.write(actor=actor, user=locked, kind=kind)
    return locked


def new_account(
    *,
    email: str,
    person: Person,
    origin: Origin,
    staff_role: str = "",
    customer: Customer | None = None,
) -> User:
    """The row itself, for services that have asked whether they may. Raises EmailTaken.

    FieldsRefused for what the shop requires. A colleague is not asked for another's title and
    birthday, and who signs up for the newsletter only for a name.
    """
    address = valid_email(email)
    if person_with_email(address) is not None:
        raise EmailTaken
    values = person.columns()
    user = User(email=address, staff_role=staff_role, origin=origin, **values)
    if origin != Origin.SIGN_UP:
        given = vars(user) if origin == Origin.STAFF else values
        require_filled(USERS, given, customer=customer)
    user.set_unusable_password()
    save_email(user)
    return user


def added_by(actor: Actor) -> Origin:
    """How a person came in whom `actor` adds."""
    return Origin.STAFF if actor.is_staff else Origin.COLLEAGUE


def save_email(user: User) -> None:
    """The database has the last word: two at once with one address are one and a refusal."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if "user_email_unique_any_case" not in str(error):
            raise
        raise EmailTaken from error


def valid_email(email: str) -> str:
    """Without the blanks around it; raises CustomersRefused for what is no address."""
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CustomersRefused(
            Refused(_("This is not an e-mail address."), "email_invalid")
        ) from error
    return address


def _lock(user: User) -> User:
    locked: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return locked


def _other_administrators(user: User) -> int:
    """Active staff administrators besides `user`, locked so that two cannot remove each other."""
    administrators = User.objects.active().filter(staff_role=StaffRole.ADMINISTRATOR)
    locked = administrators.select_for_update(no_key=True).order_by("pk")
    return sum(1 for pk in locked.values_list("pk", flat=True) if pk != user.pk)
