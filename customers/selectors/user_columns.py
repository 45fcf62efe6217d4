"""What the list of users shows of a person: sales, and what they said yes to being mailed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, F, OuterRef, Prefetch, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.exchange.writer import Value as Cell
from customers.actors import Actor
from customers.models import Consent, ConsentKind, Customer, User, UserSalesAt
from customers.querysets import UserQuerySet

# What an export tells of a person behind the columns that its import reads.
USER_TOLD = (
    _("Sales ex VAT"),
    _("Registered"),
    _("Last visit"),
    _("Origin"),
    _("Newsletter"),
    _("Newsletter: yes on"),
    _("Newsletter: no on"),
    _("Offers from partners"),
    _("Offers from partners: yes on"),
    _("Offers from partners: no on"),
)
_GIVEN = {"yes": True, "no": False}
_MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=16, decimal_places=2)


def with_columns(
    actor: Actor, found: UserQuerySet, *, newsletter: str = "", partner: str = ""
) -> UserQuerySet:
    """People with `sales_net` and `consents_given`, narrowed by "yes" or "no" to each kind.

    One query more than the page's own. A kept sum, so that no list adds up orders; a member of a
    sales team has those of the team's customers alone.
    """
    for kind, wish in ((ConsentKind.NEWSLETTER, newsletter), (ConsentKind.PARTNER, partner)):
        if wish in _GIVEN:
            given = Consent.objects.filter(user=OuterRef("pk"), kind=kind, withdrawn_at=None)
            found = found.filter(Exists(given) if _GIVEN[wish] else ~Exists(given))
    in_force = Consent.objects.filter(withdrawn_at=None).order_by("kind")
    return _with_sales(actor, found.told_if_shared(actor)).prefetch_related(
        Prefetch("consents", queryset=in_force, to_attr="consents_given")
    )


def _with_sales(actor: Actor, found: UserQuerySet) -> UserQuerySet:
    if actor.team_ids is None:
        # Everybody has a row: joined so, a list sorted by sales is read off their index.
        return found.filter(sales__isnull=False).annotate(sales_net=F("sales__value_net"))
    theirs = Customer.objects.visible_to(actor).order_by().values("pk")
    sums = UserSalesAt.objects.filter(user=OuterRef("pk"), customer__in=theirs).order_by()
    total = sums.values("user").annotate(total=Sum("value_net")).values("total")
    nothing = Value(Decimal("0.00"), output_field=_MONEY)
    return found.annotate(sales_net=Coalesce(Subquery(total, output_field=_MONEY), nothing))


def user_facts(actor: Actor, user_ids: Sequence[int]) -> Mapping[int, Sequence[Cell]]:
    """The cells under USER_TOLD of these people. Two queries."""
    said: defaultdict[int, dict[str, Consent]] = defaultdict(dict)
    for consent in Consent.objects.filter(user__in=user_ids).order_by("given_at", "id"):
        said[consent.user_id][consent.kind] = consent  # the latest of each kind stays
    people: Iterable[Any] = _with_sales(actor, User.objects.filter(pk__in=user_ids))
    return {
        person.pk: [
            person.sales_net,
            localdate(person.registered_at),
            localdate(person.last_seen_at) if person.last_seen_at else None,
            str(person.get_origin_display()),
            *(cell for kind in ConsentKind for cell in _consent_cells(said[person.pk].get(kind))),
        ]
        for person in people
    }


def _consent_cells(consent: Consent | None) -> Sequence[Cell]:
    """Whether it is given, since when, and when it was taken back."""
    if consent is None:
        return [False, None, None]
    gone = localdate(consent.withdrawn_at) if consent.withdrawn_at else None
    return [consent.is_given, localdate(consent.given_at), gone]
