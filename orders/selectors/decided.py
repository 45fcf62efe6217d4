"""What one person has answered as an approver."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.models import Answer, ApprovalDecision
from core.tables import Sort
from customers.actors import Actor
from customers.querysets import in_organisation
from orders.states import OrderStatus

DECIDED_SORTS = {
    "decided": Sort.by("decided_at", label=_("Answered"), descending_first=True),
    "value": Sort.by("value_net", label=_("Order value ex VAT"), descending_first=True),
}
MOST_WORDS = 5


def decisions_of(
    actor: Actor,
    *,
    text: str = "",
    answer: str = "",
    status: str = "",
    decided_from: date | None = None,
    decided_to: date | None = None,
) -> QuerySet[ApprovalDecision]:
    """Every answer of this membership, also those given in place of somebody who was away.

    By part of number, name, reference or comment, by answer, by what the order is now, and by the
    days of the shop on which they were given, both included. The order comes along. One query.
    An order that has moved to another organisation is left out, as it can no longer be opened.
    """
    if actor.membership is None:
        return ApprovalDecision.objects.none()
    found = ApprovalDecision.objects.filter(
        in_organisation(actor.membership.customer, "request__order__customer__"),
        membership_id=actor.membership.pk,
        request__order__isnull=False,
    ).select_related(
        "in_place_of__user", "request__order__orderer", "request__order__customer", "request__step"
    )
    if answer in Answer.values:
        found = found.filter(answer=answer)
    if status in OrderStatus.values:
        found = found.filter(request__order__status=status)
    if decided_from is not None:
        found = found.filter(decided_at__date__gte=decided_from)
    if decided_to is not None:
        found = found.filter(decided_at__date__lte=decided_to)
    for word in text.split()[:MOST_WORDS]:
        found = found.filter(_says(word))
    return found


def _says(word: str) -> Q:
    hit = (
        Q(comment__icontains=word)
        | Q(request__order__orderer__first_name__icontains=word)
        | Q(request__order__orderer__last_name__icontains=word)
        | Q(request__order__customer_reference__icontains=word)
    )
    if word.isascii() and word.isdigit() and len(word) < 19:
        hit |= Q(request__order__number=int(word))
    return hit
