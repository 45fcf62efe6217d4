"""Applications for a pricing tier, as far as the one who asks may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.days import within_days
from core.http import get_visible_or_404
from core.tables import Sort
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Customer, User
from customers.search_texts import company_text
from customers.selectors.customer_card import with_org_number
from marketing.application_states import ApplicationState
from marketing.models import (
    Application,
    ApplicationDocument,
    ApplicationMove,
    ApplicationQuerySet,
)

APPLICATION_SORTS = {
    "sent": Sort.by("sent_at", label=_("Sent in"), descending_first=True),
    "company": Sort.by("company", label=_("Company")),
    "decided": Sort.by("decided_at", label=_("Decided"), nullable=True, descending_first=True),
}
_MOST_TWINS = 5


def _rows() -> ApplicationQuerySet:
    rows: ApplicationQuerySet = Application.objects.select_related(
        "tier", "sales_team", "decided_by", "customer", "user"
    )
    return rows


def applications_listed(
    actor: Actor,
    *,
    text: str = "",
    state: str = "",
    tier: str = "",
    country: str = "",
    sent_from: date | None = None,
    sent_to: date | None = None,
) -> ApplicationQuerySet:
    """Narrowed. `tier` is an id. One query for a page."""
    rows = _rows().visible_to(actor).matching(text)
    if state:
        rows = rows.filter(state=state)
    if tier:
        rows = rows.filter(tier_id=int(tier)) if tier.isdecimal() else rows.none()
    if country:
        rows = rows.filter(country=country)
    return within_days(rows, "sent_at", sent_from, sent_to)


def applications_waiting(actor: Actor) -> ApplicationQuerySet | None:
    """To be counted among others' work; None while the shop has no sign-up. No query."""
    if not actor.is_on(AddOn.WHOLESALE_SIGN_UP):
        return None
    return Application.objects.visible_to(actor).filter(state=ApplicationState.CONFIRMED)


def application_of(actor: Actor, application_id: int) -> Application:
    """One that the actor may see, or Http404. One query."""
    return get_visible_or_404(_rows(), actor, pk=application_id)


def application_kept(application_id: int) -> Application | None:
    """For the applicant, who has answered from the mailbox. One query."""
    found: Application | None = _rows().filter(pk=application_id).first()
    return found


def documents_in(application: Application) -> Sequence[ApplicationDocument]:
    """At most five. One query."""
    return list(application.documents.all())


def moves_of(application: Application) -> Sequence[ApplicationMove]:
    """Its history, the newest first. One query."""
    return list(application.moves.select_related("by").order_by("-at", "-pk")[:50])


def document_of_application(
    actor: Actor, application_id: int, document_id: int
) -> ApplicationDocument:
    """One of an application that the actor may see, or Http404."""
    application = application_of(actor, application_id)
    found: ApplicationDocument | None = application.documents.filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Twins:
    """What the shop has of the same already, as far as the actor may see it."""

    by_number: Sequence[Customer] = ()
    by_name: Sequence[Customer] = ()
    person: User | None = None
    applications: Sequence[Application] = ()

    def __bool__(self) -> bool:
        return bool(self.by_number or self.by_name or self.person or self.applications)


def twins_of(actor: Actor, application: Application) -> Twins:
    """Four queries, three without an organisation number. Another team's customers are not told."""
    own = application.customer_id or 0
    same_number = with_org_number(
        actor, country=str(application.country), written=application.org_number
    )
    by_number = list(same_number.exclude(pk=own)[:_MOST_TWINS])
    same_name = (
        Customer.objects.visible_to(actor)
        .alias(searched=company_text())  # whose index finds what is to be compared
        .filter(
            Q(searched__icontains=application.company, name__iexact=application.company)
            | Q(searched__icontains=application.email, email__iexact=application.email)
        )
        .exclude(pk__in=[own, *(each.pk for each in by_number)])
        .order_by("name", "pk")
    )
    others = (
        Application.objects.visible_to(actor)
        .filter(Q(email__iexact=application.email) | Q(company__iexact=application.company))
        .exclude(pk=application.pk)
    )
    return Twins(
        by_number=by_number,
        by_name=list(same_name[:_MOST_TWINS]),
        person=User.objects.visible_to(actor)
        .filter(email__iexact=application.email)
        .exclude(pk=application.user_id or 0)
        .first(),
        applications=list(others[:_MOST_TWINS]),
    )
