"""A customer's own site: whose shop an anonymous visitor is in, its address, its open doors.

Pure, but for the stand-in of a group. What is stored is read in `customers/selectors/sites.py`.
"""

import re
import secrets
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict
from customers.models import Customer, CustomerGroup
from customers.models.customer_site import LONGEST_SLUG

SHORTEST_SLUG = 4
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAIN_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
# Without vowels it spells no word; without 0, 1 and l nobody reads it wrong.
_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
_PART, _PARTS = 5, 4  # 28 ^ 20 addresses: not to be guessed
# Words that a visitor would take for the shop's own, or that a link may come to mean one day.
_RESERVED = """
    account acting admin api app assets attest cart checkout demo docs help home info login logout
    mail media my new null none open order orders password product products public register reset
    robots root search security settings shop site sites staff static status support system test
    undefined user users www
"""
RESERVED = frozenset(_RESERVED.split())


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """An anonymous visit to an open customer site (`/s/<slug>/`, or its own host name).

    Exactly one of `customer_id` and `group_id` is set: whose site it is. `main_group_id` is the
    customer's main group, or the group itself. `priced_as` is who prices are asked for: the
    customer with its main group and tier loaded, or, of a group's site, a stand-in that has the
    group and nothing else (`pk` 0, never saved).
    """

    site_id: int
    slug: str
    name: str  # of the customer or the group
    customer_id: int | None
    group_id: int | None
    main_group_id: int
    priced_as: Customer = field(repr=False, compare=False)


def standing_in_for(group: CustomerGroup, *, country: str) -> Customer:
    """A customer that has nothing but its main group: what any new member of it would pay.

    `country` is the shop's own, so that VAT is that of home.
    """
    return Customer(pk=0, number="", name=group.name, main_group=group, country=country)


def random_slug() -> str:
    """An address that nobody guesses: four parts of five letters and digits."""
    parts = ("".join(secrets.choice(_LETTERS) for _each in range(_PART)) for _part in range(_PARTS))
    return "-".join(parts)


def slug_fits(slug: str) -> Verdict:
    """Whether staff may use these letters as an address; not whether it is taken."""
    if not SHORTEST_SLUG <= len(slug) <= LONGEST_SLUG:
        return Refused(_("An address has between 4 and 60 characters."), "slug_length")
    if not _PLAIN.fullmatch(slug):
        return Refused(
            _("Use the letters a to z, digits, and single hyphens between them."), "slug_letters"
        )
    if slug in RESERVED:
        return Refused(_("This word is the shop's own. Choose another."), "slug_reserved")
    return ALLOWED


def host_fits(host: str, *, shop_host: str) -> Verdict:
    """Whether it is the name of a host, and not the shop's own; blank is none."""
    if not host:
        return ALLOWED
    if len(host) > 200 or not _PLAIN_HOST.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return Refused(
            _("Write only the host's name, such as shop.example.com."), "host_not_a_name"
        )
    if host == shop_host:
        return Refused(_("This is the shop's own host name."), "host_of_shop")
    return ALLOWED


# What a stranger finds at a site: its shop front, and the way in. Whatever else there is leads to
# log-in, to the shop itself, or nowhere (`customers/site_middleware.py`).
SITE_DOORS = frozenset(
    {
        "shop:home",
        "shop:category",
        "shop:product",
        "shop:price-why",
        "shop:search",
        "shop:search-facets",
        "shop:search-suggest",
        "shop:picture",
        "shop:look-css",
        "shop:look-picture",
        "shop:product-documents",
        "shop:product-documents-code",
        "shop:product-document",
        "shop:product-document-code",
        "account:login",
        "account:language",
        "account:password-reset",
        "account:password-reset-sent",
        "account:reset-link",
        "account:choose-password",
        "account:second-step",
        "account:second-step-options",
        "account:second-step-passkey",
    }
)
