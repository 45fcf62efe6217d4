"""The mails to affiliates, as staff find them among the templates."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.email_kinds import EmailKind, Placeholder
from customers.email_kinds import ABOUT_SHOP, LINK_SAMPLE, READER, sample

_GROUP = _("Affiliates")
_CODE = Placeholder("code", _("The affiliate's code"), "{{ affiliate.code }}")
_BUTTON = _("the button")


def _affiliate() -> Mapping[str, Any]:
    return sample(
        affiliate=SimpleNamespace(code="ronja", commission="percent", rate=Decimal("5.00")),
        own_link=f"{LINK_SAMPLE}a/ronja/",
        payout=SimpleNamespace(
            amount=Decimal("1240.50"),
            currency="SEK",
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 2, 28),
            reference="BG 5050-1055",
        ),
    )


KINDS: tuple[EmailKind, ...] = (
    EmailKind(
        template="marketing/affiliate_welcome",
        group=_GROUP,
        label=_("New affiliate"),
        tells=_("Somebody has become an affiliate, and gets the link."),
        placeholders=(*READER, _CODE, *ABOUT_SHOP),
        sample=_affiliate,
        button=_("See your page"),
        fixed=(_("the affiliate's link"), _BUTTON),
    ),
    EmailKind(
        template="marketing/affiliate_payout",
        group=_GROUP,
        label=_("Commission paid"),
        tells=_("Staff have marked a period's commission as paid."),
        placeholders=(
            *READER,
            _CODE,
            Placeholder("amount", _("The amount"), "{{ payout.amount|money:payout.currency }}"),
            Placeholder("until", _("The last day of it"), '{{ payout.ends_on|date:"j F Y" }}'),
            Placeholder("reference", _("Reference"), "{{ payout.reference }}"),
            *ABOUT_SHOP,
        ),
        sample=_affiliate,
        button=_("See your page"),
        fixed=(_BUTTON,),
    ),
)
