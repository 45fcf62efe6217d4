"""The mails about applications for a pricing tier whose words staff may change."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.email_kinds import EmailKind, Placeholder
from customers.email_kinds import ABOUT_SHOP, READER, sample

_GROUP = _("Wholesale sign-up")
_LINK = _("the button")
_EMAIL = Placeholder("email", _("The applicant's e-mail address"), "{{ application.email }}")
_APPLICANT = (
    Placeholder("company", _("The company that applies"), "{{ application.company }}"),
    Placeholder("applicant", _("Name of the applicant"), "{{ application.person_name }}"),
    _EMAIL,
)


def _sample() -> Mapping[str, Any]:
    application = SimpleNamespace(
        company="Norrby Kontor AB",
        person_name="Ronja Almqvist",
        first_name="Ronja",
        email="ronja.almqvist@example.com",
    )
    return sample(application=application, reason="–", days=14)


def _approved() -> Mapping[str, Any]:
    return sample(customer="Norrby Kontor AB", tier="Wholesaler", is_new=True)


KINDS: tuple[EmailKind, ...] = (
    EmailKind(
        template="wholesale/received",
        group=_GROUP,
        label=_("Application sent in"),
        tells=_("A company has applied for wholesale terms and confirms its address."),
        # The address may be a stranger's: what the form said in other words is no mail to them.
        placeholders=(_EMAIL, *ABOUT_SHOP),
        sample=_sample,
        button=_("See and confirm it"),
        fixed=(_LINK, _("what to do if it was not you")),
    ),
    EmailKind(
        template="wholesale/new_application",
        group=_GROUP,
        label=_("New application, to the shop"),
        tells=_("A company that applies for wholesale terms has confirmed its address."),
        placeholders=(*_APPLICANT, *ABOUT_SHOP),
        sample=_sample,
        button=_("Open the application"),
        fixed=(_LINK,),
    ),
    EmailKind(
        template="wholesale/approved",
        group=_GROUP,
        label=_("Application approved"),
        tells=_("The company has its terms, and the applicant the way in."),
        placeholders=(
            *READER,
            Placeholder("customer", _("The customer"), "{{ customer }}"),
            Placeholder("tier", _("The pricing tier"), "{{ tier }}"),
            *ABOUT_SHOP,
        ),
        sample=_approved,
        button=_("Choose a password"),
        fixed=(_LINK,),
    ),
    EmailKind(
        template="wholesale/refused",
        group=_GROUP,
        label=_("Application refused"),
        tells=_("The company does not get wholesale terms, and why."),
        placeholders=(*_APPLICANT, *ABOUT_SHOP),
        sample=_sample,
        fixed=(_("the reason"),),
    ),
)
