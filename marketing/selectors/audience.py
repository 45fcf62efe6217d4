"""Who gets a newsletter, and why others do not: asked before, when it begins, and at each mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Lower

from customers.models import Consent, ConsentKind, Customer, CustomerGroup, Membership, User
from customers.querysets import UserQuerySet
from customers.search import users_matching
from marketing.models import Audience, BouncingAddress, Campaign, CampaignAddress, SkippedFor

GETS = "gets"
COUNTED_AT_MOST = 50_000
STRANGERS_SHOWN = 200


def with_fate(users: UserQuerySet, kind: ConsentKind) -> UserQuerySet:
    """Each with `.fate`: GETS, else the SkippedFor. The one place that decides it."""
    yes = Consent.objects.filter(user=OuterRef("pk"), kind=kind, withdrawn_at=None)
    comes_back = BouncingAddress.objects.filter(
        address=Lower(OuterRef("email")), cleared_at__isnull=True
    )
    found: UserQuerySet = users.annotate(
        fate=Case(
            When(is_active=False, then=Value(SkippedFor.INACTIVE.value)),
            When(email="", then=Value(SkippedFor.NO_EMAIL.value)),
            When(~Exists(yes), then=Value(SkippedFor.NO_CONSENT.value)),
            When(Exists(comes_back), then=Value(SkippedFor.BOUNCING.value)),
            default=Value(GETS),
            output_field=CharField(),
        )
    )
    return found


def audience_of(campaign: Campaign) -> UserQuerySet:
    """Everybody among whom its readers are, whether they said yes or not, with `.fate`."""
    people: UserQuerySet = User.objects.all()
    if campaign.audience == Audience.GROUPS:
        people = people.filter(pk__in=_at_customers(campaign).values("user"))
    elif campaign.audience == Audience.ADDRESSES:
        written = CampaignAddress.objects.filter(
            campaign=campaign.pk, address=Lower(OuterRef("email"))
        )
        people = people.filter(Exists(written))
    else:
        said = Consent.objects.filter(kind=campaign.kind, withdrawn_at=None)
        people = people.filter(pk__in=said.values("user"))
    return with_fate(people, ConsentKind(campaign.kind))


def _at_customers(campaign: Campaign) -> QuerySet[Membership]:
    """Connections in force to customers in the groups, or in the segments in any way."""
    groups: Any = Campaign.groups.through.objects.filter(campaign=campaign.pk)
    segments: Any = Campaign.segments.through.objects.filter(campaign=campaign.pk)
    in_segments = segments.values("segment")
    placed: Any = Customer.segments.through.objects.filter(segment__in=in_segments)
    # Both kinds of groups in one question: the chosen, and those that a chosen segment holds.
    held: Any = CustomerGroup.segments.through.objects.filter(segment__in=in_segments)
    group_ids = groups.values("customergroup").union(held.values("customergroup"))
    further: Any = Customer.further_groups.through.objects.filter(customergroup__in=group_ids)
    main: Any = Customer.objects.filter(main_group__in=group_ids).order_by()
    customers = main.values("pk").union(further.values("customer_id"), placed.values("customer_id"))
    seats: QuerySet[Membership] = Membership.objects.active().filter(customer__in=customers)
    return seats.order_by()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many get it, and how many do not and why. `is_cut`: there are more than were counted."""

    gets: int
    others: Mapping[SkippedFor, int]
    strangers: int = 0
    is_cut: bool = False

    @property
    def is_nobody(self) -> bool:
        return not self.gets and not self.is_cut

    @property
    def left_out(self) -> int:
        return sum(self.others.values()) + self.strangers

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        return [(str(reason.label), count) for reason, count in self.others.items()]


def counted(campaign: Campaign) -> Counted:
    """Counted no further than COUNTED_AT_MOST people, and the same ones each time: the number is
    said yes to. One query, two for a pasted list."""
    everybody: Any = audience_of(campaign).order_by("pk")
    first = everybody.values("pk")[: COUNTED_AT_MOST + 1]
    among: Any = audience_of(campaign).filter(pk__in=first).order_by()
    rows = list(among.values("fate").annotate(many=Count("pk")))
    counts = {row["fate"]: row["many"] for row in rows}
    return Counted(
        gets=counts.get(GETS, 0),
        others={reason: counts[reason] for reason in SkippedFor if reason in counts},
        strangers=strangers_of(campaign).count() if campaign.audience == Audience.ADDRESSES else 0,
        is_cut=sum(counts.values()) > COUNTED_AT_MOST,
    )


def strangers_of(campaign: Campaign) -> "QuerySet[CampaignAddress]":
    """Addresses of its list that nobody here has; a list is at most 5 000 long."""
    ours = User.objects.annotate(low=Lower("email")).filter(low=OuterRef("address"))
    found = CampaignAddress.objects.filter(~Exists(ours), campaign=campaign.pk)
    return found.order_by("address")


def people_of(campaign: Campaign, *, text: str = "", fate: str = "") -> UserQuerySet:
    """For the page of who gets it, by part of name or e-mail and by what they get."""
    people: Any = audience_of(campaign)
    if text.strip():
        people = people.filter(pk__in=users_matching(User.objects.all(), text).values("pk"))
    found: UserQuerySet = people.filter(fate=fate) if fate else people
    return found


def first_reader(campaign: Campaign, *, user_id: int | None = None) -> User | None:
    """That one of the audience, or the first by name who gets it. One query."""
    people: Any = audience_of(campaign)
    people = people.filter(pk=user_id) if user_id is not None else people.filter(fate=GETS)
    found: User | None = people.order_by("last_name", "first_name", "pk").first()
    return found
