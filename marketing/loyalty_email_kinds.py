"""The mail about points, with an example."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.email_kinds import EmailKind, Placeholder
from customers.email_kinds import ABOUT_SHOP, READER, sample


def _expiring() -> Mapping[str, Any]:
    return sample(
        customer=SimpleNamespace(name="Norrby kommun"),
        points=320,
        points_name=_("points"),
        worth=Decimal("320.00"),
        expires_on=date(2026, 4, 30),
    )


KINDS = (
    EmailKind(
        template="loyalty/expiring",
        group=_("Loyalty points"),
        label=_("Points expire soon"),
        tells=_("Those whose orders earned the points hear when they are gone, once."),
        placeholders=(
            *READER,
            Placeholder("customer", _("Whose points they are"), "{{ customer.name }}"),
            Placeholder("points", _("How many"), "{{ points|number }} {{ points_name }}"),
            Placeholder("worth", _("What they are worth"), "{{ worth|money:shop.currency }}"),
            Placeholder("day", _("The day they are gone"), '{{ expires_on|date:"j F Y" }}'),
            *ABOUT_SHOP,
        ),
        sample=_expiring,
        button=_("Show the points"),
        fixed=(_("the button"),),
    ),
)
