"""The list of applications for a pricing tier, as it goes out."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.exports import Export
from core.list_specs import ordered
from customers.access import Perm
from customers.actors import Actor
from customers.extra_fields import in_one_line
from marketing.list_specs_applications import APPLICATIONS_LIST
from marketing.models import ApplicationQuerySet

_AT_A_TIME = 2_000
_COLUMNS = (
    ("number", _("Number")),
    ("state", _("State")),
    ("company", _("Company")),
    ("org_number", _("Organisation number")),
    ("vat_number", _("VAT number")),
    ("country", _("Country")),
    ("website", _("Website")),
    ("street", _("Street")),
    ("postal_code", _("Postal code")),
    ("city", _("City")),
    ("first_name", _("First name")),
    ("last_name", _("Last name")),
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("tier", _("Wants")),
    ("words", _("In their own words")),
    ("answers", _("Answers")),
    ("team", _("Sales team")),
    ("sent", _("Sent in")),
    ("decided", _("Decided")),
    ("decided_by", _("Decided by")),
    ("reason", _("Reason")),
    ("customer", _("Customer")),
)


@lru_cache(maxsize=1)
def application_sheet(_currency: str) -> Sheet:
    """One row = one application. Only for people: it does not come in again."""
    return Sheet(
        name="applications",
        label=_("Applications"),
        columns=tuple(Column(key, label, text) for key, label in _COLUMNS),
        key=("number",),
    )


def _rows(_actor: Actor, applications: ApplicationQuerySet) -> Iterator[Sequence[Value]]:
    for each in applications.iterator(chunk_size=_AT_A_TIME):
        yield [
            str(each.pk),
            str(each.get_state_display()),
            each.company,
            each.org_number,
            each.vat_number,
            str(countries.name(each.country)),
            each.website,
            each.street,
            each.postal_code,
            each.city,
            each.first_name,
            each.last_name,
            each.email,
            each.phone,
            each.tier.name if each.tier else None,
            each.words,
            in_one_line(each.answers),
            each.sales_team.name if each.sales_team else None,
            timezone.localtime(each.sent_at),
            timezone.localtime(each.decided_at) if each.decided_at else None,
            each.decided_by.full_name if each.decided_by else None,
            each.reason,
            each.customer.number if each.customer else None,
        ]


APPLICATIONS = Export(
    name="applications",
    label=_("Applications"),
    sheet=application_sheet,
    found=ordered(APPLICATIONS_LIST),
    rows=_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
)
