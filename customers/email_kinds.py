"""The mails about people whose words staff may change, each with an example."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.email_kinds import PERSON, EmailKind, Placeholder

_ACCOUNT = _("Accounts")
_CHOICES = _("What people are mailed")
_THE_LINK = _("the button with the person's own link, and how long it works")
_A_BUTTON = _("the button")

FIRST_NAME = Placeholder("first_name", _("First name of the reader"), "{{ to.first_name }}")
FULL_NAME = Placeholder("full_name", _("Name of the reader"), "{{ to.full_name }}")
EMAIL = Placeholder("email", _("The reader's e-mail address"), "{{ to.email }}")
SHOP = Placeholder("shop", _("The shop's name"), "{{ shop.name }}")
PHONE = Placeholder("shop_phone", _("The shop's phone number"), "{{ shop.phone }}")
HOURS = Placeholder("opening_hours", _("The shop's opening hours"), "{{ shop.opening_hours }}")
READER = (FIRST_NAME, FULL_NAME, EMAIL)
ABOUT_SHOP = (SHOP, PHONE, HOURS)
_ABOUT = Placeholder("person", _("The person it is about"), "{{ person.full_name }}")
_WHEN = Placeholder("when", _("When it was changed"), '{{ changed_at|date:"j F Y H:i" }}')


def person(first: str, last: str) -> Any:
    """Somebody who is not, as mails see a user."""
    return SimpleNamespace(
        pk=None,
        first_name=first,
        last_name=last,
        full_name=f"{first} {last}",
        email=f"{first}.{last}@example.com".lower(),
        language="",
    )


READER_SAMPLE = person("Ronja", "Almqvist")
OTHER_SAMPLE = person("Folke", "Bergqvist")
SHOP_SAMPLE: Any = SimpleNamespace(
    name="Exempelhuset AB",
    phone="08-555 010 10",
    opening_hours="08–17",
    currency="SEK",
    mail_edition=0,
)
LINK_SAMPLE = f"{settings.SITE_URL.rstrip('/')}/example/"


def sample(**values: Any) -> Mapping[str, Any]:
    """What every mail has, with links that open nothing."""
    return {"shop": SHOP_SAMPLE, "to": READER_SAMPLE, "link": LINK_SAMPLE, **values}


def _at() -> datetime:
    return datetime(2026, 3, 17, 13, 45, tzinfo=UTC)


def _change() -> Mapping[str, Any]:
    old, new = READER_SAMPLE.email, "ronja@nytt.example.com"
    change = SimpleNamespace(old_email=old, new_email=new, asked_at=_at())
    return sample(
        person=READER_SAMPLE,
        change=change,
        old=old,
        new=new,
        is_by_shop=False,
        stop=LINK_SAMPLE,
    )


def _left() -> Mapping[str, Any]:
    membership = SimpleNamespace(customer=SimpleNamespace(name="Norrby kommun"))
    takes_over = SimpleNamespace(user=person("Vera", "Dahlqvist"))
    return sample(
        leaving=OTHER_SAMPLE, takes_over=takes_over, moved_up=False, membership=membership, link=""
    )


_NEW = Placeholder("new_email", _("The new address"), "{{ new }}")
_OLD = Placeholder("old_email", _("The old address"), "{{ old }}")
_ASKED_NEW = Placeholder("new_email", _("The new address"), "{{ change.new_email }}")
_ASKED_OLD = Placeholder("old_email", _("The old address"), "{{ change.old_email }}")

KINDS = (
    EmailKind(
        template="accounts/activation",
        group=_ACCOUNT,
        label=_("Activation"),
        tells=_("A new person chooses the first password, also after registering."),
        placeholders=(
            *READER,
            Placeholder("customers", _("The customers one shops for"), '{{ customers|join:", " }}'),
            *ABOUT_SHOP,
        ),
        sample=lambda: sample(customers=["Norrby kommun", "Norrby skola"]),
        about=PERSON,
        button=_("Choose a password"),
        fixed=(_("for which customers one can shop"), _THE_LINK),
    ),
    EmailKind(
        template="accounts/registration",
        group=_ACCOUNT,
        label=_("Registration"),
        tells=_("Somebody wants an account with an address; its mailbox must confirm it."),
        placeholders=ABOUT_SHOP,
        sample=lambda: sample(to=None),
        button=_("Confirm and choose a password"),
        fixed=(_THE_LINK, _("what to do if it was not you")),
    ),
    EmailKind(
        template="accounts/registered",
        group=_ACCOUNT,
        label=_("Registration with a known address"),
        tells=_("Somebody wants an account with an address that has one already."),
        placeholders=(*READER, *ABOUT_SHOP),
        sample=lambda: sample(reset=LINK_SAMPLE, is_closed=False),
        about=PERSON,
        button=_("Log in"),
        fixed=(_A_BUTTON, _("where to choose a new password"), _("what to do if it was not you")),
    ),
    EmailKind(
        template="accounts/reset",
        group=_ACCOUNT,
        label=_("Reset of the password"),
        tells=_("Somebody asked for a new password."),
        placeholders=(*READER, *ABOUT_SHOP),
        sample=sample,
        about=PERSON,
        button=_("Choose a new password"),
        fixed=(_THE_LINK, _("what to do if it was not you")),
    ),
    EmailKind(
        template="accounts/temporary_password",
        group=_ACCOUNT,
        label=_("Temporary password"),
        tells=_("Staff have set a temporary password; it is never in the mail."),
        placeholders=(*READER, *ABOUT_SHOP),
        sample=lambda: sample(login=LINK_SAMPLE, link=""),
        about=PERSON,
        button=_("Log in"),
        fixed=(_A_BUTTON, _("what to do if you did not ask for it")),
    ),
    EmailKind(
        template="accounts/password_changed",
        group=_ACCOUNT,
        label=_("Changed password"),
        tells=_("The password was changed, and everybody else is logged out."),
        placeholders=(*READER, _WHEN, *ABOUT_SHOP),
        sample=lambda: sample(changed_at=_at(), login=LINK_SAMPLE, link=""),
        about=PERSON,
        button=_("Log in"),
        fixed=(_A_BUTTON, _("what to do if it was not you")),
    ),
    EmailKind(
        template="accounts/two_factor",
        group=_ACCOUNT,
        label=_("Changed two-factor"),
        tells=_("A way to log in was added or removed, or a recovery code was used."),
        placeholders=(*READER, _WHEN, *ABOUT_SHOP),
        sample=lambda: sample(
            changed_at=_at(), change="added", codes_left=8, security=LINK_SAMPLE, link=""
        ),
        about=PERSON,
        button=_("See your two-factor"),
        fixed=(_("what was changed"), _A_BUTTON, _("what to do if it was not you")),
    ),
    EmailKind(
        template="accounts/email_confirm_old",
        group=_ACCOUNT,
        label=_("New address: asks the old one"),
        tells=_("The log-in shall have a new address, and the old one must say yes."),
        placeholders=(*READER, _ASKED_OLD, _ASKED_NEW, *ABOUT_SHOP),
        sample=_change,
        button=_("Confirm as the old address"),
        fixed=(_("who asked for which change"), _THE_LINK, _("the link that stops it")),
    ),
    EmailKind(
        template="accounts/email_confirm_new",
        group=_ACCOUNT,
        label=_("New address: asks the new one"),
        tells=_("The log-in shall have a new address, and the new one must say yes."),
        placeholders=(_ABOUT, _ASKED_NEW, *ABOUT_SHOP),
        sample=lambda: {**_change(), "to": None},
        button=_("Confirm as the new address"),
        fixed=(_THE_LINK, _("what to do if you know nothing of it")),
    ),
    EmailKind(
        template="accounts/email_changed",
        group=_ACCOUNT,
        label=_("New address: changed"),
        tells=_("Both addresses hear that the log-in has a new one."),
        placeholders=(_ABOUT, _OLD, _NEW, *ABOUT_SHOP),
        sample=lambda: {**_change(), "to": None, "link": ""},
        fixed=(_("what was changed, and by whom"), _("what to do if you did not ask for it")),
    ),
    EmailKind(
        template="accounts/connected",
        group=_ACCOUNT,
        label=_("One more customer"),
        tells=_("Somebody with an account was connected to one more customer."),
        placeholders=(
            *READER,
            Placeholder("customer", _("The customer"), "{{ customer.name }}"),
            Placeholder("who", _("Who connected the person"), "{{ by.full_name }}"),
            *ABOUT_SHOP,
        ),
        sample=lambda: sample(customer=SimpleNamespace(name="Norrby kommun"), by=OTHER_SAMPLE),
        button=_("My pages"),
        fixed=(_A_BUTTON,),
    ),
    EmailKind(
        template="accounts/approver_left",
        group=_("Approval"),
        label=_("An approver has left"),
        tells=_("Whose orders the person approved hear who does it now."),
        placeholders=(
            *READER,
            Placeholder("approver", _("Who approves no longer"), "{{ leaving.full_name }}"),
            Placeholder("customer", _("The customer"), "{{ membership.customer.name }}"),
            *ABOUT_SHOP,
        ),
        sample=_left,
        fixed=(_("who approves from now on"),),
    ),
    EmailKind(
        template="newsletter/choose",
        group=_CHOICES,
        label=_("Sign-up for the newsletter"),
        tells=_("Somebody wrote an address on the shop's page; its mailbox must say yes."),
        placeholders=(
            Placeholder("address", _("The address that was written"), "{{ address }}"),
            *ABOUT_SHOP,
        ),
        sample=lambda: sample(to=None, address=READER_SAMPLE.email),
        button=_("Say what you want"),
        fixed=(_THE_LINK, _("what to do if it was not you")),
    ),
    EmailKind(
        template="newsletter/recorded",
        group=_CHOICES,
        label=_("A yes told to staff"),
        tells=_("Staff wrote down that somebody wants mail; the person hears of it."),
        placeholders=(*READER, *ABOUT_SHOP),
        sample=lambda: sample(
            consent=SimpleNamespace(told_how=_("By phone")),
            wording=_("The newsletter"),
            stop_link=LINK_SAMPLE,
            link="",
        ),
        fixed=(_("what was said yes to, and how"), _("the link that stops it")),
    ),
    EmailKind(
        template="newsletter/birthday",
        group=_CHOICES,
        label=_("Birthday greeting"),
        tells=_("Once a year, to whoever told the birthday and gets the newsletter."),
        placeholders=(*READER, *ABOUT_SHOP),
        sample=lambda: sample(stop_link=LINK_SAMPLE, link="", today=date(2026, 3, 17)),
        about=PERSON,
        fixed=(
            _("the birthday discount, where the shop gives one"),
            _("why one gets it, and the link that stops it"),
        ),
    ),
)
