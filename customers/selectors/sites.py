"""Customer sites: which shop an address opens, and what staff see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from customers.add_ons import AddOn
from customers.models import Customer, CustomerGroup, CustomerSite, CustomerSiteDay, ShopSettings
from customers.selectors.add_ons import is_closed
from customers.sites import SiteVisit, standing_in_for

DAYS_SHOWN = 30
FORMER_SHOWN = 20

Owner = Customer | CustomerGroup


def site_at(slug: str) -> CustomerSite | None:
    """The site that has or had the address, with its owner; None for one never used. One query."""
    return _with_owner().filter(slug=slug).first()


def site_of_host(host: str) -> CustomerSite | None:
    """The site with this host name of its own, lower case and without a port. One query.

    The open one; a name that only closed sites had belongs to the one that closed last.
    """
    newest = F("closed_at").desc(nulls_first=True)
    return _with_owner().filter(host=host).exclude(host="").order_by(newest, "-pk").first()


def _with_owner() -> QuerySet[CustomerSite]:
    return CustomerSite.objects.select_related(  # type: ignore[no-redef]
        "customer__main_group", "customer__pricing_tier", "group"
    ).annotate(part_is_off=is_closed(AddOn.CUSTOMER_SITE))


def is_open(site: CustomerSite) -> bool:
    """Whether it opens a shop: the shop has such sites, nobody closed it, its owner is active."""
    if site.part_is_off or site.closed_at is not None:
        return False
    return site.group is not None or (site.customer is not None and site.customer.is_active)


def visit_to(site: CustomerSite, shop: ShopSettings) -> SiteVisit:
    """What an anonymous visitor of an open site is. No query."""
    owner = site.customer or site.group
    if owner is None:
        raise ValueError("A site without an owner is closed.")
    priced_as = (
        standing_in_for(owner, country=str(shop.country))
        if isinstance(owner, CustomerGroup)
        else owner
    )
    return SiteVisit(
        site_id=site.pk,
        slug=site.slug,
        name=owner.name,
        customer_id=site.customer_id,
        group_id=site.group_id,
        main_group_id=priced_as.main_group_id,
        priced_as=priced_as,
    )


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """What the staff page shows: the open address if any, and those closed, newest first."""

    now: CustomerSite | None
    former: Sequence[CustomerSite]


def sites_of(owner: Owner) -> SiteStanding:
    """The owner's addresses. One query."""
    rows = CustomerSite.objects.filter(_of(owner)).select_related("opened_by", "closed_by")
    found = list(rows.order_by("closed_at", "-id")[: FORMER_SHOWN + 1])
    now = next((site for site in found if site.closed_at is None), None)
    former = [site for site in found if site.closed_at is not None]
    return SiteStanding(now, sorted(former, key=lambda site: site.pk, reverse=True))


def open_site_of(owner: Owner) -> CustomerSite | None:
    """The address that is open now. One query."""
    return CustomerSite.objects.filter(_of(owner), closed_at=None).first()


def _of(owner: Owner) -> Q:
    return Q(customer=owner) if isinstance(owner, Customer) else Q(group=owner)


@dataclass(frozen=True, slots=True)
class Visits:
    """How often an owner's shop was come to, at all its addresses together."""

    days: Sequence[tuple[date, int]]  # the last thirty, newest first; days without any too
    month: int  # their sum
    ever: int


def visits_of(owner: Owner) -> Visits:
    """Two queries."""
    today = timezone.localdate()
    rows = CustomerSiteDay.objects.filter(site__in=CustomerSite.objects.filter(_of(owner)))
    since = today - timedelta(days=DAYS_SHOWN - 1)
    by_day = dict(
        rows.filter(day__gte=since).order_by().values_list("day").annotate(sum=Sum("visits"))
    )
    days = [today - timedelta(days=back) for back in range(DAYS_SHOWN)]
    ever = rows.aggregate(sum=Sum("visits"))["sum"] or 0
    counted = [(day, by_day.get(day, 0)) for day in days]
    return Visits(counted, sum(visits for _day, visits in counted), ever)
