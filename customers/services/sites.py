"""Customer sites: opened, changed, closed, and how often they are come to (N-16..N-18)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Text
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, CustomerSite
from customers.policies import may_change_site
from customers.selectors.actors import as_of_now
from customers.selectors.sites import Owner, open_site_of
from customers.sites import host_fits, slug_fits

_COUNT = """
    INSERT INTO customers_customersiteday AS kept (site_id, day, visits) VALUES (%s, %s, 1)
    ON CONFLICT (site_id, day) DO UPDATE SET visits = kept.visits + 1
"""


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """What staff want: `/s/<slug>/`, and perhaps a host name. Case and spaces do not count."""

    slug: str
    host: str = ""

    @property
    def tidy(self) -> "SiteAddress":
        return SiteAddress(self.slug.strip().lower(), self.host.strip().lower().rstrip("."))


class AddressRefused(CustomersRefused):
    """The address cannot be used; `field` says which of the two, `slug` or `host`."""

    def __init__(self, field: str, reason: Text, code: str) -> None:
        self.field = field
        super().__init__(Refused(reason, code))


class SiteChanged(CustomersRefused):
    """Somebody else has opened, changed or closed it since the page was drawn."""

    def __init__(self) -> None:
        reason = _("Somebody has changed the address since you opened this page. Look once more.")
        super().__init__(Refused(reason, "site_changed"))


@use_case("site.open")
def save_site(
    *, actor: Actor, owner: Owner, address: SiteAddress, seen: int | None
) -> CustomerSite:
    """Opens the owner's site at the address, and closes the one that was open.

    `seen` is the site that was open when staff looked, None for none. The same address with
    another host is the same site. An address that the owner once had opens again; one that
    somebody else has or had is refused. Raises AddressRefused, SiteChanged, NotPermitted.
    """
    wanted = address.tidy
    _check(wanted)
    now = _locked(actor, owner, seen)
    _free_forsaken_host(wanted.host)
    try:
        with transaction.atomic():
            return _moved(actor, owner, wanted, now)
    except IntegrityError as error:
        raise _taken(error) from error


@use_case("site.close")
def close_site(*, actor: Actor, owner: Owner, seen: int | None) -> CustomerSite:
    """From now on the address answers 410. Raises SiteChanged, NotPermitted."""
    now = _locked(actor, owner, seen)
    if now is None:
        raise SiteChanged
    _close(actor, now)
    return now


def count_visit(site: CustomerSite) -> None:
    """One more visit today, without a word of who came. One statement, which waits for nobody long:
    a visit is counted once, when somebody comes from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [site.pk, timezone.localdate()])


def _check(wanted: SiteAddress) -> None:
    shop_host = (urlsplit(settings.SITE_URL).hostname or "").lower()
    for field, verdict in (
        ("slug", slug_fits(wanted.slug)),
        ("host", host_fits(wanted.host, shop_host=shop_host)),
    ):
        if isinstance(verdict, Refused):
            raise AddressRefused(field, verdict.reason, verdict.code)


def _locked(actor: Actor, owner: Owner, seen: int | None) -> CustomerSite | None:
    """The site that is open now; others who want to change it wait until this is done."""
    require(may_change_site(actor, owner))
    held: Owner | None
    if isinstance(owner, Customer):
        customers = Customer.objects.select_for_update(no_key=True, of=("self",))
        held = customers.select_related("main_group").filter(pk=owner.pk).first()
    else:
        held = CustomerGroup.objects.select_for_update(no_key=True).filter(pk=owner.pk).first()
    if held is None:
        raise SiteChanged
    require(may_change_site(as_of_now(actor), held))
    now = open_site_of(held)
    if (now.pk if now else None) != seen:
        raise SiteChanged
    return now


def _moved(
    actor: Actor, owner: Owner, wanted: SiteAddress, now: CustomerSite | None
) -> CustomerSite:
    if now is not None and now.slug == wanted.slug:
        if now.host != wanted.host:
            now.host = wanted.host
            now.save(update_fields=["host"])
        return now
    if now is not None:
        _close(actor, now)
    customer = owner if isinstance(owner, Customer) else None
    group = owner if isinstance(owner, CustomerGroup) else None
    site = CustomerSite.objects.filter(slug=wanted.slug).first()
    if site is None:
        site = CustomerSite(slug=wanted.slug, customer=customer, group=group)
    elif (site.customer, site.group) != (customer, group):
        raise _slug_taken()
    site.host, site.closed_at, site.closed_by = wanted.host, None, None
    site.opened_at, site.opened_by_id = timezone.now(), actor.user_id
    site.save()
    return site


def _close(actor: Actor, site: CustomerSite) -> None:
    site.closed_at, site.closed_by_id = timezone.now(), actor.user_id
    site.save(update_fields=["closed_at", "closed_by"])


def _free_forsaken_host(host: str) -> None:
    """A host name of a site whose owner was deleted is nobody's."""
    if host:
        forsaken = CustomerSite.objects.filter(customer=None, group=None, closed_at=None)
        forsaken.filter(host=host).update(host="")


def _slug_taken() -> AddressRefused:
    reason = _("This address is or was somebody else's. An address is never given to another.")
    return AddressRefused("slug", reason, "slug_taken")


def _taken(error: IntegrityError) -> CustomersRefused:
    """Which of the two another site has; the two of them are unique in the database."""
    text = str(error)
    if "one_open_site_a_host" in text:
        return AddressRefused("host", _("Another site has this host name."), "host_taken")
    if "slug" in text:
        return _slug_taken()
    raise error
